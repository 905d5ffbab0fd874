'use client';

import { useTranslations } from 'next-intl';
import { duration } from '#app/_lib/format.ts';
import { Icon } from '#app/_ui/icon.tsx';
import { Menu, MenuChoice } from '#app/_ui/menu.tsx';
import { rates } from './player.ts';
import { hasPictures, type Replay, usePlayer } from './use-replay.ts';

/** As it is read on players: 1.0, 1.25. */
const paceOf = (rate: number): string => (Number.isInteger(rate) ? rate.toFixed(1) : String(rate));

const press = 'tool justify-center';

/** Under the picture: play, where one is, from speaker to speaker, pace, sound, whole screen. */
export function ReplayControls({ replay }: { replay: Replay }) {
  const t = useTranslations('replays.controls');
  const { player, info } = replay;
  const { instant, isPlaying, rate, isMuted } = usePlayer(replay);
  const isFilmed = hasPictures(info);
  return (
    <div
      role="group"
      aria-label={t('title')}
      className="flex min-h-14.5 flex-wrap items-center gap-x-0.5 py-1.5 text-sm text-ink-2"
    >
      <button
        type="button"
        aria-label={t(isPlaying ? 'pause' : 'play')}
        aria-keyshortcuts="Space K"
        className="mr-3 grid size-target place-items-center rounded-full bg-nav text-on-nav hover:bg-nav-strong"
        onClick={() => player.toggle()}
      >
        <Icon name={isPlaying ? 'pause' : 'play'} className={`size-4.5 ${isPlaying ? 'stroke-[3]' : 'fill-current'}`} />
      </button>
      <b className="num text-xl text-ink">{duration(instant - info.startedAt)}</b>
      <span className="num ml-1">/ {duration(info.endedAt - info.startedAt)}</span>
      <span className="ml-auto flex flex-wrap items-center">
        <button
          type="button"
          className={press}
          aria-keyshortcuts="Shift+ArrowLeft"
          disabled={replay.timeline.turns.length === 0}
          onClick={() => replay.stepTurn(-1)}
        >
          {t('previous')}
        </button>
        <button
          type="button"
          className={press}
          aria-keyshortcuts="Shift+ArrowRight"
          disabled={replay.timeline.turns.length === 0}
          onClick={() => replay.stepTurn(1)}
        >
          {t('next')}
        </button>
        <Menu icon="clock" label={t('rate', { rate: paceOf(rate) })}>
          <MenuChoice
            options={rates.map((value) => ({ value: String(value), label: t('rate', { rate: paceOf(value) }) }))}
            value={String(rate)}
            onChoose={(value) => player.setRate(Number(value))}
          />
        </Menu>
        {isFilmed && (
          <>
            <button
              type="button"
              aria-label={t('sound')}
              aria-pressed={!isMuted}
              aria-keyshortcuts="M"
              className={press}
              onClick={() => player.toggleSound()}
            >
              <Icon name={isMuted ? 'soundOff' : 'sound'} className="size-5.5" />
            </button>
            <button
              type="button"
              aria-label={t('fullscreen')}
              className={press}
              onClick={() =>
                void document
                  .getElementById('stage')
                  ?.requestFullscreen?.()
                  .catch(() => undefined)
              }
            >
              <Icon name="fullscreen" className="size-5.5" />
            </button>
          </>
        )}
      </span>
    </div>
  );
}
