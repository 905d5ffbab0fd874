import { type Violation, violation } from '#server/kernel/errors.ts';
import type { DecideContext, Decision, LiveCommand, LiveModule, NewEvent } from '#server/kernel/live.ts';
import { err, ok, type Result } from '#server/kernel/result.ts';
import { commands, events, type ReplaySettings, type Stretch } from './contract.ts';
import { type ReplaysState, replaysFold } from './evolve.ts';
import { policy } from './policy.ts';

export { foldReplays, type ReplaysState, type Takedown } from './evolve.ts';
export { accessOf, type ReplayAccess, withheldStretches } from './figures.ts';

type Decided = Result<Decision, Violation>;
const done = (name: string, payload: object, output?: unknown): Decided => {
  const event: NewEvent = { type: `replays.${name}`, payload: payload as Readonly<Record<string, unknown>> };
  return ok({ events: [event], ...(output !== undefined && { output }) });
};
const refuse = (code: string): Decided => err(violation('invalid_state', code));

function decide(state: ReplaysState, command: LiveCommand, ctx: DecideContext): Decided {
  switch (command.type) {
    case 'replays.setReplay': {
      const { basedOn, ...settings } = command.input as ReplaySettings & { basedOn: number };
      if (basedOn !== state.version) return err(violation('conflict', 'replays.changedMeanwhile'));
      if (settings.visibility === 'public' && !ctx.facts.isPublic) return refuse('replays.membersOnly');
      return done('replaySet', settings);
    }
    case 'replays.takeDown': {
      const { from, to, reason } = command.input as Stretch & { reason: string };
      if (to !== null && to <= from) return err(violation('invalid_input', 'replays.emptyStretch'));
      const takedownId = ctx.newId();
      return done('stretchTakenDown', { takedownId, from, to, reason }, { takedownId });
    }
    case 'replays.liftTakedown': {
      const { takedownId, reason } = command.input as { takedownId: string; reason: string };
      if (!state.takedowns.some((one) => one.takedownId === takedownId)) return refuse('replays.notDown');
      return done('takedownLifted', { takedownId, reason });
    }
    case 'replays.setHold': {
      const { isHeld, reason } = command.input as { isHeld: boolean; reason: string };
      if (isHeld === (state.heldFor !== null)) return refuse(isHeld ? 'replays.alreadyHeld' : 'replays.notHeld');
      return done('holdSet', { isHeld, reason });
    }
    default:
      return err(violation('invalid_input', 'invalid_input'));
  }
}

export const replaysLive: LiveModule<ReplaysState> = { ...replaysFold, commands, events, policy, decide };
