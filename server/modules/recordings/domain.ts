import { type Violation, violation } from '#server/kernel/errors.ts';
import type { DecideContext, Decision, LiveCommand, LiveModule, NewEvent } from '#server/kernel/live.ts';
import { err, ok, type Result } from '#server/kernel/result.ts';
import { commands, events } from './contract.ts';
import { type RecordingsState, recordingsFold } from './evolve.ts';
import { policy } from './policy.ts';

export type { Programme, RecordingsState } from './evolve.ts';

type Decided = Result<Decision, Violation>;
const event = (name: string, payload: Readonly<Record<string, unknown>>): NewEvent => ({
  type: `recordings.${name}`,
  payload,
});
const done = (...list: readonly NewEvent[]): Decided => ok({ events: list });

/** A second node that begins as well is told the programme there is (G1, G8). */
function start(state: RecordingsState, programmeId: string, ctx: DecideContext): Decided {
  if (state.programme) return ok({ events: [], output: { programmeId: state.programme.programmeId } });
  if (ctx.facts.phase !== 'live') return err(violation('invalid_state', 'wrongPhase', { phase: ctx.facts.phase }));
  return ok({
    events: [event('programmeStarted', { programmeId, startedAt: ctx.now })],
    output: { programmeId },
  });
}

function decide(state: RecordingsState, command: LiveCommand, ctx: DecideContext): Decided {
  const { programmeId, ...rest } = command.input as { programmeId: string };
  if (command.type === 'recordings.startProgramme') return start(state, programmeId, ctx);
  const { programme } = state;
  if (programme?.programmeId !== programmeId) return err(violation('not_found', 'not_found'));
  const isOver = programme.endedAt !== null;
  switch (command.type) {
    case 'recordings.interruptProgramme':
      return isOver || programme.interrupted ? done() : done(event('programmeInterrupted', { programmeId, ...rest }));
    case 'recordings.resumeProgramme':
      return programme.interrupted ? done(event('programmeResumed', { programmeId })) : done();
    case 'recordings.endProgramme':
      return isOver ? done() : done(event('programmeEnded', { programmeId, endedAt: ctx.now }));
    default:
      return err(violation('invalid_input', 'invalid_input'));
  }
}

export const recordingsLive: LiveModule<RecordingsState> = { ...recordingsFold, commands, events, policy, decide };
