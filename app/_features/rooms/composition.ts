import type { MeetingRole } from '#server/kernel/actor.ts';
import type { StageLayout } from '#server/modules/rooms/contract.ts';

/** As much of a published picture as deciding its place needs. */
export interface Placeable {
  readonly userId: string;
  readonly source: 'camera' | 'screen';
}

/** What stands where on the stage. */
export type Composition<P> =
  | { readonly kind: 'one'; readonly main: P; readonly inset: P | null }
  | { readonly kind: 'two'; readonly left: P; readonly right: P }
  | { readonly kind: 'document' }
  | { readonly kind: 'pause' }
  | { readonly kind: 'nothing' };

/** Who speaks from a device of their own: in the main turn, and in a question on top of it; null in the hall, or nobody. */
export interface OnlineFloor {
  readonly main: string | null;
  readonly inner: string | null;
}

/** Where a picture comes from: the hall is what the technician publishes, everyone else is a person. */
export interface Origins<P> {
  readonly venue: P | null;
  readonly speaker: P | null;
  /** Who puts a question in between, from a device of their own. */
  readonly question: P | null;
  readonly screen: P | null;
}

/** Without a floor whoever sends a picture is the speaker; with one, only who holds it. */
export function originsOf<P extends Placeable>(
  pictures: readonly P[],
  rolesOf: (userId: string) => readonly MeetingRole[],
  floor: OnlineFloor | null = null,
): Origins<P> {
  const isVenue = (picture: P): boolean => rolesOf(picture.userId).includes('technician');
  const cameras = pictures.filter((picture) => picture.source === 'camera');
  const of = (userId: string | null): P | null => cameras.find((picture) => picture.userId === userId) ?? null;
  return {
    venue: cameras.find(isVenue) ?? null,
    speaker: floor ? of(floor.main) : (cameras.find((picture) => !isVenue(picture)) ?? null),
    question: of(floor?.inner ?? null),
    screen: pictures.find((picture) => picture.source === 'screen') ?? null,
  };
}

/** The pictures of a layout; where the wanted one is missing, the next best stands in for it. */
export function compose<P>(layout: StageLayout, { venue, speaker, question, screen }: Origins<P>): Composition<P> {
  const one = (main: P | null, inset: P | null): Composition<P> =>
    main ? { kind: 'one', main, inset: inset === main ? null : inset } : { kind: 'nothing' };
  switch (layout) {
    case 'pause':
      return { kind: 'pause' };
    case 'document':
      return screen ? one(screen, venue) : { kind: 'document' };
    case 'sideBySide': {
      const other = question ?? speaker ?? screen;
      return venue && other ? { kind: 'two', left: venue, right: other } : one(venue ?? other, null);
    }
    case 'speaker': {
      const answering = speaker ?? venue;
      if (question && answering) return { kind: 'two', left: answering, right: question };
      return one(question ?? answering ?? screen, venue);
    }
    case 'venue':
    case 'vote':
      return one(venue ?? speaker ?? screen, null);
  }
}
