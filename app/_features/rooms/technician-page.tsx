'use client';

import { createLocalTracks, type LocalTrack, Track } from 'livekit-client';
import { useTranslations } from 'next-intl';
import { useEffect, useState } from 'react';
import { Announcements } from '#app/_features/meetings-live/announcements.tsx';
import { PhaseMark } from '#app/_features/meetings-live/phase-mark.tsx';
import { useLive, useLiveClient } from '#app/_lib/live/live-context.tsx';
import { ConnectionLine, LiveRoot } from '#app/_lib/live/live-root.tsx';
import { useViolationText } from '#app/_lib/violation-text.tsx';
import { AppearanceMenu } from '#app/_ui/appearance-menu.tsx';
import { Icon, Mark } from '#app/_ui/icon.tsx';
import { Pick } from '#app/_ui/pick.tsx';
import { Section } from '#app/_ui/section.tsx';
import { Problem } from '#app/_ui/states.tsx';
import { hasAgreed, rememberChoice, rememberedChoice } from './device.ts';
import { devicesOf, LevelMeter } from './device-check.tsx';
import { MediaLine } from './media-line.tsx';
import { StagePicture } from './stage-picture.tsx';
import { type RoomPlace, useEarlyTicket, useRoomPlace } from './use-media.ts';

/** What the hall sends: a camera and the mixer's sound, untouched, and a shared screen. */
export function TechnicianPage({ meetingId, userId }: { meetingId: string; userId: string }) {
  useEarlyTicket(meetingId);
  return (
    <LiveRoot meetingId={meetingId}>
      <Technician userId={userId} />
    </LiveRoot>
  );
}

function Technician({ userId }: { userId: string }) {
  const { meetingId } = useLiveClient();
  const t = useTranslations('rooms.technician');
  const place = useRoomPlace(userId);
  const title = useLive(({ meetings }) => meetings.details?.title ?? '');
  const phase = useLive(({ meetings }) => meetings.phase);
  const isRunning = phase === 'open' || phase === 'live' || phase === 'suspended';
  return (
    <div className="min-h-dvh">
      <header className="flex min-h-14 items-center gap-3 border-b border-line bg-sheet pr-2 pl-4 sm:px-5">
        <a href="/desk" aria-label={t('desk')} className="tool px-0 text-ink">
          <Mark />
        </a>
        <h1 className="min-w-0 truncate font-serif text-lg">{title}</h1>
        <PhaseMark className="text-sm" />
        <span className="ml-auto" />
        <AppearanceMenu />
      </header>
      <ConnectionLine />
      <MediaLine place={place} />
      <main className="mx-auto grid max-w-6xl gap-x-11 px-4 py-6 sm:px-6 lg:grid-cols-[minmax(0,1fr)_minmax(0,1.4fr)]">
        <Section title={t('send')}>
          <div className="pt-2">
            {isRunning ? <Sender place={place} /> : <p className="text-note text-ink-2">{t('notOpen')}</p>}
          </div>
        </Section>
        <Section title={t('out')}>
          <div className="relative mt-2 aspect-video overflow-hidden rounded-xs on-stage">
            <StagePicture media={place.state} isSmall />
          </div>
          <p className="mt-2 text-sm text-ink-3">{t('outNote')}</p>
          <p className="mt-2 flex flex-wrap items-center gap-x-4">
            <a className="btn btn-line" href={`/live/${meetingId}/screen`} target="_blank" rel="noreferrer">
              <Icon name="screen" />
              {t('openScreen')}
            </a>
            <span className="text-sm text-ink-3">{t('screenNote')}</span>
          </p>
        </Section>
      </main>
      <Announcements />
    </div>
  );
}

/** The mixer has done its own work: nothing may cancel, gate or level its sound again. */
const mixerSound = { echoCancellation: false, noiseSuppression: false, autoGainControl: false, channelCount: 2 };

function Sender({ place }: { place: RoomPlace }) {
  const t = useTranslations('rooms.technician');
  const say = useViolationText();
  const [devices, setDevices] = useState<readonly MediaDeviceInfo[]>([]);
  const [choice, setChoice] = useState(rememberedChoice);
  const [tracks, setTracks] = useState<readonly LocalTrack[]>([]);
  const [problem, setProblem] = useState<string | null>(null);
  const { localParticipant } = place.media.room;
  const isOnAir = place.state.pictures.some((picture) => picture.isLocal && picture.source === 'camera');
  const isSharing = localParticipant.isScreenShareEnabled;
  const isReady = place.state.link.kind === 'joined' && place.state.canPublish;

  useEffect(() => {
    let isGone = false;
    let opened: LocalTrack[] = [];
    const video = choice.cameraId ? { deviceId: choice.cameraId, resolution: full } : { resolution: full };
    const audio = { ...mixerSound, ...(choice.microphoneId && { deviceId: choice.microphoneId }) };
    createLocalTracks({ video, audio })
      .then(async (created) => {
        opened = created;
        if (isGone) return stopAll(opened);
        setTracks(created);
        setDevices(await navigator.mediaDevices.enumerateDevices());
      })
      .catch(() => setProblem(t('noDevice')));
    return () => {
      isGone = true;
      setTracks([]);
      stopAll(opened);
    };
  }, [choice, t]);

  const attempt = (task: Promise<unknown>): void => {
    task.then(() => setProblem(null)).catch(() => setProblem(t('failed')));
  };
  const publish = async (): Promise<void> => {
    for (const track of tracks) {
      const source = track.kind === Track.Kind.Video ? Track.Source.Camera : Track.Source.Microphone;
      await localParticipant.publishTrack(track, { source, simulcast: true, dtx: false, red: true });
    }
  };
  const stop = async (): Promise<void> => {
    for (const track of tracks) await localParticipant.unpublishTrack(track, false);
  };
  // After the media server was away the hall is on air again without anybody's help.
  const [isWanted, setWanted] = useState(false);
  useEffect(() => {
    if (!isWanted || !isReady || tracks.length === 0 || isOnAir) return;
    // A connection that broke off for good took the tracks along: the devices are opened anew, then published.
    if (tracks.some((track) => track.mediaStreamTrack.readyState === 'ended')) setChoice((same) => ({ ...same }));
    else attempt(publish());
    // oxlint-disable-next-line react/exhaustive-deps -- the tracks and the link decide; publishing itself changes the rest
  }, [isWanted, isReady, tracks]);

  if (!place.isInside)
    return (
      <div className="grid gap-3">
        {!hasAgreed() && <p className="text-note text-ink-2">{t('consent')}</p>}
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
  const choose = (change: Partial<typeof choice>): void => {
    const next = { ...choice, ...change };
    rememberChoice(next);
    if (isWanted) void stop();
    setChoice(next);
  };
  const sound = tracks.find((track) => track.kind === Track.Kind.Audio);
  return (
    <div className="grid gap-3">
      <Pick
        label={t('camera')}
        options={devicesOf(devices, 'videoinput')}
        value={choice.cameraId}
        onPick={(cameraId) => choose({ cameraId })}
      />
      <Pick
        label={t('mixer')}
        options={devicesOf(devices, 'audioinput')}
        value={choice.microphoneId}
        onPick={(microphoneId) => choose({ microphoneId })}
      />
      <p className="text-sm text-ink-3">{t('mixerNote')}</p>
      <div className="rounded-xs p-3 on-stage">
        <LevelMeter stream={sound?.mediaStream ?? null} label={t('level')} />
      </div>
      <Problem>{problem}</Problem>
      <p role="status" className={`flex items-center gap-2 text-lg ${isOnAir ? 'font-bold text-live' : 'text-ink-2'}`}>
        {isOnAir && <i className="live-dot" />}
        {isOnAir ? t('onAir') : t('offAir')}
      </p>
      <div className="flex flex-wrap gap-3">
        <button
          type="button"
          disabled={!isReady || tracks.length === 0}
          className={`btn ${isWanted ? 'btn-end' : 'btn-live'}`}
          onClick={() => {
            setWanted(!isWanted);
            if (isWanted) attempt(stop());
          }}
        >
          <Icon name={isWanted ? 'pause' : 'play'} />
          {t(isWanted ? 'stop' : 'publish')}
        </button>
        <button
          type="button"
          disabled={!isReady}
          aria-pressed={isSharing}
          className="btn btn-line"
          onClick={() => attempt(localParticipant.setScreenShareEnabled(!isSharing, { audio: true }))}
        >
          <Icon name="screen" />
          {t(isSharing ? 'stopScreen' : 'shareScreen')}
        </button>
      </div>
    </div>
  );
}

const full = { width: 1280, height: 720, frameRate: 25 };

function stopAll(tracks: readonly LocalTrack[]): void {
  for (const track of tracks) track.stop();
}
