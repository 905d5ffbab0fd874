'use client';

import { useTranslations } from 'next-intl';
import { useEffect, useRef } from 'react';
import { turnText } from '#app/_features/speaking/turn-text.ts';
import { clockTime } from '#app/_lib/format.ts';
import { Icon, type IconName } from '#app/_ui/icon.tsx';
import { leftMs, spentMs } from '#server/modules/speaking/clock.ts';
import { runningTurn } from '#server/modules/speaking/figures.ts';
import { lastBefore } from './timeline.ts';
import { hasPictures, type Replay, usePlayer } from './use-replay.ts';

/** The picture with the clock of the turn over it; without a recording who spoke stands in its place. */
export function ReplayStage({ replay }: { replay: Replay }) {
  const t = useTranslations('replays.stage');
  const video = useRef<HTMLVideoElement>(null);
  const { player, info } = replay;
  const state = usePlayer(replay);
  const isFilmed = hasPictures(info);
  useEffect(() => (video.current ? player.attach(video.current) : undefined), [player]);
  return (
    <section
      id="stage"
      aria-label={t('title')}
      className="relative aspect-video min-h-0 w-full overflow-hidden on-stage max-lg:sticky max-lg:top-0 max-lg:z-20 lg:aspect-auto lg:flex-1"
    >
      {isFilmed ? (
        // oxlint-disable-next-line jsx-a11y/media-has-caption -- what is said comes as text beside the picture
        <video
          ref={video}
          playsInline
          preload="metadata"
          aria-label={t('picture')}
          className="size-full cursor-pointer object-contain"
          onClick={() => player.toggle()}
        />
      ) : (
        <Spoken replay={replay} />
      )}
      <Remaining replay={replay} />
      {state.isWaiting && isFilmed && !state.isOffline && (
        <p className="bones absolute inset-x-0 top-1/2 text-center text-note text-ink-2">{t('waiting')}</p>
      )}
      <div role="status" className="absolute inset-x-0 top-0 empty:hidden">
        {state.isOffline && <Note icon="signal">{t('offline')}</Note>}
        {state.jumped && <Jumped replay={replay} from={state.jumped.from} to={state.jumped.to} />}
      </div>
    </section>
  );
}

const Note = ({ icon, children }: { icon: IconName; children: string }) => (
  <p className="flex items-center gap-2 bg-stage-scrim px-5 py-2.5 text-sm">
    <Icon name={icon} className="size-4.5" />
    <span>{children}</span>
  </p>
);

/** What was just jumped over, and why. */
function Jumped({ replay, from, to }: { replay: Replay; from: number; to: number }) {
  const t = useTranslations('replays.stage');
  const overlaps = (one: { readonly from: number; readonly to: number | null }): boolean =>
    one.from < to && (one.to ?? Number.POSITIVE_INFINITY) > from;
  const cut = replay.timeline.chapters.find((one) => one.isCut && overlaps(one));
  const held = replay.info.withheld.find(overlaps);
  const why = cut ? (cut.visibility === 'closed' ? 'closed' : 'members') : (held?.cause ?? 'unrecorded');
  return (
    <Note icon={why === 'unrecorded' ? 'signal' : 'lock'}>
      {t(`jumped.${why}`, { from: clockTime(from), to: clockTime(to) })}
    </Note>
  );
}

/** Who has the floor, where there is no picture to show it. */
function Spoken({ replay }: { replay: Replay }) {
  const t = useTranslations('replays.stage');
  const { instant } = usePlayer(replay);
  const { recording } = replay.info;
  const turn = runningTurn(replay.stateAt(instant).speaking);
  const chapter = lastBefore(replay.timeline.chapters, instant);
  return (
    <div className="flex size-full flex-col justify-end bg-[url(/seats.svg)] bg-size-[min(46%,22rem)] bg-position-[50%_34%] bg-no-repeat p-4 pb-14 lg:p-6 lg:pb-6">
      <p className="absolute inset-x-0 top-0 px-4 py-3 text-sm text-ink-2 lg:px-6">
        {t(recording === 'withheld' ? 'allWithheld' : 'noRecording')}
      </p>
      <p className="text-sm text-ink-2">{chapter?.title ?? (chapter ? t('cutItem') : '')}</p>
      <p className="flex flex-wrap items-baseline gap-x-3">
        <b className="font-serif text-3xl">{turn?.speaker?.name ?? t('nobody')}</b>
        <span className="text-note text-ink-2">{turn?.speaker?.sectorName}</span>
      </p>
    </div>
  );
}

/** What the speaker had left at that moment. */
function Remaining({ replay }: { replay: Replay }) {
  const t = useTranslations('replays.stage');
  const { instant } = usePlayer(replay);
  const turn = runningTurn(replay.stateAt(instant).speaking);
  if (!turn) return null;
  const left = leftMs(turn, instant);
  return (
    <p className="num absolute right-4 bottom-3 flex items-baseline gap-2 rounded-sm bg-stage-scrim px-2.5 py-1 lg:right-6 lg:bottom-5">
      <span className="text-sm text-ink-2">{t(left === null ? 'spent' : left > 0 ? 'left' : 'over')}</span>
      <b className="text-2xl leading-tight lg:text-3xl">
        {turnText({ spentMs: spentMs(turn, instant), leftMs: left })}
      </b>
    </p>
  );
}
