import { MediaRoom, type MediaState, type PublishedPicture } from '#app/_features/rooms/media-room.ts';
import { askTicket, ticketsAhead } from '#app/_features/rooms/tickets.ts';
import { compose, layOut, type OnlineFloor, originsOf, type Placed } from '#server/modules/rooms/composition.ts';
import type { Stage } from '#server/modules/rooms/domain.ts';
import type { MediaCondition } from './views.ts';

export interface PlayerOptions {
  readonly meetingId: string;
  readonly pictures: HTMLElement;
  readonly onChange: (condition: MediaCondition, isSoundOff: boolean) => void;
}

export interface Player {
  /** Joins or leaves as the meeting allows, and lays the pictures out. */
  readonly conduct: (isWanted: boolean, stage: Stage, floor: OnlineFloor | null) => void;
  readonly toggleSound: () => void;
  readonly setSoundOnly: (isOn: boolean) => void;
}

/** Plays the meeting for people without an account: subscribes, publishes nothing, comes back by itself. */
export function startPlayer({ meetingId, pictures, onChange }: PlayerOptions): Player {
  const media = new MediaRoom(ticketsAhead(() => askTicket(`/api/live/${meetingId}/watch-token`, {})));
  let stage: Stage | null = null;
  let floor: OnlineFloor | null = null;
  let isJoined = false;
  // Browsers let nothing sound before a press; the picture starts at once, the sound with the first press on the button.
  let isMuted = !navigator.userActivation?.hasBeenActive;
  const sounds = new Map<string, HTMLMediaElement>();
  let shown = '';

  function show(): void {
    const state = media.getState();
    showPictures(state);
    showSounds(state);
    onChange(conditionOf(state), isMuted);
  }

  function showPictures(state: MediaState): void {
    const places = stage ? shownPictures(state, stage, floor) : [];
    const sign = places.map(({ picture, x, y, width }) => [picture.key, x, y, width].join(' ')).join('|');
    if (sign === shown) return;
    shown = sign;
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
      if (isWanted && (!isJoined || media.getState().link.kind === 'out')) media.join();
      else if (isWanted && hasBeenRefused(media.getState())) void media.leave().then(() => media.join());
      else if (!isWanted && isJoined) void media.leave();
      isJoined = isWanted;
      show();
    },
    toggleSound() {
      isMuted = !isMuted;
      if (!isMuted) void media.startSound();
      show();
    },
    setSoundOnly: (isOn) => media.setWish(isOn ? 'audio' : 'auto'),
  };
}

/** A closed item ended before the page knew: the next change of the meeting tries again. */
const hasBeenRefused = ({ link }: MediaState): boolean =>
  link.kind === 'refused' && link.violation.kind === 'invalid_state';

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
  if (link.kind === 'refused') return link.violation.code === 'rooms.tooManyViewers' ? 'full' : 'lost';
  if (link.kind === 'lost') return 'lost';
  if (link.kind === 'joining') return 'connecting';
  if (mode === 'captions') return 'captions';
  if (mode === 'audio') return wish === 'audio' ? 'audio' : 'weakAudio';
  return pictures.length > 0 ? 'playing' : 'waiting';
}
