import {
  AddTrackRequest,
  type ParticipantPermission,
  RequestResponse_Reason,
  SignalRequest,
  SignalResponse,
  TrackSource,
  TrackType,
} from '@livekit/protocol';

/** What the media server let a ticket's holder do, asked over its own signalling: no picture is sent. */
export interface MediaAnswer {
  readonly permission: ParticipantPermission | undefined;
  /** Whether the media server took a camera on. */
  readonly isCameraTaken: boolean;
}

const patienceMs = 20_000;
type SignalMessage = SignalResponse['message'];

/** Joins with a ticket as a hand-made client, asks for a camera to be taken on, and leaves. */
export async function askMediaServer(ticket: { url: string; token: string }): Promise<MediaAnswer> {
  const url = `${ticket.url.replace(/^http/, 'ws')}/rtc?protocol=15&sdk=js&auto_subscribe=0&access_token=${ticket.token}`;
  const socket = new WebSocket(url);
  socket.binaryType = 'arraybuffer';
  const send = (message: SignalRequest['message']): void =>
    socket.send(new Uint8Array(new SignalRequest({ message }).toBinary()));
  try {
    return await new Promise<MediaAnswer>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error('the media server does not answer')), patienceMs);
      timer.unref();
      let permission: ParticipantPermission | undefined;
      const answer = (isCameraTaken: boolean): void => {
        clearTimeout(timer);
        resolve({ permission, isCameraTaken });
      };
      const take = ({ case: kind, value }: SignalMessage): void => {
        if (kind === 'join') {
          ({ permission } = value.participant ?? {});
          const camera = { cid: 'camera', name: 'camera', type: TrackType.VIDEO, source: TrackSource.CAMERA };
          send({ case: 'addTrack', value: new AddTrackRequest(camera) });
        } else if (kind === 'trackPublished') answer(true);
        else if (kind === 'requestResponse' && value.reason === RequestResponse_Reason.NOT_ALLOWED) answer(false);
        else if (kind === 'leave') reject(new Error('the media server sent the client away'));
      };
      socket.addEventListener('message', ({ data }) =>
        take(SignalResponse.fromBinary(new Uint8Array(data as ArrayBuffer)).message),
      );
      socket.addEventListener('close', () => reject(new Error('the media server closed the connection')));
      socket.addEventListener('error', () => reject(new Error('the media server refused the connection')));
    });
  } finally {
    socket.close();
  }
}
