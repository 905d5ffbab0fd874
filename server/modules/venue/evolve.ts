import type { InstantMs } from '#server/kernel/clock.ts';
import type { Foldable } from '#server/kernel/fold.ts';
import type { LogEvent } from '#server/kernel/live.ts';
import type { SourceProtocol, SourceReason, SourceStatus } from './contract.ts';

export interface VenueSource {
  readonly sourceId: string;
  readonly kind: 'encoder' | 'pulled';
  readonly label: string;
  readonly protocol: SourceProtocol;
  /** As much of a pulled source's address as may be shown; empty for encoders. */
  readonly where: string;
  readonly addedAt: InstantMs;
  /** Until when an encoder's token connects; null for pulled sources. */
  readonly expiresAt: InstantMs | null;
  /** Whether a pulled source is to be pulled; an encoder is wanted until it is revoked. */
  readonly isWanted: boolean;
  readonly status: SourceStatus;
  readonly reason: SourceReason | null;
  /** When it got this status; null while it was never used. */
  readonly since: InstantMs | null;
}

/** Staff only; everybody else's holds nothing. */
export interface VenueState {
  sources: Record<string, VenueSource>;
}

export const initial = (): VenueState => ({ sources: {} });

type Added = Pick<VenueSource, 'sourceId' | 'label'> & Partial<Pick<VenueSource, 'expiresAt' | 'protocol' | 'where'>>;

function added(kind: VenueSource['kind'], { sourceId, label, ...more }: Added, at: InstantMs): VenueSource {
  const { expiresAt = null, protocol = 'whip', where = '' } = more;
  const fresh = { isWanted: kind === 'encoder', status: 'idle', reason: null, since: null } as const;
  return { sourceId, kind, label, protocol, where, addedAt: at, expiresAt, ...fresh };
}

export function evolve(state: VenueState, { type, payload, at }: LogEvent): VenueState {
  const p = payload as unknown as VenueSource;
  const known = state.sources[p.sourceId];
  const put = (source: VenueSource): void => {
    state.sources = { ...state.sources, [source.sourceId]: source };
  };
  switch (type) {
    case 'venue.encoderAdded':
      put(added('encoder', p, at));
      break;
    case 'venue.pulledAdded':
      put(added('pulled', p, at));
      break;
    case 'venue.sourceWanted':
      if (known) put({ ...known, isWanted: p.isWanted });
      break;
    case 'venue.sourceChanged':
      if (known) put({ ...known, status: p.status, reason: p.reason, since: at });
      break;
    case 'venue.sourceRemoved': {
      const { [p.sourceId]: _, ...others } = state.sources;
      state.sources = others;
      break;
    }
  }
  return state;
}

export const venueFold: Foldable<VenueState> = { context: 'venue', version: 1, initial, evolve };
