import { violation } from '#server/kernel/errors.ts';
import type { DecideContext, LiveCommand, LiveModule } from '#server/kernel/live.ts';
import { err } from '#server/kernel/result.ts';
import { type AttendanceSettings, commands, events } from './contract.ts';
import { decideChecks, nextCheck } from './decide-checks.ts';
import { decideLeave } from './decide-leave.ts';
import { decidePresence } from './decide-presence.ts';
import { type Decided, done, event, refuse, stale } from './deciding.ts';
import { attendanceFold } from './evolve.ts';
import { totalsOf } from './figures.ts';
import { policy } from './policy.ts';
import { reactions } from './react.ts';
import { type AttendanceState, placeOf } from './state.ts';

export type { AttendanceState, Evidence, Leave, Presence, PresenceCheck, Step, Totals, WalkIn } from './state.ts';

/** As many as a hall's doorkeepers can write down. */
const mostWalkIns = 500;

function decideRest(state: AttendanceState, command: LiveCommand, ctx: DecideContext): Decided | null {
  switch (command.type) {
    case 'attendance.addWalkIn': {
      if (state.walkIns.length >= mostWalkIns) return refuse('invalid_state', 'tooManyWalkIns');
      const walkInId = ctx.newId();
      return done([event('walkInAdded', { walkInId, ...(command.input as object) })], { walkInId });
    }
    case 'attendance.removeWalkIn': {
      const { walkInId } = command.input as { walkInId: string };
      if (!state.walkIns.some((one) => one.walkInId === walkInId)) return refuse('not_found', 'walkInUnknown');
      return done([event('walkInRemoved', { walkInId })]);
    }
    case 'attendance.setSettings': {
      const { basedOn, ...change } = command.input as Partial<AttendanceSettings> & { basedOn: number };
      if (basedOn !== state.settingsVersion) return stale;
      const settings = { ...state.settings, ...change };
      const isLive = ctx.facts.phase === 'live' || ctx.facts.phase === 'suspended';
      const isOtherPace = settings.checkEveryMs !== state.settings.checkEveryMs;
      return done([
        event('settingsSet', change),
        ...(isLive && isOtherPace ? nextCheck({ ...state, settings }, ctx) : []),
      ]);
    }
    default:
      return null;
  }
}

export const attendanceLive: LiveModule<AttendanceState> = {
  ...attendanceFold,
  commands,
  events,
  policy,
  decide: (state, command, ctx) =>
    decidePresence(state, command, ctx) ??
    decideChecks(state, command, ctx) ??
    decideLeave(state, command, ctx) ??
    decideRest(state, command, ctx) ??
    err(violation('invalid_input', 'invalid_input')),
  react: reactions,
  conclude: (state, facts) => (state.isUncounted ? [event('counted', totalsOf(state, facts().body()))] : []),
  facts: (state) => ({
    isPresent: (userId) => placeOf(state, userId) !== null,
    isInVenue: (userId) => placeOf(state, userId) === 'venue',
    present: () => Object.keys(state.people).filter((userId) => placeOf(state, userId) !== null),
    onLeave: () => Object.keys(state.onLeave).filter((userId) => placeOf(state, userId) === null),
  }),
};
