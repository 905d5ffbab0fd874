import { turnText } from '#app/_features/speaking/turn-text.ts';
import type { OnlineFloor } from '#server/modules/rooms/composition.ts';
import { colourAt, leftMs, spentMs } from '#server/modules/speaking/clock.ts';
import { listKey, type SpeakingState, type Turn } from '#server/modules/speaking/state.ts';
import { type Html, html } from './html.ts';
import type { WatchView } from './views.ts';

const turnOf = ({ turns }: SpeakingState, turnId: string | null): Turn | null =>
  turnId === null ? null : (turns.find((turn) => turn.turnId === turnId) ?? null);

const clock = (turn: Turn, now: number): Html => {
  const text = turnText({ spentMs: spentMs(turn, now), leftMs: leftMs(turn, now) });
  const state = turn.stoppedSince === null ? colourAt(turn, now) : 'stopped';
  return html`<b class="time num ${state}" role="timer">${text}</b>`;
};

/** Over the picture's lower edge: who speaks, for how much longer, and who asks over the speech (F9). */
export function floorView({ state: { speaking, meetings }, now, say }: WatchView): Html {
  const main = turnOf(speaking, speaking.mainTurnId);
  if (!main || (meetings.phase !== 'live' && meetings.phase !== 'suspended')) return html``;
  const inner = turnOf(speaking, speaking.innerTurnId);
  const line = (turn: Turn): Html => {
    const { speaker, kind } = turn;
    const from = speaker?.sectorName ?? speaker?.post ?? '';
    return html`<span class="who"><strong>${speaker?.name ?? say('watch.floor.asker')}</strong><span>${from}</span>${
      kind !== 'speech' && html`<span>${say(`speaking.kind.${kind}`)}</span>`
    }</span>${clock(turn, now)}`;
  };
  if (!inner) {
    const stop = main.isPaused && html`<p class="stop">${say('speaking.clock.paused')}</p>`;
    return html`<p>${line(main)}</p>${stop}`;
  }
  return html`<p>${line(inner)}</p><p class="held">${line(main)}</p><p class="stop">${say('speaking.clock.held')}</p>`;
}

/** Who of the floor speaks from a device of their own, for the choice of pictures; null while nobody has the floor. */
export function onlineFloor(speaking: SpeakingState): OnlineFloor | null {
  const online = (turn: Turn | null): string | null =>
    turn?.source === 'online' ? (turn.speaker?.userId ?? null) : null;
  const main = turnOf(speaking, speaking.mainTurnId);
  return main && { main: online(main), inner: online(turnOf(speaking, speaking.innerTurnId)) };
}

/** How many have spoken on an item, and how many wait; all the public learns of the queue (F9). */
export function queueWords({ state: { speaking }, say }: WatchView, itemId: string): string {
  const spoken = speaking.turns.filter((turn) => turn.itemId === itemId && turn.kind !== 'interposedQuestion').length;
  const waiting = speaking.waiting[listKey(itemId)] ?? 0;
  if (spoken === 0 && waiting === 0) return '';
  return say('watch.floor.queue', { spoken, waiting });
}
