'use client';

import { useTranslations } from 'next-intl';
import { type ReactNode, useEffect, useState, useSyncExternalStore } from 'react';
import { useBell } from '#app/_features/speaking/use-bell.ts';
import { useFloor } from '#app/_features/speaking/use-floor.ts';
import { clockTime } from '#app/_lib/format.ts';
import { connectLive } from '#app/_lib/live/connect-live.ts';
import {
  LiveProvider,
  type MeetingClient,
  useLive,
  useLiveStatus,
  useServerNow,
} from '#app/_lib/live/live-context.tsx';
import { Icon } from '#app/_ui/icon.tsx';
import { Announcements } from '../announcements.tsx';
import { HallFloor } from './hall-floor.tsx';
import { HallPoll } from './hall-poll.tsx';
import { HallQuestion } from './hall-question.tsx';
import { isSameScene, sceneOf } from './hall-scene.ts';
import { HallItem, HallLobby, HallOver, HallSuspended } from './hall-words.tsx';
import { useHallMedia } from './use-hall-media.ts';
import { useAttended, useFullScreen, useWakefulness } from './use-manners.ts';
import { reloadWhenUp, useRenewal } from './use-renewal.ts';

const never = (): boolean => false;

/** The projector's page: it is opened once and then follows the chair for hours without anybody's hand. */
export function HallPage({ meetingId }: { meetingId: string }) {
  const [client, setClient] = useState<MeetingClient | null>(null);
  useEffect(() => {
    const connected = connectLive({ meetingId, isOnlooker: true });
    setClient(connected);
    return () => connected.close();
  }, [meetingId]);
  return <Frame>{client && <Connected client={client} />}</Frame>;
}

/** Dark on every theme, drawn for 1920 × 1080 and scaled with the window; no scroll bars, and no pointer once it rests. */
function Frame({ children }: { children: ReactNode }) {
  const isAttended = useAttended();
  useWakefulness();
  return (
    <div
      data-theme="dark"
      className={`hall fixed inset-0 flex flex-col overflow-hidden bg-ground text-hall-sm leading-none text-ink select-none ${isAttended ? '' : 'cursor-none'}`}
    >
      {children}
      {isAttended && <Handle />}
    </div>
  );
}

function Handle() {
  const t = useTranslations('hall');
  const { isOn, toggle } = useFullScreen();
  return (
    <p className="absolute bottom-8 left-1/2 z-20 flex -translate-x-1/2 items-center gap-8 bg-stage-scrim py-3 pl-6 text-ink-2">
      {t('hint')}
      <button type="button" className="flex items-center gap-3 px-6 py-4 font-bold text-ink" onClick={toggle}>
        <Icon name="fullscreen" className="size-10" />
        {t(isOn ? 'leaveFullScreen' : 'fullScreen')}
      </button>
    </p>
  );
}

function Connected({ client }: { client: MeetingClient }) {
  const audience = useSyncExternalStore(client.subscribe, client.getAudience, () => null);
  const status = useSyncExternalStore(client.subscribe, client.getStatus, client.getStatus);
  const isGone = useSyncExternalStore(client.subscribe, () => client.getStatus().kind === 'goodbye', never);
  if (isGone) return <Goodbye code={status.kind === 'goodbye' ? status.code : ''} />;
  if (audience === 'staff')
    return (
      <LiveProvider client={client}>
        <Hall />
      </LiveProvider>
    );
  // Not there yet, or no longer for this person: what ran the meeting may have been taken over by somebody else.
  return audience === null ? <Waiting isOffline={status.kind === 'offline'} /> : <Goodbye code="forbidden" />;
}

function Waiting({ isOffline }: { isOffline: boolean }) {
  const t = useTranslations('hall');
  return isOffline && <Card title={t('noConnection')} text={t('noConnectionText')} />;
}

/** Somebody has to sign in again; everything else mends itself by loading the page anew. */
function Goodbye({ code }: { code: string }) {
  const t = useTranslations('hall');
  const needsPerson = code === 'unauthenticated' || code === 'sessionEnded' || code === 'removedFromMeeting';
  const isRefused = code === 'forbidden';
  useEffect(() => (needsPerson || isRefused ? undefined : reloadWhenUp()), [needsPerson, isRefused]);
  if (isRefused) return <Card title={t('forbidden')} text={t('forbiddenText')} />;
  if (!needsPerson) return <Card title={t('renewing')} text={t('renewingText')} />;
  return (
    <Card title={t('signedOut')} text={t('signedOutText')}>
      <a className="mt-8 self-start text-hall-base" href={`/sign-in?from=${encodeURIComponent(location.pathname)}`}>
        {t('signIn')}
      </a>
    </Card>
  );
}

function Card({ title, text, children }: { title: string; text: string; children?: ReactNode }) {
  return (
    <main className="flex flex-1 flex-col justify-center px-18">
      <h1 className="font-serif text-hall-name leading-tight">{title}</h1>
      <p className="mt-8 text-hall-base leading-normal text-ink-2">{text}</p>
      {children}
    </main>
  );
}

/** In the hall the bell says that the time is over and nothing else. */
const atTheEnd = ['red'] as const;

function Hall() {
  const scene = useLive(sceneOf, isSameScene);
  const media = useHallMedia();
  const { running } = useFloor();
  useBell(running, atTheEnd);
  useRenewal();
  return (
    <>
      {scene.kind === 'lobby' && <HallLobby />}
      {scene.kind === 'floor' && <HallFloor media={media} />}
      {scene.kind === 'item' && <HallItem media={media} />}
      {scene.kind === 'suspended' && <HallSuspended />}
      {scene.kind === 'over' && <HallOver />}
      {scene.kind === 'poll' && <HallPoll poll={scene.poll} />}
      {scene.kind === 'question' && <HallQuestion question={scene.question} />}
      <Offline />
      <Announcements />
    </>
  );
}

const quietMs = 5_000;

/** One line at the foot once the connection has been away for five seconds; the picture holds. */
function Offline() {
  const t = useTranslations('hall');
  const status = useLiveStatus();
  const now = useServerNow();
  if (status.kind !== 'offline' || now - status.since < quietMs) return null;
  return (
    <p
      role="status"
      className="absolute bottom-0 left-0 z-10 flex items-center gap-4 bg-well py-4 pr-8 pl-18 leading-snug text-ink"
    >
      <Icon name="signal" className="size-8" />
      {t('offline', { time: clockTime(status.since) })}
    </p>
  );
}
