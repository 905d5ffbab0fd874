import { type Composition, compose, originsOf, type Placeable } from '#server/modules/rooms/composition.ts';
import type { StageLayout } from '#server/modules/rooms/contract.ts';

/** What decides the hall's picture. */
export interface HallPicture<P> {
  readonly layout: StageLayout;
  readonly pictures: readonly P[];
  /** The document on the stage, if one is. */
  readonly documentId: string | null;
  /** User ids of those who have the floor from a device, whoever speaks now first. */
  readonly speakers: readonly string[];
}

/**
 * The pictures in the hall: as the stage switch says, but who speaks from afar is seen there whenever the switch shows the
 * venue or the speaker, because the hall does not look at itself.
 */
export function hallPicture<P extends Placeable>({
  layout,
  pictures,
  documentId,
  speakers,
}: HallPicture<P>): Composition<P> {
  const found = originsOf(pictures);
  const cameras = speakers.flatMap(
    (userId) => pictures.find((picture) => picture.userId === userId && picture.source === 'camera') ?? [],
  );
  const others = found.cameras.filter((picture) => picture !== found.venue);
  const origins = { ...found, speaker: cameras[0] ?? found.speaker, cameras: others };
  const [first, second] = cameras;
  if (first && (layout === 'venue' || layout === 'speaker' || layout === 'vote'))
    return { kind: 'one', main: first, inset: second ?? null };
  const composed = compose(layout, origins, documentId);
  // The small picture beside a large one would be the hall itself.
  const isInset = composed.kind === 'one' || composed.kind === 'document';
  return isInset && composed.inset === origins.venue ? { ...composed, inset: null } : composed;
}
