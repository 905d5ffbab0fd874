'use client';

import { useTranslations } from 'next-intl';
import { type ReactNode, useEffect, useState, useSyncExternalStore } from 'react';
import { clockTime } from '#app/_lib/format.ts';
import { Bones, Line, PageNotice } from '#app/_ui/states.tsx';
import { connectLive } from './connect-live.ts';
import { LiveProvider, type MeetingClient, useLiveStatus } from './live-context.tsx';

interface LiveRootProps {
  readonly meetingId: string;
  /** Stands until the state is there, in the shape of what comes. */
  readonly bones?: ReactNode;
  readonly children: ReactNode;
}

const plainBones = <Bones lines={8} />;

/** Connects the page to a meeting and shows what is below once its state is there. */
export function LiveRoot({ meetingId, bones = plainBones, children }: LiveRootProps) {
  const [client, setClient] = useState<MeetingClient | null>(null);
  useEffect(() => {
    const connected = connectLive({ meetingId });
    setClient(connected);
    return () => connected.close();
  }, [meetingId]);
  if (!client) return bones;
  return (
    <Connected client={client} bones={bones}>
      {children}
    </Connected>
  );
}

const never = (): boolean => false;

function Connected({ client, bones, children }: { client: MeetingClient; bones: ReactNode; children: ReactNode }) {
  const hasState = useSyncExternalStore(client.subscribe, () => client.getAudience() !== null, never);
  const status = useSyncExternalStore(client.subscribe, client.getStatus, client.getStatus);
  const isPublic = useSyncExternalStore(client.subscribe, () => client.getAudience() === 'public', never);
  if (status.kind === 'goodbye') return <Goodbye code={status.code} />;
  if (isPublic) return <NotInvited meetingId={client.meetingId} />;
  if (hasState) return <LiveProvider client={client}>{children}</LiveProvider>;
  return status.kind === 'offline' ? <Waiting /> : bones;
}

function Waiting() {
  const t = useTranslations('live');
  return (
    <PageNotice icon="signal" title={t('connection.none')}>
      {t('connection.noneText')}
    </PageNotice>
  );
}

/** Signed in, but without a place in this meeting: what the public sees is on the public's page. */
function NotInvited({ meetingId }: { meetingId: string }) {
  const t = useTranslations('live.notInvited');
  return (
    <PageNotice icon="people" title={t('title')} href={`/watch/${meetingId}`} go={t('watch')}>
      {t('text')}
    </PageNotice>
  );
}

const known = new Set([
  'forbidden',
  'unauthenticated',
  'protocolChanged',
  'removedFromMeeting',
  'sessionEnded',
  'tooManyMeetings',
]);

/** Why the page was told goodbye and what can be done about it. */
function Goodbye({ code }: { code: string }) {
  const t = useTranslations('live.goodbye');
  const reason = known.has(code) ? code : 'other';
  const isSignIn = reason === 'unauthenticated' || reason === 'sessionEnded';
  const isReload = reason === 'protocolChanged' || reason === 'other';
  return (
    <PageNotice
      icon="warning"
      title={t(`${reason}.title` as 'other.title')}
      action={
        isReload ? (
          <button type="button" className="btn btn-nav" onClick={() => location.reload()}>
            {t('reload')}
          </button>
        ) : (
          <a className="btn btn-nav" href={isSignIn ? `/sign-in?from=${encodeURIComponent(location.pathname)}` : '/'}>
            {isSignIn ? t('signIn') : t('home')}
          </a>
        )
      }
    >
      {t(`${reason}.text` as 'other.text')}
    </PageNotice>
  );
}

/** One line while the connection is away; what is on the page stays, with the time it was last true. */
export function ConnectionLine() {
  const t = useTranslations('live');
  const status = useLiveStatus();
  if (status.kind !== 'offline') return null;
  return <Line icon="signal">{t('connection.lost', { time: clockTime(status.since) })}</Line>;
}
