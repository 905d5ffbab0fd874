import type { MeetingView } from '#app/_lib/live/modules.ts';
import type { PublishedQuestion } from '#server/modules/chat/state.ts';
import type { Poll } from '#server/modules/polls/state.ts';
import { floorOf } from '#server/modules/speaking/figures.ts';

/** What fills the hall screen. `floor`: somebody speaks; `item`: nobody does. */
export type HallScene =
  | { readonly kind: 'lobby' | 'floor' | 'item' | 'suspended' | 'over' }
  | { readonly kind: 'poll'; readonly poll: Poll }
  | { readonly kind: 'question'; readonly question: PublishedQuestion };

type Seen = Pick<MeetingView, 'meetings' | 'rooms' | 'speaking' | 'polls' | 'chat'>;

const isVote = ({ definition }: Poll): boolean => definition.form === 'vote';
const isUndecided = ({ stage }: Poll): boolean => stage === 'open' || stage === 'closed';
/** When a poll got what it shows now; 0 for a draft. */
const momentOf = ({ publishedAt, closedAt, openedAt }: Poll): number => publishedAt ?? closedAt ?? openedAt ?? 0;
const latest = (polls: readonly Poll[]): Poll | null =>
  polls.reduce<Poll | null>((last, poll) => (last && momentOf(last) > momentOf(poll) ? last : poll), null);

/** The newest thing that chair or clerk did besides polls: a turn, an item, the phase. */
function newestDeed({ meetings, speaking }: Seen): number {
  const turns = speaking.turns.map(({ startedAt }) => startedAt);
  const items = meetings.agenda.map(({ startedAt }) => startedAt ?? 0);
  return Math.max(0, ...turns, ...items, meetings.suspendedAt ?? 0, meetings.endedAt ?? 0, meetings.startedAt ?? 0);
}

/** The poll that the chair put on the screen by the stage switch: the one named, a prepared vote, an open poll, the last result. */
function switchedTo({ rooms: { stage }, polls }: Seen): Poll | null {
  const all = Object.values(polls.polls);
  const named = all.find(({ pollId }) => pollId === stage.documentId);
  return (
    named ??
    all.findLast((poll) => isVote(poll) && poll.stage === 'draft') ??
    all.findLast(({ stage: its }) => its === 'open') ??
    latest(all.filter(({ stage: its }) => its !== 'draft'))
  );
}

/**
 * The poll that fills the screen, if one does. A formal vote takes it when it opens and keeps it until its result has been
 * seen: the chair's next deed, whatever it is, takes the screen on without anybody touching it.
 */
function pollOf(seen: Seen): Poll | null {
  const { layout, switchedAt } = seen.rooms.stage;
  const switched = switchedAt ?? 0;
  const isPut = layout === 'vote';
  const vote = latest(Object.values(seen.polls.polls).filter((poll) => isVote(poll) && poll.stage !== 'draft'));
  const isShownAgain = isPut || switched <= (vote?.openedAt ?? 0);
  if (vote && isUndecided(vote) && isShownAgain) return vote;
  const deed = Math.max(newestDeed(seen), seen.chat.shown?.at ?? 0);
  if (vote && momentOf(vote) >= deed && momentOf(vote) >= switched && !isUndecided(vote)) return vote;
  return isPut && switched >= deed ? switchedTo(seen) : null;
}

/** The question of the public that was put on the screen, until the chair's next deed takes the screen on. */
function questionOf(seen: Seen): PublishedQuestion | null {
  const { shown, published } = seen.chat;
  const isNewest = shown !== null && shown.at >= newestDeed(seen) && shown.at >= (seen.rooms.stage.switchedAt ?? 0);
  return (isNewest && published.find(({ messageId, text }) => messageId === shown.messageId && text !== null)) || null;
}

/** What the hall sees now. It follows from the log alone, so that every screen shows the same. */
export function sceneOf(seen: Seen): HallScene {
  const { phase } = seen.meetings;
  const poll = phase === 'scheduled' || phase === 'archived' ? null : pollOf(seen);
  if (poll) return { kind: 'poll', poll };
  const question = phase === 'live' || phase === 'open' ? questionOf(seen) : null;
  if (question) return { kind: 'question', question };
  switch (phase) {
    case 'scheduled':
    case 'open':
      return { kind: 'lobby' };
    case 'live':
      return { kind: floorOf(seen.speaking).length > 0 ? 'floor' : 'item' };
    case 'suspended':
      return { kind: 'suspended' };
    case 'ended':
    case 'archived':
      return { kind: 'over' };
  }
}

export const isSameScene = (a: HallScene, b: HallScene): boolean =>
  a.kind === b.kind &&
  (a.kind !== 'poll' || b.kind !== 'poll' || a.poll === b.poll) &&
  (a.kind !== 'question' || b.kind !== 'question' || a.question === b.question);

/** Whether nothing goes on that a reload of the page would interrupt. */
export const isLull = ({ meetings, speaking, polls }: Seen): boolean =>
  meetings.phase !== 'live' || (floorOf(speaking).length === 0 && polls.open.length === 0);
