'use client';

import { useTranslations } from 'next-intl';
import { SoundBars } from '#app/_features/rooms/sound-bars.tsx';
import { PictureView } from '#app/_features/rooms/track-view.tsx';
import type { RoomPlace } from '#app/_features/rooms/use-media.ts';
import { type TurnClock, TurnFuse, TurnTime, useTurnClock } from '#app/_features/speaking/turn-clock.tsx';
import { turnText } from '#app/_features/speaking/turn-text.ts';
import { duration } from '#app/_lib/format.ts';
import { useLive, useServerNow } from '#app/_lib/live/live-context.tsx';
import { originsOf } from '#server/modules/rooms/composition.ts';
import { yellowMs } from '#server/modules/speaking/clock.ts';
import { totals } from '#server/modules/speaking/figures.ts';
import type { Turn } from '#server/modules/speaking/state.ts';
import { Gate } from './chair-gate.tsx';

interface FloorProps {
  readonly place: RoomPlace;
  readonly main: Turn;
  readonly inner: Turn | null;
  readonly onName: (turn: Turn) => void;
}

/** Whoever speaks now, with the clock; a question stands on top of the turn that it holds (D1, D2). */
export function ChairFloor({ place, main, inner, onName }: FloorProps) {
  const turn = inner ?? main;
  const clock = useTurnClock(turn);
  // Overtime and hours have more figures than the name beside them leaves room for.
  const isLong = turnText(clock).length > 5;
  return (
    <>
      <div className="grid flex-none gap-x-5 gap-y-2 px-5 pt-3.5 sm:grid-cols-[14.5rem_minmax(0,1fr)_auto] [@media(max-height:739px)]:pt-3 [@media(max-height:739px)]:sm:grid-cols-[12.5rem_minmax(0,1fr)_auto]">
        <SpeakerPicture place={place} turn={turn} />
        <Speaker turn={turn} now={clock} onName={onName} />
        <p className="text-right">
          <TurnTime
            clock={clock}
            className={`pt-2 text-6xl ${isLong ? '' : 'sm:text-clock elder:sm:text-6xl [@media(max-height:739px)]:text-[4.75rem] elder:[@media(max-height:739px)]:text-6xl'}`}
          />
          <span className="num mt-3 block text-sm text-ink-3">
            <ClockNote clock={clock} />
          </span>
        </p>
      </div>
      <TurnFuse
        clock={clock}
        tick="-inset-y-0.75 w-0.5"
        className="mx-5 mt-3 h-1.5 flex-none bg-well text-ink [@media(max-height:739px)]:mt-2"
      />
      {inner && <Held turn={main} />}
    </>
  );
}

/** Above the fuse: what has happened to the clock, and of how much. */
function ClockNote({ clock: { turn, colour, limitMs, isStopped } }: { clock: TurnClock }) {
  const t = useTranslations('chair.clock');
  const whole = limitMs === null ? t('noLimit') : t('of', { limit: duration(limitMs) });
  const state = isStopped
    ? t(turn.isPaused ? 'paused' : 'held')
    : colour === 'red'
      ? t('over')
      : colour === 'yellow' && limitMs !== null
        ? t(yellowMs(limitMs) === 60_000 ? 'lastMinute' : 'lastHalf')
        : null;
  const tone = isStopped ? 'text-ink-2' : colour === 'red' ? 'text-live' : 'text-time';
  return (
    <>
      {state && <b className={`mr-3 ${tone}`}>{state}</b>}
      {whole}
    </>
  );
}

function Speaker({ turn, now, onName }: { turn: Turn; now: TurnClock; onName: (turn: Turn) => void }) {
  const t = useTranslations('chair.floor');
  const kind = useTranslations('speaking.kind')(turn.kind);
  const { speaker } = turn;
  return (
    <div className="min-w-0 text-sm text-ink-2">
      <p className={`flex items-center gap-1.5 font-bold ${now.isStopped ? 'text-ink-2' : 'text-live'}`}>
        {!now.isStopped && <i className="live-dot" />}
        {t(turn.kind === 'interposedQuestion' ? 'asking' : now.isStopped ? 'stopped' : 'speaking')}
      </p>
      {speaker ? (
        <h3 className="truncate font-serif text-3xl text-ink" title={speaker.name}>
          {speaker.name}
        </h3>
      ) : (
        <button type="button" className="btn btn-line my-1 px-3 text-note" onClick={() => onName(turn)}>
          {t('unnamed')}
        </button>
      )}
      <p className="truncate">{t('who', { of: speaker?.sectorName ?? speaker?.post ?? 'none', kind })}</p>
      {speaker && <Figures turn={turn} />}
    </div>
  );
}

/** How often and how long the speaker and their sector have spoken, this turn included (D10). */
function Figures({ turn: { speaker } }: { turn: Turn }) {
  const t = useTranslations('chair.floor');
  const turns = useLive(({ speaking }) => speaking.turns);
  const { byPerson, bySector } = totals(turns, useServerNow());
  const own = byPerson[speaker?.userId ?? ''];
  const sector = speaker?.sectorId ? bySector[speaker.sectorId] : undefined;
  return (
    <>
      <p className="num">{t('own', { count: own?.turns ?? 0, time: duration(own?.ms ?? 0) })}</p>
      {sector && <p className="num">{t('sector', { time: duration(sector.ms) })}</p>}
    </>
  );
}

/** The main speaker, whose clock a question holds. */
function Held({ turn }: { turn: Turn }) {
  const t = useTranslations('chair.floor');
  const clock = useTurnClock(turn);
  return (
    <p className="mx-5 mt-2 flex flex-none items-center gap-3 border-l-4 border-line-strong bg-well px-3 py-1.5 text-sm text-ink-2">
      <span>
        {t('main')} <b className="text-base text-ink">{turn.speaker?.name ?? ''}</b> {turn.speaker?.sectorName}
      </span>
      <span className="ml-auto">{t(turn.isPaused ? 'heldAndPaused' : 'held')}</span>
      <TurnTime clock={clock} className="text-xl" />
    </p>
  );
}

/** The speaker's own picture, or the hall's for whoever speaks there; below it how the line is. */
function SpeakerPicture({ place, turn }: { place: RoomPlace; turn: Turn }) {
  const t = useTranslations('chair.line');
  const sources = useTranslations('speaking.source');
  const { state } = place;
  const userId = turn.speaker?.userId ?? '';
  const { venue } = originsOf(state.pictures);
  const own = state.pictures.find((picture) => picture.userId === userId && picture.source === 'camera');
  const sound = state.sounds.find((one) => one.userId === userId);
  const picture = turn.source === 'online' ? own : (venue ?? undefined);
  const line = useLine(turn);
  if (!place.isInside)
    return (
      <div className="relative aspect-video w-full overflow-hidden rounded-xs on-stage">
        <Gate place={place} isRunning />
      </div>
    );
  return (
    <div className="relative aspect-video w-full overflow-hidden rounded-xs bg-[url(/seats.svg)] bg-size-[40%] bg-position-[50%_40%] bg-no-repeat on-stage">
      {picture && <PictureView key={picture.key} picture={picture} />}
      <p className="absolute inset-x-0 bottom-0 flex items-center gap-2 bg-stage-scrim px-2 py-0.5 text-sm text-stage-ink">
        {t('of', { source: sources(turn.source), line: t(line) })}
        {sound && <SoundBars track={sound.track.mediaStreamTrack} />}
      </p>
    </div>
  );
}

type LineWord = 'venueOn' | 'venueOff' | 'away' | 'notInside' | 'picture' | 'soundOnly' | 'silent';

function useLine({ source, speaker, isAway }: Turn): LineWord {
  const isOnAir = useLive(({ rooms }) => rooms.isVenueOnAir);
  const userId = speaker?.userId ?? '';
  const isThere = useLive(({ rooms }) => rooms.people[userId] !== undefined);
  const tracks = useLive(({ rooms }) => rooms.tracks);
  if (source === 'venue') return isOnAir ? 'venueOn' : 'venueOff';
  if (isAway) return 'away';
  if (!isThere) return 'notInside';
  const own = Object.values(tracks).filter((track) => track.userId === userId);
  if (own.some((track) => track.source === 'camera')) return 'picture';
  return own.length > 0 ? 'soundOnly' : 'silent';
}
