'use client';

import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import type { MediaState, PublishedPicture } from '#app/_features/rooms/media-room.ts';
import { StagePage, useShownPage } from '#app/_features/rooms/stage-page.tsx';
import { boxStyle } from '#app/_features/rooms/stage-picture.tsx';
import { PictureView } from '#app/_features/rooms/track-view.tsx';
import { type TurnClock, TurnFuse, TurnNote, TurnTime, useTurnClock } from '#app/_features/speaking/turn-clock.tsx';
import { turnText } from '#app/_features/speaking/turn-text.ts';
import { type Floor, useFloor, useNextInLine } from '#app/_features/speaking/use-floor.ts';
import { useLive } from '#app/_lib/live/live-context.tsx';
import { layOut } from '#server/modules/rooms/composition.ts';
import type { Turn } from '#server/modules/speaking/state.ts';
import { fitted, units } from './fitted.ts';
import { HallLow } from './hall-low.tsx';
import { hallPicture } from './hall-picture.ts';
import { HallTop } from './hall-top.tsx';

const columnWidth = 592;

/** Somebody speaks: who, from where, for how much longer; and the picture of whoever is not in the hall. */
export function HallFloor({ media }: { media: MediaState }) {
  const floor = useFloor();
  return (
    <>
      <HallTop />
      <main className="flex min-h-0 flex-1">
        <HallStage media={media} />
        <section className="flex w-184 flex-none flex-col pr-18 pl-18">
          {floor.inner ? (
            <Question inner={floor.inner} main={floor.main} />
          ) : (
            floor.main && <Speaker turn={floor.main} />
          )}
        </section>
      </main>
      <HallLow />
    </>
  );
}

/** Ids of those who have the floor from a device, whoever speaks now first. */
const afarOf = ({ inner, main }: Floor): readonly string[] =>
  [inner, main].flatMap((turn) => (turn?.source === 'online' && turn.speaker ? [turn.speaker.userId] : []));

/** The pictures in the chair's layout; in words why there is none. */
export function HallStage({ media }: { media: MediaState }) {
  const t = useTranslations('hall.stage');
  const floor = useFloor();
  const { layout, documentId } = useLive(({ rooms }) => rooms.stage);
  const participants = useLive(({ meetings }) => meetings.participants);
  const shown = useShownPage();
  const isMediaAvailable = useLive(({ rooms }) => rooms.isMediaAvailable);
  const speakers = afarOf(floor);
  const found = hallPicture({
    layout,
    pictures: media.pictures,
    documentId,
    speakers,
  });
  /** A person's picture beside another person's name says whose it is. */
  const isSomebodyElse = ({ userId, place }: PublishedPicture): boolean =>
    place !== 'venue' && userId !== (floor.inner ?? floor.main)?.speaker?.userId;
  const nameOf = (userId: string): string => participants[userId]?.name ?? '';
  switch (found.kind) {
    case 'pause':
      return <Stage title={t('pause')} text={t('pauseText')} />;
    case 'document': {
      if (!shown) return <Stage title={t('document')} text={t('documentText')} />;
      const { page, pictures } = layOut(found);
      return (
        <Stage>
          <div className="absolute" style={page ? boxStyle(page) : undefined}>
            <StagePage key={shown.document.documentId} {...shown} />
          </div>
          {pictures.map(({ picture, ...box }) => (
            <div key={picture.key} className="absolute overflow-hidden" style={boxStyle(box)}>
              <PictureView picture={picture} />
            </div>
          ))}
        </Stage>
      );
    }
    case 'one':
      return (
        <Stage>
          <PictureView key={found.main.key} picture={found.main} className="absolute inset-0" />
          {isSomebodyElse(found.main) && <Label>{nameOf(found.main.userId)}</Label>}
          {found.inset && (
            <div className="absolute top-8 right-8 aspect-video w-80 overflow-hidden rounded-xs outline-2 outline-stage-edge">
              <PictureView key={found.inset.key} picture={found.inset} />
              <Label>{nameOf(found.inset.userId)}</Label>
            </div>
          )}
        </Stage>
      );
    case 'two':
    case 'many':
      return (
        <Stage>
          {layOut(found).pictures.map(({ picture, ...box }) => (
            <div key={picture.key} className="absolute overflow-hidden border border-stage-edge" style={boxStyle(box)}>
              <PictureView picture={picture} />
              {found.kind === 'many' && picture.place !== 'venue' && <Label>{nameOf(picture.userId)}</Label>}
            </div>
          ))}
        </Stage>
      );
    case 'nothing':
      if (speakers.length === 0) return <Stage />;
      return isMediaAvailable && media.link.kind !== 'lost' ? (
        <Stage title={t('noCamera')} text={t('noCameraText')} />
      ) : (
        <Stage title={t('lost')} text={t('lostText')} />
      );
  }
}

function Stage({ title, text, children }: { title?: string; text?: string; children?: ReactNode }) {
  return (
    <div className="relative h-full min-w-0 flex-1 overflow-hidden bg-stage bg-[url(/seats.svg)] bg-size-[36%] bg-position-[50%_40%] bg-no-repeat">
      {children}
      {title !== undefined && (
        <div className="absolute inset-x-18 bottom-14">
          <p className="line-clamp-3 font-serif text-hall-title leading-snug font-bold">{title}</p>
          {text !== '' && <p className="mt-3 text-hall-sm leading-normal text-ink-2">{text}</p>}
        </div>
      )}
    </div>
  );
}

function Label({ children }: { children: ReactNode }) {
  return <span className="absolute bottom-0 left-0 bg-stage-scrim px-4 py-3 text-hall-sm text-ink">{children}</span>;
}

/** Sector or post, and where from. */
function Origin({ turn, className = '' }: { turn: Turn; className?: string }) {
  const t = useTranslations('speaking.source');
  const { speaker, source } = turn;
  const from = speaker?.sectorName ?? speaker?.post ?? null;
  return (
    <p className={`flex items-baseline gap-x-11 text-ink-2 ${className}`}>
      {from !== null && <span className="truncate leading-tight">{from}</span>}
      <span className="flex-none">{t(source)}</span>
    </p>
  );
}

/** What somebody is doing, in red while the clock runs. */
function Doing({ turn }: { turn: Turn }) {
  const t = useTranslations('hall');
  const isRunning = turn.stoppedSince === null;
  return (
    <p className={`flex items-center gap-3.5 pt-1.5 font-bold ${isRunning ? 'text-live' : 'text-ink-2'}`}>
      {isRunning && <i className="live-dot" />}
      {t(turn.isPaused ? 'paused' : `doing.${turn.kind}`)}
    </p>
  );
}

function Speaker({ turn }: { turn: Turn }) {
  const clock = useTurnClock(turn);
  const name = turn.speaker?.name ?? '';
  const question = useLive(({ chat }) => chat.published.find(({ messageId }) => messageId === turn.questionId)?.text);
  // A question takes the room that name and clock have otherwise.
  const isAnswer = question != null;
  return (
    <>
      <Doing turn={turn} />
      <h2
        className={`line-clamp-2 flex-none pb-[0.04em] font-serif leading-none font-bold ${isAnswer ? 'mt-6' : 'mt-11'}`}
        style={{ fontSize: units(fitted(name, columnWidth, isAnswer ? 96 : 128, isAnswer ? 48 : 72)) }}
      >
        {name}
      </h2>
      <Origin turn={turn} className={`text-hall-base ${isAnswer ? 'mt-4' : 'mt-8'}`} />
      {isAnswer && <Answered text={question} />}
      <div className="mt-auto pb-8">
        <BigTime clock={clock} most={isAnswer ? 132 : 216} />
        <TurnFuse clock={clock} className={`h-3 bg-well ${isAnswer ? 'mt-6' : 'mt-10'}`} tick="-inset-y-2 w-1" />
        <p className="mt-5.5 flex justify-between gap-6 leading-tight text-ink-2">
          <span className="num flex-none">
            <TurnNote clock={clock} />
          </span>
          <Next />
        </p>
      </div>
    </>
  );
}

/** The public's question that is being answered. */
function Answered({ text }: { text: string }) {
  const t = useTranslations('hall.question');
  return (
    <div className="mt-7 border-l-4 border-line-strong pl-6 text-hall-sm">
      <p className="leading-tight text-nav">{t('kicker')}</p>
      <p className="mt-1.5 line-clamp-2 leading-snug">{text}</p>
    </div>
  );
}

/** Digits as large as the column lets them be: overtime and hours have more of them. */
function BigTime({ clock, most }: { clock: TurnClock; most: number }) {
  const size = Math.min(most, Math.floor((columnWidth + 8) / (turnText(clock).length * 0.545)));
  return (
    <div style={{ fontSize: units(size) }}>
      <TurnTime clock={clock} className="-ml-[0.037em] leading-[0.76]! tracking-[-0.012em]" />
    </div>
  );
}

function Next() {
  const t = useTranslations('hall');
  const next = useNextInLine();
  const entry = (next?.present ?? next?.first)?.entry;
  if (!entry) return null;
  return (
    <span className="truncate">
      {t('next')} <span className="text-ink">{entry.speaker.name}</span>
    </span>
  );
}

/** A question over the speech: whoever asks is large, and the speech waits below with its clock. */
function Question({ inner, main }: { inner: Turn; main: Turn | null }) {
  const t = useTranslations('hall');
  const clock = useTurnClock(inner);
  const name = inner.speaker?.name ?? t('asker');
  return (
    <>
      <Doing turn={inner} />
      <h2
        className="mt-7 truncate font-serif leading-[1.08] font-bold"
        style={{ fontSize: units(fitted(name, columnWidth, 104, 64)) }}
      >
        {name}
      </h2>
      <Origin turn={inner} className="mt-5 text-hall-base" />
      <div className="mt-9">
        <BigTime clock={clock} most={128} />
        <TurnFuse clock={clock} className="mt-6 h-2.5 bg-well" tick="-inset-y-2 w-1" />
      </div>
      {main && <Held turn={main} />}
    </>
  );
}

function Held({ turn }: { turn: Turn }) {
  const t = useTranslations('hall');
  const clock = useTurnClock(turn);
  return (
    <div className="mt-auto border-t-2 border-line-strong pt-7 pb-8">
      <p className="flex items-baseline justify-between gap-6">
        <b className="truncate font-serif text-hall-base leading-tight">{turn.speaker?.name}</b>
        <TurnTime clock={clock} className="flex-none text-hall-caption" />
      </p>
      <TurnFuse clock={clock} className="mt-5 h-2.5 bg-well" tick="-inset-y-2 w-1" />
      <p className="mt-5 leading-tight text-ink-2">{t(turn.isPaused ? 'paused' : 'held')}</p>
    </div>
  );
}
