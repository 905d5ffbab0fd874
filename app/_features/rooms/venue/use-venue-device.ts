import { LocalAudioTrack, type LocalTrack, LocalVideoTrack, TrackEvent } from 'livekit-client';
import { useEffect, useState } from 'react';

export type VenueKind = 'camera' | 'microphone';

/** How a device of the hall stands. `gone`: it was open and was unplugged; it is opened again as soon as it is back. */
export type VenueDevice =
  | { readonly kind: 'opening' | 'refused' }
  | { readonly kind: 'open'; readonly track: LocalTrack }
  | { readonly kind: 'gone'; readonly name: string };

/** The mixer has done its own work: nothing may cancel, gate or level its sound again, and both channels are kept. */
const mixerSound = {
  echoCancellation: false,
  noiseSuppression: false,
  autoGainControl: false,
  channelCount: 2,
};
const fullPicture = { width: 1280, height: 720, frameRate: 25 };
const mediaKind = { camera: 'videoinput', microphone: 'audioinput' } as const;

const devicesNow = async (): Promise<readonly MediaDeviceInfo[]> =>
  (await navigator.mediaDevices?.enumerateDevices().catch(() => [])) ?? [];

async function openDevice(kind: VenueKind, id: string | null): Promise<LocalTrack> {
  const there = (await devicesNow()).filter((one) => one.kind === mediaKind[kind]);
  const named = id !== null && there.some(({ deviceId }) => deviceId === id) ? { deviceId: { exact: id } } : {};
  const wish = kind === 'camera' ? { video: { ...fullPicture, ...named } } : { audio: { ...mixerSound, ...named } };
  const [track] = (await navigator.mediaDevices.getUserMedia(wish)).getTracks();
  if (!track) throw new Error('the browser gave no track');
  // Handed over as our own: else the library would take another device for one that was unplugged.
  const own =
    kind === 'camera' ? new LocalVideoTrack(track, undefined, true) : new LocalAudioTrack(track, undefined, true);
  return own as LocalTrack;
}

/** Every device of this computer, as they come and go. */
export function useDevices(isOpen: boolean): readonly MediaDeviceInfo[] {
  const [devices, setDevices] = useState<readonly MediaDeviceInfo[]>([]);
  useEffect(() => {
    const look = (): void => void devicesNow().then(setDevices);
    look();
    navigator.mediaDevices?.addEventListener('devicechange', look);
    return () => navigator.mediaDevices?.removeEventListener('devicechange', look);
    // The names are told once one of them is open.
  }, [isOpen]);
  return devices;
}

/** One device of the hall, kept open; `reopen` takes it anew. */
export function useVenueDevice(
  kind: VenueKind,
  id: string | null,
): { readonly device: VenueDevice; readonly reopen: () => void } {
  const [device, setDevice] = useState<VenueDevice>({ kind: 'opening' });
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    let isOver = false;
    let opened: LocalTrack | null = null;
    setDevice({ kind: 'opening' });
    openDevice(kind, id).then(
      (track) => {
        opened = track;
        if (isOver) return track.stop();
        track.once(TrackEvent.Ended, () => isOver || setDevice({ kind: 'gone', name: track.mediaStreamTrack.label }));
        setDevice({ kind: 'open', track });
      },
      () => isOver || setDevice({ kind: 'refused' }),
    );
    return () => {
      isOver = true;
      opened?.stop();
    };
    // oxlint-disable-next-line react/exhaustive-deps -- another attempt is another opening
  }, [kind, id, attempt]);

  const reopen = (): void => setAttempt((count) => count + 1);
  const lost = device.kind === 'gone' ? device.name : null;
  const isClosed = device.kind === 'gone' || device.kind === 'refused';
  useEffect(() => {
    if (!isClosed) return;
    const look = async (): Promise<void> => {
      const own = (await devicesNow()).filter((one) => one.kind === mediaKind[kind]);
      // Another camera does not take the place of the hall's by itself.
      const isBack = lost === null ? own.length > 0 : own.some(({ label }) => label === lost);
      if (isBack) setAttempt((count) => count + 1);
    };
    const onChange = (): void => void look();
    navigator.mediaDevices?.addEventListener('devicechange', onChange);
    return () => navigator.mediaDevices?.removeEventListener('devicechange', onChange);
  }, [isClosed, lost, kind]);
  return { device, reopen };
}
