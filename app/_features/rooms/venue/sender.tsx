'use client';

import { type LocalTrack, ScreenSharePresets, Track, type TrackPublishOptions } from 'livekit-client';
import { useTranslations } from 'next-intl';
import { useEffect, useState } from 'react';
import { useViolationText } from '#app/_lib/violation-text.tsx';
import { Icon } from '#app/_ui/icon.tsx';
import { Pick } from '#app/_ui/pick.tsx';
import { Problem } from '#app/_ui/states.tsx';
import { ConsentLink } from '../consent-parts.tsx';
import { hasAgreed, rememberChoice, rememberedChoice } from '../device.ts';
import { devicesOf } from '../device-check.tsx';
import { useConsent } from '../use-consent.ts';
import type { RoomPlace } from '../use-media.ts';
import { FiguresTable } from './figures-table.tsx';
import { MixerMeter } from './mixer-meter.tsx';
import { useDevices, useVenueDevice, type VenueDevice, type VenueKind } from './use-venue-device.ts';

/** What this computer sends of the hall: a camera, the mixer's sound and a shared screen. */
export function Sender({ place }: { place: RoomPlace }) {
  const t = useTranslations('rooms.technician');
  const say = useViolationText();
  const [problem, setProblem] = useState<string | null>(null);
  const { text } = useConsent();
  if (place.isInside) return <Inside place={place} />;
  return (
    <div className="grid gap-3">
      {!hasAgreed() && <p className="text-note text-ink-2">{t('consent')}</p>}
      <span>
        <ConsentLink text={text} />
      </span>
      <Problem>{problem}</Problem>
      <button
        type="button"
        className="btn btn-nav justify-self-start"
        onClick={() => void place.enter().then((ack) => setProblem(ack.ok ? null : say(ack.error)))}
      >
        {t(hasAgreed() ? 'enter' : 'agreeAndEnter')}
      </button>
    </div>
  );
}

const sendPicture: TrackPublishOptions = {
  source: Track.Source.Camera,
  simulcast: true,
  videoEncoding: { maxBitrate: 2_500_000, maxFramerate: 25 },
};
/** Music, applause and two channels go through; silence is sent as silence. */
const sendSound: TrackPublishOptions = {
  source: Track.Source.Microphone,
  audioPreset: { maxBitrate: 128_000 },
  forceStereo: true,
  dtx: false,
};
const sendScreen = {
  resolution: ScreenSharePresets.h1080fps15.resolution,
  contentHint: 'detail' as const,
  audio: true,
};

const trackOf = (device: VenueDevice): LocalTrack | null => (device.kind === 'open' ? device.track : null);

function Inside({ place }: { place: RoomPlace }) {
  const t = useTranslations('rooms.technician');
  const [choice, setChoice] = useState(rememberedChoice);
  const [isWanted, setWanted] = useState(false);
  const [hasFailed, setFailed] = useState(false);
  const camera = useVenueDevice('camera', choice.cameraId);
  const mixer = useVenueDevice('microphone', choice.microphoneId);
  const [picture, sound] = [trackOf(camera.device), trackOf(mixer.device)];
  const devices = useDevices(picture !== null || sound !== null);
  const { localParticipant } = place.media.room;
  const isReady = place.state.link.kind === 'joined' && place.state.canPublish;
  const isOnAir = place.state.pictures.some(({ isLocal, source }) => isLocal && source === 'camera');
  const isSharing = localParticipant.isScreenShareEnabled;
  const attempt = (task: Promise<unknown>): void => {
    task.then(
      () => setFailed(false),
      () => setFailed(true),
    );
  };
  useSending(place, isWanted && isReady, picture, sendPicture, camera.reopen, setFailed);
  useSending(place, isWanted && isReady, sound, sendSound, mixer.reopen, setFailed);

  const choose = (change: Partial<typeof choice>): void => {
    const next = { ...choice, ...change };
    rememberChoice(next);
    setChoice(next);
  };
  const stop = async (): Promise<void> => {
    for (const track of [picture, sound]) if (track) await localParticipant.unpublishTrack(track, false);
  };
  return (
    <div className="grid gap-3">
      <Pick
        label={t('camera')}
        options={devicesOf(devices, 'videoinput')}
        value={choice.cameraId}
        onPick={(cameraId) => choose({ cameraId })}
      />
      <DeviceLine kind="camera" device={camera.device} onRetry={camera.reopen} />
      <Pick
        label={t('mixer')}
        options={devicesOf(devices, 'audioinput')}
        value={choice.microphoneId}
        onPick={(microphoneId) => choose({ microphoneId })}
      />
      <DeviceLine kind="microphone" device={mixer.device} onRetry={mixer.reopen} />
      <p className="text-sm text-ink-3">{t('mixerNote')}</p>
      <MixerMeter track={sound?.mediaStreamTrack ?? null} />
      <p role="status" className={`flex items-center gap-2 text-lg ${isOnAir ? 'font-bold text-live' : 'text-ink-2'}`}>
        {isOnAir && <i className="live-dot" />}
        {isOnAir ? t('onAir') : t('offAir')}
      </p>
      <Problem>{hasFailed ? t('failed') : null}</Problem>
      <div className="flex flex-wrap gap-3">
        <button
          type="button"
          disabled={!isReady || (picture === null && sound === null)}
          className={`btn ${isWanted ? 'btn-end' : 'btn-live'}`}
          onClick={() => {
            setWanted(!isWanted);
            if (isWanted) attempt(stop());
          }}
        >
          <Icon name={isWanted ? 'stop' : 'play'} />
          {t(isWanted ? 'stop' : 'publish')}
        </button>
        <button
          type="button"
          disabled={!isReady}
          aria-pressed={isSharing}
          className="btn btn-line"
          onClick={() =>
            attempt(
              localParticipant.setScreenShareEnabled(!isSharing, sendScreen, {
                screenShareEncoding: ScreenSharePresets.h1080fps15.encoding,
              }),
            )
          }
        >
          <Icon name="screen" />
          {t(isSharing ? 'stopScreen' : 'shareScreen')}
        </button>
      </div>
      {isWanted && (
        <FiguresTable
          title={t('figures.sent')}
          rows={[
            { name: t('figures.video'), track: picture },
            { name: t('figures.sound'), track: sound },
          ]}
        />
      )}
    </div>
  );
}

/**
 * Keeps one track on air while it is wanted: again after the media server was away, after the line broke off for good (which
 * takes the device along, so it is opened anew), and with another device as soon as that is open.
 */
function useSending(
  { media, state }: RoomPlace,
  isWanted: boolean,
  track: LocalTrack | null,
  options: TrackPublishOptions,
  reopen: () => void,
  onFailure: (hasFailed: boolean) => void,
): void {
  const own = media.room.localParticipant;
  useEffect(() => {
    if (!isWanted || !track) return;
    if (track.mediaStreamTrack.readyState === 'ended') return reopen();
    if ([...own.trackPublications.values()].some((publication) => publication.track === track)) return;
    own.publishTrack(track, options).then(
      () => onFailure(false),
      () => onFailure(true),
    );
    // oxlint-disable-next-line react/exhaustive-deps -- the track and the link decide; publishing itself changes the rest
  }, [isWanted, track, state.link.kind]);
  useEffect(
    () => () => {
      if (track) void own.unpublishTrack(track, false).catch(() => undefined);
    },
    [own, track],
  );
}

/** Only what is not as it should be is said. */
function DeviceLine({ kind, device, onRetry }: { kind: VenueKind; device: VenueDevice; onRetry: () => void }) {
  const t = useTranslations('rooms.technician');
  if (device.kind === 'open' || device.kind === 'opening') return null;
  return (
    <p role="alert" className="flex flex-wrap items-center gap-x-3 gap-y-1 border-l-4 border-time bg-well px-3 py-2">
      <Icon name="warning" className="size-5 text-time" />
      <span className="min-w-0 flex-1 text-note">
        {device.kind === 'gone' ? t('gone', { name: device.name }) : t(`refused.${kind}`)}
      </span>
      <button type="button" className="tool text-nav" onClick={onRetry}>
        {t('retry')}
      </button>
    </p>
  );
}
