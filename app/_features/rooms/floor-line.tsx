'use client';

import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { TurnNote, TurnTime, useTurnClock } from '#app/_features/speaking/turn-clock.tsx';
import { useLive, useServerNow } from '#app/_lib/live/live-context.tsx';
import { Icon } from '#app/_ui/icon.tsx';
import type { Turn } from '#server/modules/speaking/state.ts';
import { PublishControls } from './publish-controls.tsx';
import { type Standing, waitMs } from './standing.ts';
import type { RoomPlace } from './use-media.ts';
import type { OwnTurn } from './use-own-turn.ts';

/** The own microphone and camera: off, waiting, or on with the way to turn them off. Never open without a sign. */
export function OwnDevicesPart({ place, own, isWaiting }: { place: RoomPlace; own: OwnTurn; isWaiting: boolean }) {
  const t = useTranslations('rooms.act');
  if (own.devices === 'on' || own.devices === 'soundOnly')
    return <PublishControls media={place.media} state={place.state} onWish={own.wish} />;
  if (own.devices === 'venue')
    return (
      <p className="flex items-center gap-2 font-bold">
        <Icon name="mic" className="size-5.5" />
        {t('venueMicrophone')}
      </p>
    );
  if (own.devices === 'coming' || own.devices === 'opening')
    return (
      <p className="flex items-center gap-2 text-sm" role="status">
        <Icon name="mic" className="size-5.5" />
        {t('opening')}
      </p>
    );
  const [microphone, camera] = isWaiting
    ? ([t('microphoneReady'), t('cameraReady')] as const)
    : ([t('microphoneOff'), t('cameraOff')] as const);
  return (
    <p className="flex flex-none items-center gap-4 text-sm max-sm:hidden">
      <span className="flex items-center gap-1.5">
        <Icon name="micOff" />
        {microphone}
      </span>
      <span className="flex items-center gap-1.5">
        <Icon name="cameraOff" />
        {camera}
      </span>
    </p>
  );
}

/** Two short lines: what is so, and what comes of it. */
export function FloorLine({ standing, own, isOffline }: { standing: Standing; own: OwnTurn; isOffline: boolean }) {
  const t = useTranslations('rooms.act');
  if (standing.kind === 'speaking') return <OwnClock turn={standing.turn} question={standing.question} own={own} />;
  if (own.hasJustEnded)
    return (
      <Lines>
        <b className="font-bold text-ink">{t('ended')}</b>
        {t('endedNote')}
      </Lines>
    );
  if (isOffline && standing.kind === 'waiting') return <Lines>{t('placeKept')}</Lines>;
  switch (standing.kind) {
    case 'waiting':
      return <WaitLine standing={standing} />;
    case 'frozen':
      return <FrozenLine itemId={standing.entry.itemId} />;
    case 'closed':
      return (
        <Lines>
          <span>{t('closedTitle')}</span>
          {t('closedNote')}
        </Lines>
      );
    case 'absent':
      return <Lines>{t('absentNote')}</Lines>;
    case 'free':
      return <FreeLine />;
    case 'listening':
      return <Lines>{t('listening')}</Lines>;
  }
}

const Lines = ({ children }: { children: ReactNode }) => (
  <p className="grid min-w-0 flex-1 border-line text-sm text-ink-2 sm:border-l sm:pl-5 [&>*]:block">{children}</p>
);

function FreeLine() {
  const t = useTranslations('rooms.act');
  const phase = useLive(({ meetings }) => meetings.phase);
  return (
    <Lines>
      <span>{t(phase === 'live' ? 'openList' : `phase.${phase}`)}</span>
      <span>{t('byServerAlone')}</span>
    </Lines>
  );
}

function FrozenLine({ itemId }: { itemId: string | null }) {
  const t = useTranslations('rooms.act');
  const title = useLive(({ meetings }) => meetings.agenda.find((item) => item.itemId === itemId)?.title ?? '');
  return (
    <Lines>
      <span className="line-clamp-1">{t('frozen', { title })}</span>
      <span>{t('frozenNote')}</span>
    </Lines>
  );
}

const strongFigure = (words: ReactNode) => <b className="num text-ink">{words}</b>;
const aMinute = 60_000;

/** How many are before me, and about how long that takes if everybody uses their time. */
function WaitLine({ standing: { place, ahead } }: { standing: Extract<Standing, { kind: 'waiting' }> }) {
  const t = useTranslations('rooms.act');
  const speaking = useLive((state) => state.speaking);
  const phase = useLive(({ meetings }) => meetings.phase);
  const now = useServerNow();
  const left = phase === 'live' ? waitMs(speaking, place, now) : null;
  const minutes = left === null ? null : Math.round(left / aMinute);
  return (
    <>
      <p className="grid flex-1 border-l border-line pl-5 text-sm text-ink-2 max-xl:hidden [[data-size=elder]_&]:hidden">
        <span>{t('byServer')}</span>
        <span>{t('byServerEnd')}</span>
      </p>
      <p className="ml-auto grid text-sm text-ink-2 max-sm:mr-auto max-sm:ml-0 sm:text-right">
        <span className={ahead === 0 ? 'font-bold text-ink' : ''}>
          {ahead === 0 ? t('next') : t('ahead', { count: ahead })}
        </span>
        {phase !== 'live' ? (
          <span>{t(`phase.${phase}`)}</span>
        ) : (
          minutes !== null && <span>{minutes < 1 ? t('waitSoon') : t.rich('wait', { minutes, b: strongFigure })}</span>
        )}
        {place.entry.isAway && <span>{t('wasAway')}</span>}
      </p>
    </>
  );
}

/** That it is the own turn, whose clock runs, and what stands in its way. */
function OwnClock({ turn, question, own }: { turn: Turn; question: Turn | null; own: OwnTurn }) {
  const t = useTranslations('rooms.act');
  const clock = useTurnClock(turn);
  const phase = useLive(({ meetings }) => meetings.phase);
  const isSending = own.devices === 'on' || own.devices === 'soundOnly';
  const note =
    phase === 'suspended'
      ? t('phase.suspended')
      : own.devices === 'failed'
        ? t('openFailed')
        : own.devices === 'unasked'
          ? t('openFirst')
          : own.devices === 'soundOnly'
            ? t('soundOnly')
            : question
              ? t('questionNote')
              : null;
  return (
    <div className="flex min-w-0 flex-1 items-center gap-4 max-sm:order-first max-sm:basis-full sm:border-l sm:border-line sm:pl-5">
      <p className="grid text-sm">
        <b className={`flex items-center gap-2 text-base ${isSending ? 'text-live' : ''}`}>
          {isSending && <i className="live-dot" />}
          {t(turn.kind === 'interposedQuestion' ? 'youAsk' : 'youSpeak')}
        </b>
        <span className="text-ink-2">{note ?? <TurnNote clock={clock} />}</span>
      </p>
      <TurnTime clock={clock} className="ml-auto text-3xl" />
    </div>
  );
}
