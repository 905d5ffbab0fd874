'use client';

import { useTranslations } from 'next-intl';
import { type ReactNode, useMemo } from 'react';
import { usePlaceReason } from '#app/_features/speaking/place-reason.tsx';
import { TurnTime, useTurnClock } from '#app/_features/speaking/turn-clock.tsx';
import { useFloor, useQueue } from '#app/_features/speaking/use-floor.ts';
import { clockTime } from '#app/_lib/format.ts';
import { useLive } from '#app/_lib/live/live-context.tsx';
import { type Sending, useCommand } from '#app/_lib/live/use-command.ts';
import { Icon, type IconName } from '#app/_ui/icon.tsx';
import { Notice, Problem } from '#app/_ui/states.tsx';
import { frozenEntries, type QueuePlace, strategyOf } from '#server/modules/speaking/figures.ts';
import { emptyList, listKey, type Turn } from '#server/modules/speaking/state.ts';
import { SpeakingTotals } from './speaking-totals.tsx';
import { useSpeakerWords } from './stage-strap.tsx';
import { useStanding } from './use-standing.ts';

/** Who speaks, who waits and why they stand where they stand, what else may be asked for, and who has spoken. */
export function SpeakingSheet({ userId, canAsk }: { userId: string; canAsk: boolean }) {
  const command = useCommand();
  return (
    <>
      <Speaking />
      <Queue userId={userId} command={command} />
      <FrozenOnes userId={userId} command={command} />
      <Problem className="px-5 py-2">{command.problem}</Problem>
      {canAsk && <OtherKinds userId={userId} command={command} />}
      <Written />
      <SpeakingTotals userId={userId} />
    </>
  );
}

const figure = (words: ReactNode) => <span className="num">{words}</span>;

function Speaking() {
  const { main, inner } = useFloor();
  if (!main) return null;
  return (
    <ul className="px-5 pt-2">
      {inner && <SpeakingRow turn={inner} />}
      <SpeakingRow turn={main} />
    </ul>
  );
}

function SpeakingRow({ turn }: { turn: Turn }) {
  const t = useTranslations('rooms.floor');
  const kinds = useTranslations('speaking.kind');
  const words = useSpeakerWords();
  const clock = useTurnClock(turn);
  const { name, note } = words(turn);
  return (
    <li className="flex items-center justify-between gap-3 py-1">
      <p className="flex min-w-0 flex-wrap items-baseline gap-x-2 text-sm leading-snug text-ink-2">
        <i
          className={`self-center ${clock.isStopped ? 'size-2 rounded-full border border-current' : 'live-dot text-live'}`}
        />
        {turn.isHeld ? t('held') : turn.isPaused ? t('paused') : t('now', { kind: kinds(turn.kind) })}
        <b className="text-base text-ink">{name}</b>
        <span>{note}</span>
      </p>
      <TurnTime clock={clock} className="text-xl" />
    </li>
  );
}

function Queue({ userId, command }: { userId: string; command: Sending }) {
  const t = useTranslations('rooms.queue');
  const strategies = useTranslations('speaking.strategy');
  const queue = useQueue();
  const itemId = useLive(({ meetings }) => meetings.currentItemId);
  const isClosed = useLive(({ speaking }) => (speaking.lists[listKey(itemId)] ?? emptyList).isClosed);
  const strategy = useLive(({ speaking }) => strategyOf(speaking, itemId));
  const reasonOf = usePlaceReason();
  const first = queue.find(({ entry }) => entry.speaker.userId === userId)?.entry.entryId;
  return (
    <section aria-label={t('title')} className="px-5 pt-3">
      <h2 className="flex flex-wrap items-baseline gap-x-3 border-b border-line-strong pb-2.5 text-base">
        <span>{t.rich('waiting', { count: queue.length, n: figure })}</span>
        <span className="text-sm font-normal text-ink-2">{t(isClosed ? 'closed' : 'open')}</span>
        <span className="ml-auto text-sm font-normal text-ink-2">{t('order', { strategy: strategies(strategy) })}</span>
      </h2>
      {queue.length === 0 ? (
        <p className="py-4 text-note text-ink-2">{t(isClosed ? 'emptyClosed' : 'empty')}</p>
      ) : (
        <ol>
          {queue.map((place) => (
            <QueueRow
              key={place.entry.entryId}
              place={place}
              reason={reasonOf(place)}
              isOwn={place.entry.speaker.userId === userId}
              canWithdraw={place.entry.speaker.userId === userId && place.entry.entryId !== first}
              command={command}
            />
          ))}
        </ol>
      )}
    </section>
  );
}

function QueueRow({
  place: { entry, place },
  reason,
  isOwn,
  canWithdraw,
  command,
}: {
  place: QueuePlace;
  reason: string;
  isOwn: boolean;
  /** The big button takes back the earliest of the own places; the others are taken back here. */
  canWithdraw: boolean;
  command: Sending;
}) {
  const t = useTranslations('rooms.queue');
  const kinds = useTranslations('speaking.kind');
  const sources = useTranslations('speaking.source');
  const { speaker, kind, source, isAway } = entry;
  return (
    <li
      aria-current={isOwn || undefined}
      className={`relative -mx-5 grid grid-cols-[2rem_minmax(0,1fr)_auto] items-center px-5 py-1.75 ${isOwn ? 'bg-nav-tint before:absolute before:inset-y-0 before:left-0 before:w-1 before:bg-nav' : 'after:absolute after:inset-x-5 after:bottom-0 after:border-b after:border-line'}`}
    >
      <span className={`num text-xl ${isOwn ? 'font-bold text-nav' : 'text-ink-3'}`}>{place}</span>
      <span className="min-w-0">
        <span className="flex flex-wrap items-baseline gap-x-2.5">
          <b>{isOwn ? t('me', { name: speaker.name }) : speaker.name}</b>
          <span className="text-sm text-ink-2">{speaker.sectorName ?? speaker.post}</span>
        </span>
        <span className={`block text-sm leading-snug ${isOwn ? 'text-ink' : 'text-ink-2'}`}>
          {reason}
          {isAway && ` · ${t('away')}`}
        </span>
      </span>
      <span className="pl-3 text-right text-sm leading-snug text-ink-2">
        <span className="block">{kinds(kind)}</span>
        {canWithdraw ? (
          <button
            type="button"
            disabled={command.isSending}
            className="min-h-target font-bold text-nav"
            aria-label={t('withdrawKind', { kind: kinds(kind) })}
            onClick={() => void command.send('speaking.withdrawEntry', { entryId: entry.entryId })}
          >
            {t('withdraw')}
          </button>
        ) : (
          <span className="block">{sources(source)}</span>
        )}
      </span>
    </li>
  );
}

/** Own entries on the lists of other items: they wait until the item comes back (D6). */
function FrozenOnes({ userId, command }: { userId: string; command: Sending }) {
  const t = useTranslations('rooms.queue');
  const kinds = useTranslations('speaking.kind');
  const speaking = useLive((state) => state.speaking);
  const itemId = useLive(({ meetings }) => meetings.currentItemId);
  const agenda = useLive(({ meetings }) => meetings.agenda);
  const own = frozenEntries(speaking, itemId).filter(({ speaker }) => speaker.userId === userId);
  if (own.length === 0) return null;
  return (
    <section aria-label={t('frozenTitle')} className="px-5 pt-3">
      <h2 className="text-sm font-normal text-ink-3">{t('frozenTitle')}</h2>
      <ul>
        {own.map(({ entryId, kind, itemId: of }) => (
          <li key={entryId} className="flex items-center justify-between gap-3 border-b border-line text-sm text-ink-2">
            <span>
              {t('frozen', {
                kind: kinds(kind),
                title: agenda.find((item) => item.itemId === of)?.title ?? t('noItem'),
              })}
            </span>
            <button
              type="button"
              disabled={command.isSending}
              className="btn btn-text text-sm"
              onClick={() => void command.send('speaking.withdrawEntry', { entryId })}
            >
              {t('withdraw')}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** What may be asked for besides a speech; what may not is not there. */
function OtherKinds({ userId, command: { isSending, send } }: { userId: string; command: Sending }) {
  const kinds = useTranslations('speaking.kind');
  const t = useTranslations('rooms.queue');
  const { asking, source } = useStanding(userId);
  const ask = (kind: string, more: object = {}): void =>
    void send('speaking.requestToSpeak', { kind, source, ...more });
  const tools: [IconName, string, () => void][] = [];
  if (asking.interposedQuestion) tools.push(['hand', kinds('interposedQuestion'), () => ask('interposedQuestion')]);
  if (asking.reply) {
    const { turnId, speaker } = asking.reply;
    const label = t('replyTo', { name: speaker?.name ?? '' });
    tools.push(['talk', label, () => ask('reply', { answersTurnId: turnId })]);
  }
  if (asking.pointOfOrder) tools.push(['flag', kinds('pointOfOrder'), () => ask('pointOfOrder')]);
  if (tools.length === 0) return null;
  return (
    <p className="flex flex-wrap justify-between gap-x-3 px-3 py-2">
      {tools.map(([icon, label, press]) => (
        <button key={label} type="button" disabled={isSending} className="tool text-note text-nav" onClick={press}>
          <Icon name={icon} />
          {label}
        </button>
      ))}
    </p>
  );
}

function Written() {
  const t = useTranslations('rooms.queue');
  const itemId = useLive(({ meetings }) => meetings.currentItemId);
  const written = useLive(({ speaking }) => speaking.written);
  const own = useMemo(() => written.filter((one) => one.itemId === itemId), [written, itemId]);
  if (own.length === 0) return null;
  return (
    <Part title={t('written')}>
      {own.map(({ writtenId, speaker, title, addedAt }) => (
        <li key={writtenId} className="flex items-baseline gap-2 border-b border-line py-1.5 text-sm">
          <Icon name="document" className="size-4.5 self-center text-ink-3" />
          <span className="min-w-0">
            <b>{speaker.name}</b> {title}
          </span>
          <span className="num ml-auto text-ink-3">{clockTime(addedAt)}</span>
        </li>
      ))}
    </Part>
  );
}

export function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section aria-label={title} className="px-5 pt-3">
      <h2 className="border-b border-line-strong pb-1 text-sm font-normal text-ink-3">{title}</h2>
      <ul>{children}</ul>
    </section>
  );
}

/** Nothing to see before the meeting opens. */
export function SpeakingNotYet() {
  const t = useTranslations('rooms.queue');
  return <Notice title={t('notYet')}>{t('notYetText')}</Notice>;
}
