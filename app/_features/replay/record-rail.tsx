'use client';

import { useLocale, useTranslations } from 'next-intl';
import { type KeyboardEvent, memo, type RefObject, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { duration, ordinal } from '#app/_lib/format.ts';
import { Icon } from '#app/_ui/icon.tsx';
import { findIn, markedParts, type RecordEntry } from './record-list.ts';
import { lastBefore } from './timeline.ts';
import { type Replay, usePlayer } from './use-replay.ts';

interface RecordRailProps {
  readonly replay: Replay;
  readonly search: RefObject<HTMLInputElement | null>;
}

/** What happened, in order: it follows the picture until somebody scrolls, and every line leads to its moment. */
export function RecordRail({ replay, search }: RecordRailProps) {
  const t = useTranslations('replays.record');
  const { record, player } = replay;
  const { instant } = usePlayer(replay);
  const [words, setWords] = useState('');
  const [at, setAt] = useState(0);
  const [isFollowing, setFollowing] = useState(true);
  const list = useRef<HTMLOListElement>(null);
  const found = useMemo(() => findIn(record, words), [record, words]);
  const place = found.length === 0 ? 0 : Math.min(at, found.length - 1);
  // A message stands beside a turn, it does not end it: the present line is the last one of the floor.
  const steps = useMemo(() => record.filter(({ kind }) => kind !== 'said'), [record]);
  const current = lastBefore(steps, instant);
  const go = useCallback(
    (entry: RecordEntry): void => {
      player.seek(entry.from);
      setFollowing(true);
    },
    [player],
  );

  const show = (entry: RecordEntry | null | undefined): void => {
    const line = entry && list.current?.querySelector(`[data-key="${CSS.escape(entry.key)}"]`);
    const frame = list.current;
    if (!line || !frame || !(line instanceof HTMLElement)) return;
    frame.scrollTop = line.offsetTop - frame.offsetTop - frame.clientHeight / 4;
  };
  useEffect(() => {
    if (isFollowing) show(current);
    // oxlint-disable-next-line react/exhaustive-deps -- `show` reads the list as it stands
  }, [current?.key, isFollowing]);

  const step = (by: number): void => {
    if (found.length === 0) return;
    const next = (place + by + found.length) % found.length;
    setAt(next);
    setFollowing(false);
    show(record[found[next] ?? 0]);
  };
  const type = (text: string): void => {
    setWords(text);
    setAt(0);
    setFollowing(text.trim() === '');
    show(record[findIn(record, text)[0] ?? -1]);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') type('');
    if (event.key !== 'Enter') return;
    event.preventDefault();
    step(event.shiftKey ? -1 : 1);
  };
  return (
    <>
      <search className="flex items-center gap-2 border-b border-line px-4 py-3 text-note lg:px-5">
        <label className="flex min-h-target flex-1 items-center gap-2 rounded-sm border border-line-strong bg-ground px-3 focus-within:outline-2 focus-within:outline-focus">
          <Icon name="search" className="size-5 text-ink-3" />
          <span className="sr-only">{t('search')}</span>
          <input
            ref={search}
            type="search"
            value={words}
            placeholder={t('search')}
            aria-keyshortcuts="/"
            className="min-w-0 flex-1 bg-transparent outline-none"
            onChange={(event) => type(event.target.value)}
            onKeyDown={onKeyDown}
          />
          <span role="status" className="num flex-none text-sm text-ink-3">
            {words.trim() !== '' &&
              (found.length === 0 ? t('foundNone') : t('found', { at: place + 1, count: found.length }))}
          </span>
        </label>
        <button
          type="button"
          aria-label={t('before')}
          className="tool"
          disabled={found.length === 0}
          onClick={() => step(-1)}
        >
          <Icon name="up" />
        </button>
        <button
          type="button"
          aria-label={t('after')}
          className="tool"
          disabled={found.length === 0}
          onClick={() => step(1)}
        >
          <Icon name="down" />
        </button>
      </search>
      <div className="relative min-h-0">
        <ol
          ref={list}
          aria-label={t('title')}
          // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reached by keyboard
          tabIndex={0}
          className="relative h-full overflow-y-auto px-4 pb-16 max-lg:max-h-110 lg:px-5"
          onWheel={() => setFollowing(false)}
          onTouchMove={() => setFollowing(false)}
        >
          {record.length === 0 && <li className="py-6 text-note text-ink-2">{t('empty')}</li>}
          {record.map((entry, index) => (
            <Line
              key={entry.key}
              entry={entry}
              replay={replay}
              words={words}
              isCurrent={entry === current}
              isPast={entry.from < instant}
              isFound={words.trim() !== '' && found[place] === index}
              onGo={go}
            />
          ))}
        </ol>
        {!isFollowing && (
          <button
            type="button"
            className="btn btn-nav absolute bottom-3 left-4 shadow-pop lg:left-5"
            onClick={() => {
              setFollowing(true);
              show(current);
            }}
          >
            <Icon name="clock" />
            {t('back')}
          </button>
        )}
      </div>
    </>
  );
}

interface LineProps {
  readonly entry: RecordEntry;
  readonly replay: Replay;
  readonly words: string;
  readonly isCurrent: boolean;
  readonly isPast: boolean;
  readonly isFound: boolean;
  readonly onGo: (entry: RecordEntry) => void;
}

/** Drawn again only when it changes: there are hundreds, and the playhead moves all the time. */
const Line = memo(function Line({ entry, replay, words, isCurrent, isPast, isFound, onGo }: LineProps) {
  const { timeline, last } = replay;
  const isCut = entry.kind === 'item' && entry.item.isCut;
  const isGone = entry.kind === 'turn' && entry.turn.userId !== null && last.consents.withdrawn[entry.turn.userId];
  const tone = isCurrent
    ? 'relative -mx-4 bg-nav-tint px-4 before:absolute before:inset-y-0 before:left-0 before:w-1 before:bg-nav lg:-mx-5 lg:px-5'
    : isPast && entry.kind === 'said'
      ? 'text-ink-2'
      : '';
  return (
    <li
      data-key={entry.key}
      aria-current={isCurrent ? 'true' : undefined}
      className={`border-b border-line py-2.5 ${tone} ${isFound ? 'outline-2 outline-nav' : ''}`}
    >
      <div className="flex items-baseline gap-2.5">
        <div className="min-w-0 flex-1">
          <Words entry={entry} words={words} isGone={Boolean(isGone)} />
        </div>
        {isCut || isGone ? (
          <Icon name="lock" className="size-4.5 self-center text-ink-3" />
        ) : (
          <button
            type="button"
            className="num -my-2 min-h-target flex-none px-1 text-sm text-nav underline underline-offset-4"
            onClick={() => onGo(entry)}
          >
            {duration(entry.from - timeline.from)}
          </button>
        )}
      </div>
    </li>
  );
});

const Marked = ({ text, words }: { text: string; words: string }) =>
  markedParts(text, words).map((part, at) =>
    at % 2 === 1 ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one text have no other name
      <mark key={at} className="bg-transparent text-inherit shadow-[inset_0_-2px_var(--color-nav)]">
        {part}
      </mark>
    ) : (
      part
    ),
  );

function Words({ entry, words, isGone }: { entry: RecordEntry; words: string; isGone: boolean }) {
  const t = useTranslations('replays.record');
  const kinds = useTranslations('speaking.kind');
  const track = useTranslations('replays.track');
  const locale = useLocale();
  switch (entry.kind) {
    case 'item': {
      const { title, number, visibility } = entry.item;
      return (
        <h2 className="font-serif text-lg leading-snug">
          {number !== null && <span className="mr-2">{ordinal(number, locale)}</span>}
          {title === null ? (
            <span className="text-ink-3">{track(`cut.${visibility === 'members' ? 'members' : 'closed'}`)}</span>
          ) : (
            <Marked text={title} words={words} />
          )}
        </h2>
      );
    }
    case 'turn': {
      const { name, sectorName, post, kind, isOnline, nth } = entry.turn;
      const parts = [
        sectorName ?? post,
        isOnline ? t('online') : t('venue'),
        kind === 'speech' ? t('nth', { nth }) : kinds(kind),
      ];
      return (
        <>
          <h3 className="text-note leading-snug font-bold">
            <Marked text={name ?? t('unnamed')} words={words} />
            <small className="ml-2.5 text-sm font-normal text-ink-3">{parts.filter(Boolean).join(' · ')}</small>
          </h3>
          {isGone && <p className="text-sm text-ink-2">{t('withdrawn')}</p>}
        </>
      );
    }
    case 'vote':
      return (
        <p className="flex items-start gap-2 text-note">
          <Icon name="vote" className="mt-0.5 size-4.5 text-nav" />
          <span>
            {t(entry.vote.isFormal ? 'vote' : 'straw')} <Marked text={entry.vote.title} words={words} />
          </span>
        </p>
      );
    case 'said':
      return (
        <p className="text-note">
          <span className="mr-2 text-sm text-ink-3">
            {entry.said.name ?? t('somebody')}
            {entry.said.isQuestion && ` · ${t('question')}`}
          </span>
          <Marked text={entry.said.text} words={words} />
        </p>
      );
  }
}
