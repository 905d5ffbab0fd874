import {
  LocalVideoTrack,
  Room,
  TrackPublishOptions,
  TrackSource,
  VideoBufferType,
  VideoFrame,
  VideoSource,
} from '@livekit/rtc-node';

const width = 64;
const height = 48;

/** Joins the media as a program of somebody's own making would: with the ticket alone, none of the product's pages. */
export async function joinMedia(ticket: { url: string; token: string }): Promise<Room> {
  const room = new Room();
  await room.connect(ticket.url, ticket.token, { autoSubscribe: true, dynacast: false });
  return room;
}

/** Publishes a moving grey picture; rejects when the media server does not let it. */
export async function publishCamera(room: Room): Promise<{ stop: () => Promise<void> }> {
  const source = new VideoSource(width, height);
  const track = LocalVideoTrack.createVideoTrack('camera', source);
  let shade = 0;
  const timer = setInterval(() => {
    shade = (shade + 5) % 200;
    const pixels = new Uint8Array((width * height * 3) / 2).fill(shade);
    source.captureFrame(new VideoFrame(pixels, width, height, VideoBufferType.I420));
  }, 50);
  const stop = async (): Promise<void> => {
    clearInterval(timer);
    await source.close();
  };
  try {
    const options = new TrackPublishOptions({ source: TrackSource.SOURCE_CAMERA });
    await room.localParticipant?.publishTrack(track, options);
  } catch (error) {
    await stop();
    throw error;
  }
  return { stop };
}
