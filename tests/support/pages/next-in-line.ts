// The page of somebody who waits for the floor: the product's own MediaRoom, and beside it what a page of somebody's own
// making could try on the same connection.
import { type LocalTrack, Track } from 'livekit-client';
import { MediaRoom } from '#app/_features/rooms/media-room.ts';
import { type TicketAnswer, ticketsAhead } from '#app/_features/rooms/tickets.ts';

declare const askForTicket: () => Promise<TicketAnswer>;

const media = new MediaRoom(ticketsAhead(() => askForTicket()));
const { room } = media;
let kept: readonly LocalTrack[] = [];

/** Bytes of sound and picture that have left this page. */
async function sentBytes(): Promise<number> {
  const report = await room.engine.pcManager?.publisher.getStats();
  let sum = 0;
  for (const one of report?.values() ?? []) if (one.type === 'outbound-rtp') sum += one.bytesSent as number;
  return sum;
}

/** Places on the connection with everything in them: media run to the server, and no right is asked for. */
async function sendUnasked(): Promise<void> {
  kept = await room.localParticipant.createTracks({ audio: true, video: true });
  for (const track of kept) await room.engine.createSender(track, { videoCodec: 'vp8' });
  await room.engine.negotiate();
}

/** Asks for the right by the library, whose own look at it is put out of the way. */
async function claim(): Promise<string> {
  Object.defineProperty(room.localParticipant, 'hasPermissionsToPublish', { value: () => true, configurable: true });
  try {
    const [track] = await room.localParticipant.createTracks({ video: true });
    if (track) await room.localParticipant.publishTrack(track);
    return 'taken';
  } catch (error) {
    return String(error);
  }
}

Object.assign(globalThis, {
  stage: {
    join: () => media.join(),
    isJoined: () => media.getState().link.kind === 'joined',
    warmUp: () => media.warmUp(['microphone', 'camera']),
    coolDown: () => media.coolDown(),
    send: () => Promise.all([media.send('microphone'), media.send('camera')]).then(() => undefined),
    state: () => media.getState().warmUp,
    isSending: () =>
      [Track.Source.Microphone, Track.Source.Camera].every(
        (source) => room.localParticipant.getTrackPublication(source)?.track !== undefined,
      ),
    sentBytes,
    sendUnasked,
    claim,
  },
});

/** What the tests call. */
export interface StagePage {
  readonly join: () => void;
  readonly isJoined: () => boolean;
  readonly warmUp: () => Promise<void>;
  readonly coolDown: () => void;
  readonly send: () => Promise<void>;
  readonly state: () => string;
  readonly isSending: () => boolean;
  readonly sentBytes: () => Promise<number>;
  readonly sendUnasked: () => Promise<void>;
  readonly claim: () => Promise<string>;
}
