import { compose, type OnlineFloor, originsOf } from '#app/_features/rooms/composition.ts';
import { MediaRoom, type MediaState, type PublishedPicture } from '#app/_features/rooms/media-room.ts';
import { askTicket, ticketsAhead } from '#app/_features/rooms/tickets.ts';
import type { StageLayout } from '#server/modules/rooms/contract.ts';
import type { MediaCondition } from './views.ts';

export interface PlayerOptions {
  readonly meetingId: string;
  readonly pictures: HTMLElement;
  readonly onChange: (condition: MediaCondition, isSoundOff: boolean) => void;
}

export interface Player {
  /** Joins or leaves as the meeting allows, and lays the pictures out. */
  readonly conduct: (isWanted: boolean, layout: StageLayout, floor: OnlineFloor | null) => void;
  readonly toggleSound: () => void;
  readonly setSoundOnly: (isOn: boolean) => void;
}

/** Plays the meeting for people without an account: subscribes, publishes nothing, comes back by itself. */
export function startPlayer({ meetingId, pictures, onChange }: PlayerOptions): Player {
  const media = new MediaRoom(ticketsAhead(() => askTicket(`/api/live/${meetingId}/watch-token`, {})));
  let layout: StageLayout = 'venue';
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
    const places = shownPictures(state, layout, floor);
    const sign = `${places.length} ${places.map(({ picture }) => picture.key).join(' ')}`;
    if (sign === shown) return;
    shown = sign;
    for (const old of pictures.querySelectorAll('video')) old.srcObject = null;
    pictures.replaceChildren(
      ...places.map(({ picture, place }) => {
        const video = picture.track.attach() as HTMLVideoElement;
        video.className = place;
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
    conduct(isWanted, nextLayout, nextFloor) {
      layout = nextLayout;
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

interface Placed {
  readonly picture: PublishedPicture;
  readonly place: 'whole' | 'inset' | 'half';
}

/** The hall's picture says that it is the hall's; without a word of it the first camera of nobody who speaks is. */
function shownPictures({ pictures }: MediaState, layout: StageLayout, floor: OnlineFloor | null): readonly Placed[] {
  const cameras = pictures.filter(({ source }) => source === 'camera');
  const hall = (
    cameras.find(({ place }) => place === 'venue') ??
    cameras.find(({ userId }) => userId !== floor?.main && userId !== floor?.inner)
  )?.userId;
  const found = compose(
    layout,
    originsOf(pictures, (userId) => (userId === hall ? ['technician'] : []), floor),
  );
  if (found.kind === 'two')
    return [
      { picture: found.left, place: 'half' },
      { picture: found.right, place: 'half' },
    ];
  if (found.kind !== 'one') return [];
  const main: Placed = { picture: found.main, place: 'whole' };
  return found.inset ? [main, { picture: found.inset, place: 'inset' }] : [main];
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
