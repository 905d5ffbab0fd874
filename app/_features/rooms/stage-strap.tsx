'use client';

import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { Fuse, ItemTime, ItemTimeNote, useItemClock } from '#app/_features/meetings-live/item-clock.tsx';
import { TurnFuse, TurnNote, TurnTime, useTurnClock } from '#app/_features/speaking/turn-clock.tsx';
import { useFloor } from '#app/_features/speaking/use-floor.ts';
import { useLive } from '#app/_lib/live/live-context.tsx';
import type { Turn } from '#server/modules/speaking/state.ts';
import { useStage } from './stage-picture.tsx';
import type { RoomPlace } from './use-media.ts';

/** Over the picture's lower edge: who has the floor and what is left of it, else where it is and what is left of the item. */
export function Strap({ place }: { place: RoomPlace }) {
  const { main, inner } = useFloor();
  const isSuspended = useLive(({ meetings }) => meetings.phase === 'suspended');
  if (isSuspended) return <SuspendedStrap />;
  if (main) return <TurnStrap main={main} inner={inner} />;
  return <ItemStrap place={place} />;
}

const fuseClass = 'h-1.25 bg-stage-ink/22';

function Edge({ left, right, fuse }: { left: ReactNode; right: ReactNode; fuse: ReactNode }) {
  return (
    <div className="pointer-events-none absolute inset-x-0 bottom-0 bg-linear-to-t from-stage-scrim from-25% to-transparent pt-10 lg:pt-16">
      <div className="flex items-end justify-between gap-4 px-4 pb-3 lg:px-6 lg:pb-5">
        {left}
        {right}
      </div>
      {fuse}
    </div>
  );
}

/** Name, sector and place of whoever speaks, as one line reads them. */
export function useSpeakerWords(): (turn: Turn) => { readonly name: string; readonly note: string } {
  const t = useTranslations('speaking');
  const room = useTranslations('rooms.floor');
  return ({ speaker, source }) => {
    const from = t(`source.${source}`);
    if (!speaker) return { name: room('unnamed'), note: from };
    return { name: speaker.name, note: [speaker.sectorName ?? speaker.post, from].filter(Boolean).join(' · ') };
  };
}

/** The speaker large; a question on top of it takes the line above, with its own clock. */
function TurnStrap({ main, inner }: { main: Turn; inner: Turn | null }) {
  const t = useTranslations('rooms.floor');
  const kinds = useTranslations('speaking.kind');
  const words = useSpeakerWords();
  const clock = useTurnClock(main);
  const { name, note } = words(main);
  const says = main.kind === 'speech' ? t('speaking') : t('speakingAs', { kind: kinds(main.kind) });
  return (
    <>
      {inner && <QuestionStrap turn={inner} />}
      <Edge
        left={
          <div className="min-w-0" data-floor="main">
            <p className="flex items-center gap-2 text-sm">
              <i
                className={
                  inner || clock.isStopped ? 'size-2 rounded-full border border-current' : 'live-dot text-live'
                }
              />
              {inner ? t('answers') : says}
            </p>
            <p className="flex flex-wrap items-baseline gap-x-4">
              <b className="truncate font-serif text-lg lg:text-3xl">{name}</b>
              <span className="text-sm lg:text-lg">{note}</span>
            </p>
          </div>
        }
        right={
          <p className="flex-none text-right text-sm text-ink-2">
            <span className="max-lg:hidden">
              <TurnNote clock={clock} />
            </span>
            <TurnTime clock={clock} className="text-3xl lg:text-6xl" />
          </p>
        }
        fuse={<TurnFuse clock={clock} className={fuseClass} />}
      />
    </>
  );
}

function QuestionStrap({ turn }: { turn: Turn }) {
  const kinds = useTranslations('speaking.kind');
  const words = useSpeakerWords();
  const clock = useTurnClock(turn);
  const { name, note } = words(turn);
  return (
    <p
      data-floor="inner"
      className="absolute top-3 left-3 z-10 flex max-w-[70%] flex-wrap items-baseline gap-x-3 rounded-xs bg-stage-scrim px-3 py-1.5 lg:top-4 lg:left-4"
    >
      <span className="flex items-center gap-2 text-sm">
        <i className="live-dot text-live" />
        {kinds('interposedQuestion')}
      </span>
      <b className="font-serif text-base lg:text-xl">{name}</b>
      <span className="text-sm max-lg:hidden">{note}</span>
      <TurnTime clock={clock} className="text-lg lg:text-2xl" />
    </p>
  );
}

function SuspendedStrap() {
  const t = useTranslations('rooms');
  const reason = useLive(({ meetings }) => meetings.suspendReason);
  const clock = useItemClock();
  return (
    <Edge
      left={
        <div>
          <p className="font-serif text-xl font-bold lg:text-4xl lg:leading-tight">{t('suspended')}</p>
          <p className="text-sm text-ink lg:text-lg">{reason}</p>
        </div>
      }
      right={clock && <ItemClockWords clock={clock} />}
      fuse={clock && <Fuse clock={clock} className={`${fuseClass} opacity-50`} />}
    />
  );
}

/** Nobody has the floor: what the picture shows, and the item's own clock. */
function ItemStrap({ place }: { place: RoomPlace }) {
  const clock = useItemClock();
  const phase = useLive(({ meetings }) => meetings.phase);
  const { composition, captionOf } = useStage(place.state);
  const main = composition.kind === 'one' ? captionOf(composition.main) : null;
  if (place.state.mode !== 'video' || (main === null && composition.kind !== 'two')) return null;
  return (
    <Edge
      left={
        main && (
          <div className="min-w-0">
            <p className="flex items-center gap-2 text-sm max-lg:hidden">
              {phase === 'live' && <i className="live-dot text-live" />}
              {main.kind}
            </p>
            <p className="flex flex-wrap items-baseline gap-x-4">
              <b className="truncate font-serif text-lg lg:text-3xl">{main.name}</b>
              <span className="text-sm lg:text-lg">{main.note}</span>
            </p>
          </div>
        )
      }
      right={clock && <ItemClockWords clock={clock} />}
      fuse={clock && <Fuse clock={clock} className={fuseClass} />}
    />
  );
}

function ItemClockWords({ clock }: { clock: NonNullable<ReturnType<typeof useItemClock>> }) {
  return (
    <p className="flex-none text-right text-sm text-ink-2">
      <span className="max-lg:hidden">
        <ItemTimeNote clock={clock} />
      </span>
      <ItemTime clock={clock} className="text-3xl lg:text-6xl" />
    </p>
  );
}
