'use client';

import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import type { Sending } from '#app/_lib/live/use-command.ts';
import { Icon, type IconName } from '#app/_ui/icon.tsx';
import type { SpeakingSource } from '#server/modules/speaking/contract.ts';
import type { Asking, Standing } from './standing.ts';
import type { RoomPlace } from './use-media.ts';
import type { OwnTurn } from './use-own-turn.ts';

export const big = 'btn btn-big w-full flex-none sm:ml-auto sm:w-75';

const bigFigure = (words: ReactNode) => <span className="num text-3xl leading-none">{words}</span>;

interface BigButtonProps {
  readonly place: RoomPlace;
  readonly own: OwnTurn;
  readonly standing: Standing;
  readonly asking: Asking;
  readonly source: SpeakingSource;
  readonly command: Sending;
  readonly isOffline: boolean;
  readonly onTalk: (() => void) | null;
}

/** The one thing to press now; what cannot be pressed says why. */
export function BigButton(props: BigButtonProps) {
  const t = useTranslations('rooms');
  const { place, standing, isOffline } = props;
  const { media, state, isTakenOver, enter } = place;
  if (isOffline)
    return (
      <Waiting>
        {standing.kind === 'waiting'
          ? t('act.reconnectingAt', { place: standing.place.place })
          : standing.kind === 'speaking'
            ? t('act.reconnectingFloor')
            : t('act.reconnecting')}
      </Waiting>
    );
  if (isTakenOver)
    return (
      <Press tone="btn-paper" onPress={() => void enter()}>
        {t('takeBack')}
      </Press>
    );
  if (state.isSoundBlocked && standing.kind !== 'speaking')
    return (
      <Press tone="btn-paper" icon="sound" onPress={() => void media.startSound()}>
        {t('startSound')}
      </Press>
    );
  return <FloorButton {...props} />;
}

function FloorButton({ place, own, standing, asking, source, command, onTalk }: BigButtonProps) {
  const t = useTranslations('rooms.act');
  const { isSending, send } = command;
  const ask = (kind: string, more: object = {}): void =>
    void send('speaking.requestToSpeak', { kind, source, ...more });
  switch (standing.kind) {
    case 'speaking':
      return <SpeakingButton own={own} standing={standing} command={command} />;
    case 'waiting': {
      const { entry, place: number } = standing.place;
      return (
        <p className={`${big} btn-paper gap-0 overflow-hidden p-0`}>
          <span className="flex flex-1 items-baseline justify-center gap-1.5 px-2">
            {t.rich('place', {
              place: number,
              big: bigFigure,
            })}
          </span>
          <button
            type="button"
            disabled={isSending}
            className="min-h-big flex-none border-l border-stage-on-ink/40 px-5.5 font-bold text-stage-on-ink-nav"
            onClick={() => void send('speaking.withdrawEntry', { entryId: entry.entryId })}
          >
            {t('withdraw')}
          </button>
        </p>
      );
    }
    case 'closed':
      return asking.pointOfOrder ? (
        <Press tone="btn-nav" icon="flag" isOff={isSending} onPress={() => ask('pointOfOrder')}>
          {t('pointOfOrder')}
        </Press>
      ) : (
        <Waiting>{t('listClosed')}</Waiting>
      );
    case 'absent':
      return (
        <Press tone="btn-nav" icon="check" isOff={place.isEntering} onPress={() => void place.enter()}>
          {t('checkIn')}
        </Press>
      );
    case 'frozen':
      if (standing.isClosed) return <Waiting>{t('listClosed')}</Waiting>;
      break;
    case 'listening':
      if (asking.reply) {
        const { turnId } = asking.reply;
        return (
          <Press tone="btn-nav" icon="talk" isOff={isSending} onPress={() => ask('reply', { answersTurnId: turnId })}>
            {t('reply')}
          </Press>
        );
      }
      return onTalk ? (
        <Press tone="btn-nav" icon="talk" onPress={onTalk}>
          {t('talk')}
        </Press>
      ) : null;
    case 'free':
      break;
  }
  return (
    <Press tone="btn-nav" icon="hand" isOff={isSending} onPress={() => ask('speech')}>
      {t('ask')}
    </Press>
  );
}

function SpeakingButton({
  own,
  standing: { turn, question },
  command: { isSending, send },
}: {
  own: OwnTurn;
  standing: Extract<Standing, { kind: 'speaking' }>;
  command: Sending;
}) {
  const t = useTranslations('rooms.act');
  if (own.devices === 'unasked' || own.devices === 'failed')
    return (
      <Press tone="btn-live" icon="mic" onPress={own.open}>
        {t(own.devices === 'failed' ? 'openAgain' : 'open')}
      </Press>
    );
  if (question)
    return (
      <Waiting>
        <Icon name="pause" />
        {t('listenFirst')}
      </Waiting>
    );
  const { turnId } = turn;
  return (
    <Press
      tone="btn-end border-2"
      icon="stop"
      isOff={isSending}
      onPress={() => void send('speaking.endTurn', { turnId })}
    >
      {t('end')}
    </Press>
  );
}

function Press({
  tone,
  icon,
  isOff = false,
  onPress,
  children,
}: {
  tone: string;
  icon?: IconName;
  isOff?: boolean;
  onPress: () => void;
  children: ReactNode;
}) {
  return (
    <button type="button" disabled={isOff} className={`${big} ${tone}`} onClick={onPress}>
      {icon && <Icon name={icon} />}
      {children}
    </button>
  );
}

const Waiting = ({ children }: { children: ReactNode }) => (
  <p className={`${big} btn-waiting`} aria-live="polite">
    {children}
  </p>
);
