import { MediaRoom, type MediaState, type PublishedPicture } from '#app/_features/rooms/media-room.ts';
import type { Tickets } from '#app/_features/rooms/tickets.ts';
import { steadyNow } from '#app/_lib/live/server-clock.ts';
import { compose, layOut, type OnlineFloor, originsOf, type Placed } from '#server/modules/rooms/composition.ts';
import type { Stage } from '#server/modules/rooms/domain.ts';
import type { MediaCondition } from './views.ts';

export interface PlayerOptions {
  readonly tickets: Tickets;
  readonly pictures: HTMLElement;
  readonly onChange: () => void;
}

/** How it stands with the media room. */
export interface PlayerLook {
  readonly condition: MediaCondition;
  /** The room gives what it has: its first picture is there, or nobody sends one. */
  readonly isServing: boolean;
  /** No ticket; `notYet`: a closed item ended before the page knew, the next moment it may be had. */
  readonly refusal: 'refused' | 'notYet' | null;
}

export interface Player {
  /** Joins or leaves, and lays the pictures out. */
  readonly conduct: (isWanted: boolean, stage: Stage, floor: OnlineFloor | null) => void;
  readonly look: () => PlayerLook;
  readonly setMuted: (isMuted: boolean) => void;
  /** Browsers want a press before they play sound. */
  readonly startSound: () => void;
  readonly setSoundOnly: (isOn: boolean) => void;
}

/** Plays the media room for people without an account: subscribes, publishes nothing, comes back by itself. */
export function startPlayer({ tickets, pictures, onChange }: PlayerOptions): Player {
  const media = new MediaRoom(tickets);
  let stage: Stage | null = null;
  let floor: OnlineFloor | null = null;
  let isJoined = false;
  let isMuted = true;
  const sounds = new Map<string, HTMLMediaElement>();
  let shown = '';
  const isServing = servingWatch(pictures);

  function show(): void {
    const state = media.getState();
    showPictures(state);
    showSounds(state);
    onChange();
  }

  function showPictures(state: MediaState): void {
    const places = stage ? shownPictures(state, stage, floor) : [];
    const sign = places.map(({ picture, x, y, width }) => [picture.key, x, y, width].join(' ')).join('|');
    if (sign === shown) return;
    shown = sign;
    // Beside a page nothing lies over it.
    pictures.parentElement?.classList.toggle('is-beside', places[0]?.part === 'inset');
    for (const old of pictures.querySelectorAll('video')) old.srcObject = null;
    pictures.replaceChildren(
      ...places.map(({ picture, part, ...box }) => {
        const video = picture.track.attach() as HTMLVideoElement;
        video.className = `${part} ${picture.source}`;
        for (const [side, length] of [
          ['left', box.x],
          ['top', box.y],
          ['width', box.width],
          ['height', box.height],
        ] as const)
          video.style[side] = `${length * 100}%`;
        video.muted = true;
        video.playsInline = true;
        return video;
      }),
    );
  }

  function showSounds(state: MediaState): void {
    const now = new Set(state.sounds.map(({ key }) => key));
    for (const [key, audio] of sounds) {
      if (now.has(key)) continue;
      audio.remove();
      sounds.delete(key);
    }
    for (const { key, track } of state.sounds) {
      const audio = sounds.get(key) ?? track.attach();
      audio.muted = isMuted;
      sounds.set(key, audio);
    }
  }

  media.subscribe(show);
  return {
    conduct(isWanted, nextStage, nextFloor) {
      stage = nextStage;
      floor = nextFloor;
      if (isWanted && !isJoined) media.join();
      else if (!isWanted && isJoined) void media.leave();
      isJoined = isWanted;
      showPictures(media.getState());
      showSounds(media.getState());
    },
    look() {
      const state = media.getState();
      return { condition: conditionOf(state), isServing: isServing(state), refusal: refusalOf(state) };
    },
    setMuted(isOff) {
      if (isMuted === isOff) return;
      isMuted = isOff;
      showSounds(media.getState());
    },
    startSound: () => void media.startSound(),
    setSoundOnly: (isOn) => media.setWish(isOn ? 'audio' : 'auto'),
  };
}

function refusalOf({ link }: MediaState): PlayerLook['refusal'] {
  if (link.kind !== 'refused') return null;
  return link.violation.kind === 'invalid_state' ? 'notYet' : 'refused';
}

/** A camera that stands still for so long has no way here any more, whatever the media library still hopes. */
const stillForMs = 4_000;

/** Tells whether the room gives what it has: from the first decoded frame on, and as long as frames come. */
function servingWatch(pictures: HTMLElement): (state: MediaState) => boolean {
  let video: HTMLVideoElement | null = null;
  let shownTime = 0;
  let movedAt = 0;
  return ({ link, mode, pictures: known }) => {
    if (link.kind !== 'joined') return false;
    const first = pictures.querySelector('video');
    if (mode !== 'video' || known.length === 0 || !first) return true;
    const now = steadyNow();
    // Nobody sees whether a page behind others moves, and a shared screen may stand still.
    const mayStand = document.hidden || first.classList.contains('screen');
    if (first !== video || first.currentTime !== shownTime || mayStand) {
      video = first;
      shownTime = first.currentTime;
      movedAt = now;
    }
    return first.readyState >= 2 && now - movedAt < stillForMs;
  };
}

/** The pictures in the chair's layout, each in its place; the hall's says itself that it is the hall's (R18). */
function shownPictures(
  { pictures }: MediaState,
  { layout, documentId }: Stage,
  floor: OnlineFloor | null,
): readonly Placed<PublishedPicture>[] {
  return layOut(compose(layout, originsOf(pictures, floor), documentId)).pictures;
}

function conditionOf({ link, mode, wish, pictures }: MediaState): MediaCondition {
  if (link.kind === 'out' || link.kind === 'takenOver') return 'out';
  if (link.kind === 'refused' || link.kind === 'lost') return 'lost';
  if (link.kind === 'joining') return 'connecting';
  if (mode === 'captions') return 'captions';
  if (mode === 'audio') return wish === 'audio' ? 'audio' : 'weakAudio';
  return pictures.length > 0 ? 'playing' : 'waiting';
}
