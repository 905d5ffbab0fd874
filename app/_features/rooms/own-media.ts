import type { FloorSource } from '#server/modules/speaking/contract.ts';
import type { MediaRoom } from './media-room.ts';

/** What the person wants to send while they may; muting oneself outlasts a lost line. */
export interface OwnWishes {
  readonly microphone: boolean;
  readonly camera: boolean;
}

/** `soundOnly`: the camera could not be opened, the microphone could. */
export type Opened = 'on' | 'soundOnly' | 'failed';

/** Sends microphone and camera as far as the floor lets; what is sent already stays as it is. */
export async function openOwnMedia(
  media: MediaRoom,
  sources: readonly FloorSource[],
  wishes: OwnWishes,
): Promise<Opened> {
  const [sound, picture] = await Promise.allSettled([
    sources.includes('microphone') && wishes.microphone ? media.send('microphone') : null,
    sources.includes('camera') && wishes.camera ? media.send('camera') : null,
  ]);
  if (sound.status === 'rejected') return 'failed';
  return picture.status === 'rejected' ? 'soundOnly' : 'on';
}

/** Stops sending and lets go of the devices: their lights go out. The server has taken the right before, or will. */
export async function closeOwnMedia({ room }: MediaRoom): Promise<void> {
  const own = room.localParticipant;
  const tracks = [...own.trackPublications.values()].flatMap(({ track }) => (track ? [track] : []));
  for (const track of tracks) track.stop();
  await Promise.allSettled(tracks.map((track) => own.unpublishTrack(track, true)));
}

/** Whether the browser opens the devices without asking; null where it does not say. */
export async function isGranted(): Promise<boolean | null> {
  try {
    const { state } = await navigator.permissions.query({ name: 'microphone' });
    return state === 'granted';
  } catch {
    return null;
  }
}
