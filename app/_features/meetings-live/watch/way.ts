/** How the page stands to the media room; all times by one steady clock, in milliseconds. */
type RoomStanding =
  | { readonly kind: 'out'; readonly tryAt: number }
  | { readonly kind: 'trying'; readonly since: number }
  | { readonly kind: 'serving'; readonly since: number; readonly brokenSince: number | null };

/** By which way the broadcast comes to this page, and how often the quicker one failed of late. */
export interface Way {
  readonly room: RoomStanding;
  readonly failures: number;
}

/** What the page sees when it decides. */
export interface Sight {
  readonly now: number;
  /** The meeting has something for the public at this moment. */
  readonly isWanted: boolean;
  /** The programme is being recorded, so its segments can be played. */
  readonly hasSegments: boolean;
  /** `refused`: no place or no media server, ask again later · `notYet`: in a moment. */
  readonly refusal: 'refused' | 'notYet' | null;
  /** The room gives what it has: its picture plays, or nobody sends one. */
  readonly isServing: boolean;
  /** Between 0 and 1, so that thousands do not come back in the same second. */
  readonly chance: number;
}

export const wayAtFirst: Way = { room: { kind: 'out', tryAt: 0 }, failures: 0 };

/** So long the room is waited for before segments are fetched beside it. */
const patienceMs = 3_000;
const longestTryMs = 12_000;
/** A reconnection of the media room usually takes less. */
const brokenForMs = 3_000;
const firstPauseMs = 10_000;
const doublings = 4;
const notYetPauseMs = 2_000;
/** After so long the failures before it are forgotten. */
const provenMs = 60_000;

function out({ failures }: Way, { now, chance, refusal }: Sight): Way {
  if (refusal === 'notYet') return { room: { kind: 'out', tryAt: now + notYetPauseMs }, failures };
  const pauseMs = firstPauseMs * 2 ** Math.min(doublings, failures) * (0.75 + chance / 2);
  return { room: { kind: 'out', tryAt: now + pauseMs }, failures: failures + 1 };
}

/**
 * The next step between the media room, which is quick and has room for so many, and the segments, which everybody gets a
 * few seconds later. The room is tried first, given up when it refuses or breaks, and tried again behind the segments, ever
 * more rarely; the segments end only when the room's picture plays (R42).
 */
export function nextWay(way: Way, sight: Sight): Way {
  const { room } = way;
  const { now, isServing, hasSegments, refusal } = sight;
  if (!sight.isWanted) return wayAtFirst;
  switch (room.kind) {
    case 'out':
      return now >= room.tryAt ? { ...way, room: { kind: 'trying', since: now } } : way;
    case 'trying':
      if (isServing) return { ...way, room: { kind: 'serving', since: now, brokenSince: null } };
      // Without segments there is nothing better to do than to go on trying.
      return refusal !== null || (hasSegments && now - room.since >= longestTryMs) ? out(way, sight) : way;
    case 'serving': {
      if (isServing) {
        const failures = now - room.since >= provenMs ? 0 : way.failures;
        return { room: { ...room, brokenSince: null }, failures };
      }
      const brokenSince = room.brokenSince ?? now;
      if (now - brokenSince < brokenForMs) return { ...way, room: { ...room, brokenSince } };
      return hasSegments || refusal !== null
        ? out(way, sight)
        : { ...way, room: { kind: 'trying', since: brokenSince } };
    }
  }
}

export const wantsRoom = ({ room }: Way): boolean => room.kind !== 'out';

/** Whether segments are to be played, be it beside a room that is still being tried. */
export function wantsSegments({ room, failures }: Way, { isWanted, hasSegments, now }: Sight): boolean {
  if (!isWanted || !hasSegments || room.kind === 'serving') return false;
  return room.kind === 'out' || failures > 0 || now - room.since >= patienceMs;
}
