import { askTicket, ticketsAhead } from '#app/_features/rooms/tickets.ts';
import { steadyNow } from '#app/_lib/live/server-clock.ts';
import type { OnlineFloor } from '#server/modules/rooms/composition.ts';
import type { Stage } from '#server/modules/rooms/domain.ts';
import type { Player } from './player.ts';
import type { SegmentsPicture } from './segments.ts';
import type { MediaCondition } from './views.ts';
import { nextWay, type Sight, wantsRoom, wantsSegments, wayAtFirst } from './way.ts';

export interface BroadcastOptions {
  readonly meetingId: string;
  /** Where the media room's pictures go, and where the programme's. */
  readonly pictures: HTMLElement;
  readonly programme: HTMLElement;
  readonly serverNow: () => number;
  readonly onChange: (state: BroadcastState) => void;
}

export interface BroadcastState {
  readonly condition: MediaCondition;
  readonly isSoundOff: boolean;
  /** How far the picture is behind the meeting, in whole seconds; null while it is not. */
  readonly delaySeconds: number | null;
}

/** What the meeting has for the public now. */
export interface Offer {
  readonly isWanted: boolean;
  readonly hasSegments: boolean;
  readonly stage: Stage;
  readonly floor: OnlineFloor | null;
}

export interface Broadcast {
  /** Takes what there is by the better way; to be called whenever something changed, and once a second. */
  readonly conduct: (offer: Offer) => void;
  readonly toggleSound: () => void;
  readonly setSoundOnly: (isOn: boolean) => void;
}

/** Plays the meeting for people without an account, from the media room or from segments, changing over by itself (R42). */
export function startBroadcast(options: BroadcastOptions): Broadcast {
  const { meetingId, pictures, programme, serverNow, onChange } = options;
  const tickets = ticketsAhead(() => askTicket(`/api/live/${meetingId}/watch-token`, {}));
  let way = wayAtFirst;
  let offer: Offer | null = null;
  let player: Player | null = null;
  let segments: SegmentsPicture | null = null;
  /** The media room gave no ticket, and why. */
  let refusal: { readonly kind: 'refused' | 'notYet'; readonly isFull: boolean } | null = null;
  // Browsers let nothing sound before a press; the picture starts at once, the sound with the first press on the button.
  let isMuted = !navigator.userActivation?.hasBeenActive;
  let isSoundOnly = false;

  const sightOf = ({ isWanted, hasSegments }: Offer): Sight => {
    const look = player?.look();
    return {
      now: steadyNow(),
      isWanted,
      hasSegments,
      refusal: refusal?.kind ?? look?.refusal ?? null,
      isServing: look?.isServing ?? false,
      chance: Math.random(),
    };
  };

  /** The media library is loaded once there is a ticket: whoever gets none does not need it. */
  async function openRoom(): Promise<void> {
    refusal = null;
    if (player) return;
    const answer = await tickets.askAhead();
    if (!answer.ok) {
      refusal = {
        kind: answer.error.kind === 'invalid_state' ? 'notYet' : 'refused',
        isFull: answer.instead === 'full',
      };
    } else {
      const { startPlayer } = await import('./player.ts');
      player ??= startPlayer({ tickets, pictures, onChange: tell });
      player.setMuted(isMuted);
      player.setSoundOnly(isSoundOnly);
    }
    if (offer) conduct(offer);
  }

  function conduct(next: Offer): void {
    offer = next;
    const sight = sightOf(next);
    const wasIn = wantsRoom(way);
    way = nextWay(way, sight);
    if (wantsRoom(way) && !wasIn) void openRoom().catch(() => undefined);
    player?.conduct(wantsRoom(way), next.stage, next.floor);
    void play(wantsSegments(way, sight));
    // A stage that is paused has no picture by either way; what is still on its way is covered.
    programme.hidden = isSoundOnly || next.stage.layout === 'pause' || way.room.kind === 'serving';
    tell();
  }

  async function play(isWanted: boolean): Promise<void> {
    if (!isWanted) {
      segments?.stop();
      segments = null;
      if (programme.hasChildNodes()) programme.replaceChildren();
    } else if (!segments) {
      const { playSegments } = await import('./segments.ts');
      if (segments || !offer || !wantsSegments(way, sightOf(offer))) return;
      segments = playSegments(`/hls/${meetingId}/live.m3u8`);
      segments.video.muted = isMuted;
      programme.replaceChildren(segments.video);
    }
  }

  function tell(): void {
    const shown = segments?.shownInstant() ?? null;
    const isBehind = shown !== null && way.room.kind !== 'serving';
    // Only one of the two sounds.
    if (segments) segments.video.muted = isMuted || !isBehind;
    player?.setMuted(isMuted || isBehind);
    const delaySeconds = isBehind ? Math.max(1, Math.round((serverNow() - shown) / 1_000)) : null;
    onChange({ condition: conditionNow(isBehind), isSoundOff: isMuted, delaySeconds });
  }

  function conditionNow(isBehind: boolean): MediaCondition {
    if (isBehind) return isSoundOnly ? 'delayedAudio' : 'delayed';
    if (!offer?.isWanted) return 'out';
    if (way.room.kind !== 'serving' && segments) return 'connecting';
    if (refusal?.isFull) return 'full';
    return player?.look().condition ?? (refusal ? 'lost' : 'connecting');
  }

  return {
    conduct,
    toggleSound() {
      isMuted = !isMuted;
      if (!isMuted) player?.startSound();
      if (!isMuted) void segments?.video.play().catch(() => undefined);
      tell();
    },
    setSoundOnly(isOn) {
      isSoundOnly = isOn;
      player?.setSoundOnly(isOn);
      if (offer) conduct(offer);
    },
  };
}
