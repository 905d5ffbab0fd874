'use client';

import { useLocale, useTranslations } from 'next-intl';
import { type KeyboardEvent, type PointerEvent, useRef } from 'react';
import { clockTime, duration, ordinal } from '#app/_lib/format.ts';
import { Icon } from '#app/_ui/icon.tsx';
import type { Span } from './player.ts';
import { axisMarks, type Chapter, densityOf, lastBefore, type TurnSpan } from './timeline.ts';
import { type Replay, usePlayer } from './use-replay.ts';

const bins = 92;
const hatch = 'bg-[repeating-linear-gradient(135deg,var(--color-line-strong)_0_1px,transparent_1px_6px)]';
/** Gaps shorter than this are not worth a mark. */
const shortestGapMs = 4_000;

/** Where something stands on the track, in percent. */
function placeOf({ from, to }: Span) {
  const share = (at: number): number => (Math.min(Math.max(at, from), to) - from) / Math.max(1, to - from);
  return {
    at: (at: number) => ({ left: `${share(at) * 100}%` }),
    span: (one: Span) => ({ left: `${share(one.from) * 100}%`, width: `${(share(one.to) - share(one.from)) * 100}%` }),
  };
}

/** Agenda, turns, talk and votes over the meeting's time; pressing or dragging goes there. */
export function ReplayTrack({ replay }: { replay: Replay }) {
  const t = useTranslations('replays.track');
  const { timeline, player } = replay;
  const lanes = useRef<HTMLDivElement>(null);
  const state = usePlayer(replay);
  const place = placeOf(timeline);

  const goTo = (event: PointerEvent): void => {
    const box = lanes.current?.getBoundingClientRect();
    if (!box || box.width === 0) return;
    player.seek(timeline.from + ((event.clientX - box.left) / box.width) * (timeline.to - timeline.from));
  };
  const drag = {
    onPointerDown(event: PointerEvent<HTMLElement>) {
      if (event.button !== 0) return;
      event.currentTarget.setPointerCapture(event.pointerId);
      goTo(event);
    },
    onPointerMove(event: PointerEvent<HTMLElement>) {
      if (event.currentTarget.hasPointerCapture(event.pointerId)) goTo(event);
    },
  };
  const chapter = lastBefore(timeline.chapters, state.instant);
  const turn = timeline.turns.findLast(({ from, to }) => from <= state.instant && state.instant < to) ?? null;
  const held = [
    ...replay.info.withheld.map(({ from, to }) => ({ from, to: to ?? timeline.to })),
    ...player.gaps().filter(({ from, to }) => to - from > shortestGapMs),
  ].filter((gap) => !timeline.chapters.some((one) => one.isCut && one.from <= gap.from && one.to >= gap.to));
  return (
    <div className="pb-3">
      <div ref={lanes} className="relative touch-pan-y">
        <Chapters replay={replay} chapter={chapter} place={place} instant={state.instant} />
        <div className="relative mt-2 h-4.5 cursor-pointer" aria-hidden="true" {...drag}>
          {timeline.turns.map((one) => (
            <i
              key={one.turnId}
              className={`absolute bottom-0 min-w-0.5 ${laneOf(one, one === turn)}`}
              style={place.span(one)}
            />
          ))}
          {held.map((gap) => (
            <i key={gap.from} className={`absolute inset-y-0 bg-sheet ${hatch}`} style={place.span(gap)} />
          ))}
        </div>
        <div className="relative mt-1.5 h-8.5 border-b border-line-strong">
          <div className="absolute inset-0 cursor-pointer" aria-hidden="true" {...drag}>
            <Density replay={replay} />
          </div>
          <Votes replay={replay} place={place} />
        </div>
        <div className="num relative h-5.5 text-xs text-ink-3" aria-hidden="true" {...drag}>
          <Axis timeline={timeline} place={place} />
        </div>
        <Playhead replay={replay} place={place} drag={drag} chapter={chapter} turn={turn} />
      </div>
      <Legend replay={replay} hasHeld={held.length > 0} />
      <span className="sr-only">{t('keys')}</span>
    </div>
  );
}

function laneOf({ kind }: TurnSpan, isCurrent: boolean): string {
  const height = kind === 'speech' || kind === 'pointOfOrder' ? 'h-4.5' : 'h-2.5';
  if (isCurrent) return `${height} bg-nav`;
  if (kind === 'interposedQuestion') return `${height} bg-ink`;
  return kind === 'reply' ? `${height} bg-nav-3` : `${height} bg-line-strong`;
}

type Place = ReturnType<typeof placeOf>;

function Chapters({
  replay,
  chapter,
  place,
  instant,
}: {
  replay: Replay;
  chapter: Chapter | null;
  place: Place;
  instant: number;
}) {
  const t = useTranslations('replays.track');
  const locale = useLocale();
  return (
    <ol aria-label={t('agenda')} className="relative h-8.5 elder:h-12">
      {replay.timeline.chapters.map((one) => {
        const number = one.number === null ? '' : ordinal(one.number, locale);
        const name = `${number} ${one.title ?? t(`cut.${one.visibility === 'members' ? 'members' : 'closed'}`)}`.trim();
        const box =
          'absolute inset-y-0 flex items-center overflow-hidden border-r-2 border-sheet text-sm whitespace-nowrap';
        return (
          <li key={one.key} className={box} style={place.span(one)}>
            {one.isCut ? (
              <span title={name} className={`grid size-full place-items-center bg-sheet text-ink-3 ${hatch}`}>
                <Icon name="lock" className="size-4.5" />
                <span className="sr-only">{name}</span>
              </span>
            ) : (
              <button
                type="button"
                title={name}
                aria-current={one === chapter ? 'step' : undefined}
                aria-label={t('chapter', { name, at: duration(one.from - replay.timeline.from) })}
                className={`flex size-full items-center gap-1.5 overflow-hidden px-2 text-left ${
                  one === chapter
                    ? 'bg-nav text-on-nav'
                    : instant > one.to
                      ? 'bg-well-strong text-ink-2'
                      : 'bg-well text-ink-2'
                }`}
                onClick={() => replay.player.seek(one.from)}
              >
                {number && <b className="font-serif">{number}</b>}
                <span className="truncate">{one.title}</span>
              </button>
            )}
          </li>
        );
      })}
    </ol>
  );
}

function Density({ replay: { timeline } }: { replay: Replay }) {
  const heights = densityOf(timeline.said, timeline.from, timeline.to, bins);
  const points = heights.map((height, at) => `L${(at / (bins - 1)) * 828} ${32 - height * 28}`).join('');
  return (
    <svg viewBox="0 0 828 34" preserveAspectRatio="none" className="absolute inset-0 size-full">
      <path d={`M0 34${points}L828 34z`} className="fill-line" />
    </svg>
  );
}

function Votes({ replay, place }: { replay: Replay; place: Place }) {
  const t = useTranslations('replays.track');
  const { timeline, player } = replay;
  return (
    <ul aria-label={t('votes')}>
      {timeline.votes.map(({ pollId, at, title, isFormal }) => (
        <li key={pollId} className="absolute bottom-1" style={place.at(at)}>
          <button
            type="button"
            title={title}
            aria-label={t(isFormal ? 'vote' : 'straw', { title, at: duration(at - timeline.from) })}
            className="grid size-6 -translate-x-1/2 place-items-center rounded-full border border-nav bg-sheet text-nav hover:bg-nav-tint elder:size-9"
            onClick={() => player.seek(at)}
          >
            <Icon name={isFormal ? 'vote' : 'talk'} className="size-3.75" />
          </button>
        </li>
      ))}
    </ul>
  );
}

function Axis({ timeline, place }: { timeline: Span; place: Place }) {
  const { from, to } = timeline;
  // The ends are always named; what would run into them is left out.
  const marks = axisMarks(from, to).filter((at) => at - from > (to - from) * 0.14 && to - at > (to - from) * 0.14);
  return (
    <>
      <span className="absolute left-0 leading-5.5">{clockTime(from)}</span>
      {marks.map((at) => (
        <span
          key={at}
          className="absolute -translate-x-1/2 leading-5.5 max-sm:nth-[odd]:hidden max-sm:elder:hidden"
          style={place.at(at)}
        >
          {clockTime(at)}
        </span>
      ))}
      <span className="absolute right-0 leading-5.5">{clockTime(to)}</span>
    </>
  );
}

interface PlayheadProps {
  readonly replay: Replay;
  readonly place: Place;
  readonly drag: object;
  readonly chapter: Chapter | null;
  readonly turn: TurnSpan | null;
}

const fineMs = 5_000;
const coarseMs = 60_000;

/** The one playhead; for whoever has no mouse it is a slider. */
function Playhead({ replay, place, drag, chapter, turn }: PlayheadProps) {
  const t = useTranslations('replays.track');
  const { timeline, player } = replay;
  const { instant } = usePlayer(replay);
  const onKeyDown = (event: KeyboardEvent): void => {
    const steps: Readonly<Record<string, number>> = {
      ArrowUp: fineMs,
      ArrowDown: -fineMs,
      PageUp: coarseMs,
      PageDown: -coarseMs,
      Home: timeline.from - instant,
      End: timeline.to - instant,
    };
    const by = steps[event.key];
    if (by === undefined) return;
    event.preventDefault();
    player.seek(instant + by);
  };
  const where = [duration(instant - timeline.from), chapter?.title, turn?.name].filter(Boolean).join(t('comma'));
  return (
    <div
      role="slider"
      tabIndex={0}
      aria-label={t('playhead')}
      aria-valuemin={0}
      aria-valuemax={Math.round((timeline.to - timeline.from) / 1000)}
      aria-valuenow={Math.round((instant - timeline.from) / 1000)}
      aria-valuetext={where}
      className="absolute -top-1.5 bottom-5 z-10 -ml-3 w-6 cursor-ew-resize touch-none"
      style={place.at(instant)}
      onKeyDown={onKeyDown}
      {...drag}
    >
      <i className="absolute inset-y-0 left-1/2 w-0.5 -translate-x-1/2 bg-ink" />
      <i className="absolute -top-1 left-1/2 size-3.5 -translate-x-1/2 rounded-full border-3 border-sheet bg-ink" />
    </div>
  );
}

/** What the marks mean; only those that are on this track. */
function Legend({ replay, hasHeld }: { replay: Replay; hasHeld: boolean }) {
  const t = useTranslations('replays.legend');
  const { turns, votes, said, chapters } = replay.timeline;
  const has = (...kinds: readonly TurnSpan['kind'][]): boolean => turns.some(({ kind }) => kinds.includes(kind));
  const marks = [
    has('speech', 'pointOfOrder') && { key: 'speech', mark: <i className="h-3 w-4 bg-line-strong" /> },
    has('reply') && { key: 'reply', mark: <i className="h-2 w-4 bg-nav-3" /> },
    has('interposedQuestion') && { key: 'question', mark: <i className="h-2 w-1.5 bg-ink" /> },
    said.length > 0 && {
      key: 'density',
      mark: <i className="h-3 w-4 bg-line [clip-path:polygon(0_100%,0_60%,35%_20%,70%_55%,100%_0,100%_100%)]" />,
    },
    votes.length > 0 && { key: 'vote', mark: <Icon name="vote" className="size-4.25 text-nav" /> },
    chapters.some(({ isCut }) => isCut) && { key: 'closed', mark: <Icon name="lock" className="size-4.25 text-nav" /> },
    hasHeld && { key: 'withheld', mark: <i className={`h-3 w-4 ${hatch}`} /> },
  ].filter((one) => one !== false);
  if (marks.length === 0) return null;
  return (
    <ul className="mt-1.5 flex flex-wrap justify-between gap-x-4 text-sm leading-5.5 text-ink-2">
      {marks.map(({ key, mark }) => (
        <li key={key} className="inline-flex items-center gap-1.5">
          {mark}
          {t(key as 'speech')}
        </li>
      ))}
    </ul>
  );
}
