import { type Violation, violation } from '#server/kernel/errors.ts';
import type { DecideContext, Decision, LiveCommand, LiveModule, NewEvent } from '#server/kernel/live.ts';
import { err, ok, type Result } from '#server/kernel/result.ts';
import { parseAddress } from './address.ts';
import { commands, events, type SourceReason, type SourceStatus } from './contract.ts';
import { type VenueSource, type VenueState, venueFold } from './evolve.ts';
import { policy } from './policy.ts';

export type { VenueSource, VenueState } from './evolve.ts';

type Decided = Result<Decision, Violation>;
const event = (name: string, payload: object): NewEvent => ({
  type: `venue.${name}`,
  payload: payload as Readonly<Record<string, unknown>>,
});
const done = (...list: readonly NewEvent[]): Decided => ok({ events: list });
const refuse = (kind: Violation['kind'], code: string): Decided => err(violation(kind, `venue.${code}`));

/** How long an encoder's token connects: longer than any meeting, so that one that lost the line comes back (H1). */
export const encoderTokenMs = 8 * 3_600_000;
const mostSources = 8;

interface Input {
  readonly sourceId: string;
  readonly label: string;
  readonly address: string;
  readonly isWanted: boolean;
  readonly status: SourceStatus;
  readonly reason: SourceReason | null;
}

/** What `project` keeps beside the log. */
export interface SealedAddress {
  readonly sourceId: string;
  readonly address: string;
}

function refusalOfAnother({ sources }: VenueState, sourceId: string): Decided | null {
  if (sources[sourceId]) return refuse('conflict', 'sourceExists');
  return Object.keys(sources).length >= mostSources ? refuse('invalid_state', 'tooManySources') : null;
}

/** Told once per change; a file that was played to its end is not played again by itself. */
function decideStatus(source: VenueSource, { status, reason }: Input): Decided {
  // What was on its way when somebody stopped it.
  const isLate = source.kind === 'pulled' && !source.isWanted && (status === 'connecting' || status === 'reconnecting');
  if (isLate || (source.status === status && source.reason === reason)) return done();
  const changed = event('sourceChanged', { sourceId: source.sourceId, status, reason });
  const isPlayed = source.isWanted && status === 'idle' && reason === 'ended';
  return isPlayed
    ? done(changed, event('sourceWanted', { sourceId: source.sourceId, isWanted: false }))
    : done(changed);
}

function decide(state: VenueState, command: LiveCommand, { now }: DecideContext): Decided {
  const input = command.input as Input;
  const { sourceId, label } = input;
  const source = state.sources[sourceId];
  switch (command.type) {
    case 'venue.addEncoder':
      return (
        refusalOfAnother(state, sourceId) ??
        done(event('encoderAdded', { sourceId, label, expiresAt: now + encoderTokenMs }))
      );
    case 'venue.addPulled': {
      const address = parseAddress(input.address);
      if (!address) return refuse('invalid_input', 'addressUnknown');
      const refused = refusalOfAnother(state, sourceId);
      if (refused) return refused;
      const sealed: SealedAddress = { sourceId, address: input.address };
      return ok({ events: [event('pulledAdded', { sourceId, label, ...address })], sealed });
    }
    case 'venue.wantSource':
      if (source?.kind !== 'pulled') return refuse('not_found', 'sourceUnknown');
      if (source.isWanted === input.isWanted) return done();
      return done(event('sourceWanted', { sourceId, isWanted: input.isWanted }));
    case 'venue.removeSource':
      return source ? done(event('sourceRemoved', { sourceId })) : refuse('not_found', 'sourceUnknown');
    case 'venue.recordSource':
      // Revoked meanwhile: nothing is left to tell of it.
      return source ? decideStatus(source, input) : done();
    default:
      return err(violation('invalid_input', 'invalid_input'));
  }
}

/** Whether whoever joins the media with this identity is a source that may (H2). */
export const isSourceAllowed = ({ sources }: VenueState, kind: string, sourceId: string): boolean =>
  sources[sourceId]?.kind === kind && sources[sourceId].isWanted;

export interface SourceFact {
  readonly sourceId: string;
  readonly status: SourceStatus;
  readonly reason: SourceReason | null;
}

/** What the log does not know yet of the sources, from who sends on the media server and who is there at all (H4). */
export function missedSources(
  { sources }: VenueState,
  there: ReadonlyMap<string, { readonly isSending: boolean }>,
): readonly SourceFact[] {
  return Object.values(sources).flatMap((source) => {
    const { status, reason } = standingOf(source, there.get(source.sourceId));
    return status === source.status ? [] : [{ sourceId: source.sourceId, status, reason }];
  });
}

function standingOf(
  { kind, status, isWanted, reason }: VenueSource,
  found: { readonly isSending: boolean } | undefined,
): Omit<SourceFact, 'sourceId'> {
  if (found?.isSending) return { status: 'live', reason: null };
  if (kind === 'encoder') return { status: found ? 'connecting' : 'idle', reason: null };
  if (!isWanted) return { status: 'idle', reason };
  // What pulls it tells itself how far it is; only what is seen to be gone is corrected.
  return status === 'live' && !found ? { status: 'reconnecting', reason: 'processEnded' } : { status, reason };
}

export const venueLive: LiveModule<VenueState> = {
  ...venueFold,
  commands,
  events,
  policy,
  decide,
  /** After the end nothing is sent any more. */
  react(state, happened) {
    if (happened.type !== 'meetings.meetingEnded') return [];
    return Object.values(state.sources)
      .filter(({ status }) => status !== 'idle')
      .map(({ sourceId }) => event('sourceChanged', { sourceId, status: 'idle', reason: null }));
  },
};
