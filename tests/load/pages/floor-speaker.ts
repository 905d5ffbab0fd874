// A member's page as far as its media go: the product's own MediaRoom, without the rest of the page.
import { type RemoteTrack, RoomEvent, Track } from 'livekit-client';
import { MediaRoom } from '#app/_features/rooms/media-room.ts';
import { type TicketAnswer, ticketsAhead } from '#app/_features/rooms/tickets.ts';
import { mark } from './marks.ts';

declare const askForTicket: () => Promise<TicketAnswer>;

const media = new MediaRoom(ticketsAhead(() => askForTicket()));
const { room } = media;
// Everything shares this machine: the pictures are small, so that the way to them is measured and not their encoding.
// Nothing is on a screen here, so nothing may wait for it to be seen.
room.options.adaptiveStream = false;
room.options.videoCaptureDefaults = { resolution: { width: 320, height: 180, frameRate: 10 } };
let couldPublish = false;
media.subscribe(() => {
  const { canPublish } = media.getState();
  if (canPublish === couldPublish) return;
  couldPublish = canPublish;
  if (!canPublish) return;
  const { identity } = room.localParticipant;
  mark('allowed', identity);
  // As the room page does when the turn begins.
  Promise.all([media.send('microphone'), media.send('camera')]).catch((error: unknown) =>
    mark('refused', identity, '', String(error)),
  );
});
room.on(RoomEvent.LocalTrackPublished, ({ kind }) => mark('sent', room.localParticipant.identity, '', kind));

// Whoever does not speak listens, and decodes what it gets.
/** In Chromium, and not yet among TypeScript's own types. */
declare class MediaStreamTrackProcessor {
  constructor(init: { track: MediaStreamTrack });
  readonly readable: ReadableStream<VideoFrame>;
}

async function firstPicture(track: RemoteTrack, identity: string): Promise<void> {
  const reader = new MediaStreamTrackProcessor({ track: track.mediaStreamTrack }).readable.getReader();
  const { value } = await reader.read();
  if (value) mark('picture', identity, 'page');
  value?.close();
  await reader.cancel();
}

/** A remote track is muted until its first packet has come. */
function firstSound({ mediaStreamTrack }: RemoteTrack, identity: string): void {
  const heard = (): void => mark('sound', identity, 'page');
  if (mediaStreamTrack.muted) mediaStreamTrack.addEventListener('unmute', heard, { once: true });
  else heard();
}

room
  .on(RoomEvent.TrackPublished, ({ kind }, { identity }) => mark('announced', identity, 'page', kind))
  .on(RoomEvent.TrackSubscribed, (track, _, { identity }) => {
    mark('subscribed', identity, 'page', track.kind);
    if (track.kind === Track.Kind.Video) void firstPicture(track, identity);
    else firstSound(track, identity);
  })
  .on(RoomEvent.TrackUnpublished, ({ kind }, { identity }) => mark('unpublished', identity, 'page', kind))
  .on(RoomEvent.TrackUnsubscribed, ({ kind }, _, { identity }) => mark('gone', identity, 'page', kind));

Object.assign(globalThis, {
  join: () => media.join(),
  isJoined: () => media.getState().link.kind === 'joined',
  warmUp: () => media.warmUp(['microphone', 'camera']),
  isWarm: () => media.getState().warmUp === 'ready',
});
