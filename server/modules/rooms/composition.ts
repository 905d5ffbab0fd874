import type { StageLayout } from './contract.ts';

/** As much of a published picture as deciding its place needs. */
export interface Placeable {
  /** The same on every screen; decides between equals. */
  readonly key: string;
  readonly userId: string;
  readonly source: 'camera' | 'screen';
  /** What the media server was told of where it comes from; `venue` is the hall. */
  readonly place: string;
}

/** What stands where on the stage (R12). */
export type Composition<P> =
  | { readonly kind: 'one'; readonly main: P; readonly inset: P | null }
  | { readonly kind: 'two'; readonly left: P; readonly right: P }
  | { readonly kind: 'many'; readonly pictures: readonly P[] }
  /** A page of an uploaded document, and who speaks beside it. */
  | { readonly kind: 'document'; readonly inset: P | null }
  | { readonly kind: 'pause' }
  | { readonly kind: 'nothing' };

/** Who speaks from a device of their own: in the main turn, and in a question on top of it; null in the hall, or nobody. */
export interface OnlineFloor {
  readonly main: string | null;
  readonly inner: string | null;
}

/** Where a picture comes from: the hall says of its own pictures that they are the hall's, everyone else is a person. */
export interface Origins<P> {
  readonly venue: P | null;
  readonly speaker: P | null;
  /** Who puts a question in between, from a device of their own. */
  readonly question: P | null;
  readonly screen: P | null;
  /** Every camera, the hall first; of the hall one alone. */
  readonly cameras: readonly P[];
}

/** More pictures than this are too small to know anybody by. */
const mostTiles = 9;

/** An encoder goes before a pulled source, a pulled source before the technician's own camera (R18). */
const venueOrder = ['encoder', 'pulled'];
const venueRank = ({ userId }: Placeable): number =>
  venueOrder.includes(userId) ? venueOrder.indexOf(userId) : venueOrder.length;
const byKey = (a: Placeable, b: Placeable): number => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0);

/** Whether a picture is the hall's (R18). Nothing else makes it so: neither its sender's role nor being the first. */
export const isVenue = ({ place }: Placeable): boolean => place === 'venue';

/** Without a floor whoever sends a picture is the speaker; with one, only who holds it. */
export function originsOf<P extends Placeable>(pictures: readonly P[], floor: OnlineFloor | null = null): Origins<P> {
  // The order in which pictures arrive differs from screen to screen.
  const cameras = pictures.filter(({ source }) => source === 'camera').toSorted(byKey);
  const [venue = null] = cameras.filter(isVenue).toSorted((a, b) => venueRank(a) - venueRank(b));
  const people = cameras.filter((picture) => !isVenue(picture));
  const of = (userId: string | null): P | null => cameras.find((picture) => picture.userId === userId) ?? null;
  return {
    venue,
    speaker: floor ? of(floor.main) : (people[0] ?? null),
    question: of(floor?.inner ?? null),
    screen: pictures.filter(({ source }) => source === 'screen').toSorted(byKey)[0] ?? null,
    cameras: [...(venue ? [venue] : []), ...people],
  };
}

/**
 * The pictures of a layout; where the wanted one is missing, the next best stands in for it. `documentId` is the stage's:
 * without a document a shared screen is what everybody is to read.
 */
export function compose<P>(
  layout: StageLayout,
  { venue, speaker, question, screen, cameras }: Origins<P>,
  documentId: string | null = null,
): Composition<P> {
  const one = (main: P | null, inset: P | null): Composition<P> =>
    main ? { kind: 'one', main, inset: inset === main ? null : inset } : { kind: 'nothing' };
  switch (layout) {
    case 'pause':
      return { kind: 'pause' };
    case 'document':
      if (screen && documentId === null) return one(screen, venue);
      return { kind: 'document', inset: documentId === null ? null : (question ?? speaker ?? venue) };
    case 'gallery': {
      const [first, second] = cameras;
      if (first && second && cameras.length === 2) return { kind: 'two', left: first, right: second };
      if (cameras.length > 2) return { kind: 'many', pictures: cameras.slice(0, mostTiles) };
      return one(first ?? screen, null);
    }
    case 'sideBySide': {
      const other = question ?? speaker ?? screen;
      return venue && other && venue !== other ? { kind: 'two', left: venue, right: other } : one(venue ?? other, null);
    }
    case 'speaker': {
      const answering = speaker ?? venue;
      if (question && answering && question !== answering) return { kind: 'two', left: answering, right: question };
      return one(question ?? answering ?? screen, venue);
    }
    case 'venue':
    case 'vote':
      return one(venue ?? speaker ?? screen, null);
  }
}

/** A rectangle in fractions of the whole picture; the origin is the upper left corner. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A picture in its place. `tile`s fill their box, an `inset` lies over or beside what is main. */
export interface Placed<P> extends Box {
  readonly picture: P;
  readonly part: 'main' | 'inset' | 'tile';
}

export interface StagePlan<P> {
  readonly pictures: readonly Placed<P>[];
  /** Where a page of the document stands, contained; null without one. */
  readonly page: Box | null;
}

const whole: Box = { x: 0, y: 0, width: 1, height: 1 };
const insetWidth = 0.24;
const insetMargin = 0.02;
/** Beside a page nothing may cover what is to be read. */
const beside = 0.25;

/** Where every picture of a composition stands. Pictures fill their boxes, but a shared screen and a page are shown whole. */
export function layOut<P>(composition: Composition<P>): StagePlan<P> {
  switch (composition.kind) {
    case 'one': {
      const { main, inset } = composition;
      const corner = {
        x: 1 - insetWidth - insetMargin,
        y: insetMargin * (16 / 9),
        width: insetWidth,
        height: insetWidth,
      };
      return {
        pictures: [
          { ...whole, picture: main, part: 'main' },
          ...(inset ? [{ ...corner, picture: inset, part: 'inset' as const }] : []),
        ],
        page: null,
      };
    }
    case 'two':
      return { pictures: tiles([composition.left, composition.right], 2, 1), page: null };
    case 'many': {
      const columns = Math.ceil(Math.sqrt(composition.pictures.length));
      return { pictures: tiles(composition.pictures, columns, columns), page: null };
    }
    case 'document': {
      const { inset } = composition;
      if (!inset) return { pictures: [], page: whole };
      const place = { x: 1 - beside, y: 0, width: beside, height: beside };
      return {
        pictures: [{ ...place, picture: inset, part: 'inset' }],
        page: { ...whole, width: 1 - beside },
      };
    }
    case 'pause':
    case 'nothing':
      return { pictures: [], page: null };
  }
}

/** Rows of equal boxes as high as `rows` would make them, in the middle of the picture; a last row that is not full is centred. */
function tiles<P>(pictures: readonly P[], columns: number, rows: number): readonly Placed<P>[] {
  const [width, height] = [1 / columns, 1 / rows];
  const used = Math.ceil(pictures.length / columns);
  return pictures.map((picture, index) => {
    const row = Math.floor(index / columns);
    const inRow = Math.min(columns, pictures.length - row * columns);
    return {
      picture,
      part: 'tile',
      x: ((columns - inRow) / 2 + (index % columns)) * width,
      y: ((rows - used) / 2 + row) * height,
      width,
      height,
    };
  });
}
