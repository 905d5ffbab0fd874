import {
  compose,
  isVenue,
  layOut,
  originsOf,
  type Placeable,
  type Placed,
  type StagePlan,
} from '#server/modules/rooms/composition.ts';
import type { Scene, SceneName } from './scene.ts';

/**
 * What stands where, by the stage switch, the floor and who publishes; pages have the same answer (R12). A page of a paper
 * that not everybody may read who plays this has no place in it (G3).
 */
export function planOf<P extends Placeable>(scene: Scene, pictures: readonly P[]): StagePlan<P> {
  const plan = layOut(compose(scene.layout, originsOf(pictures, scene.floor), scene.documentId));
  return scene.isPageShown ? plan : { ...plan, page: null };
}

/** Whose name stands on a picture: the person's own; on the hall's picture whoever speaks in the hall. */
export function nameOf<P extends Placeable>(scene: Scene, { picture, part }: Placed<P>): SceneName | null {
  if (part === 'inset') return null;
  const speaking = scene.turns.findLast(({ isRunning }) => isRunning) ?? scene.turns.at(-1);
  if (!isVenue(picture)) return picture.source === 'camera' ? (scene.names[picture.userId] ?? null) : null;
  const isInHall = speaking?.source === 'venue' && speaking.userId !== null;
  return isInHall ? (scene.names[speaking.userId ?? ''] ?? null) : null;
}

/** What stands on the card when there is nothing to see. */
export const cardLine = ({ layout, itemTitle }: Scene): string => (layout === 'pause' ? '暂停，稍后继续' : itemTitle);
