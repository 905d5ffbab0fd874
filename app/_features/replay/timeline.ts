import type { MeetingView } from '#app/_lib/live/modules.ts';
import type { AgendaVisibility, LogEvent } from '#server/kernel/live.ts';
import type { SpeakingKind } from '#server/modules/speaking/contract.ts';

/** One visit to an agenda item. `isCut`: nothing of it is in this reader's log or recording. */
export interface Chapter {
  readonly key: string;
  readonly itemId: string;
  /** Null where the reader's agenda does not have the item. */
  readonly title: string | null;
  /** Of top-level items, from 1. */
  readonly number: number | null;
  readonly from: number;
  readonly to: number;
  readonly visibility: AgendaVisibility;
  readonly isCut: boolean;
}

export interface TurnSpan {
  readonly turnId: string;
  readonly kind: SpeakingKind;
  readonly userId: string | null;
  readonly name: string | null;
  readonly sectorName: string | null;
  readonly post: string | null;
  readonly isOnline: boolean;
  readonly from: number;
  readonly to: number;
  /** Which of the speaker's own turns it is, from 1. */
  readonly nth: number;
}

export interface VoteMark {
  readonly pollId: string;
  readonly at: number;
  readonly title: string;
  readonly isFormal: boolean;
}

/** Something somebody wrote, as the reader may see it. */
export interface Said {
  readonly key: string;
  readonly at: number;
  readonly name: string | null;
  readonly text: string;
  readonly isQuestion: boolean;
}

export interface Timeline {
  readonly from: number;
  readonly to: number;
  readonly chapters: readonly Chapter[];
  readonly turns: readonly TurnSpan[];
  readonly votes: readonly VoteMark[];
  readonly said: readonly Said[];
}

interface Bounds {
  readonly from: number;
  readonly to: number;
  readonly audience: 'public' | 'room';
  /** Whether there is a recording: without one people with a place read closed items in the log. */
  readonly hasRecording: boolean;
}

function chaptersOf(events: readonly LogEvent[], { meetings }: MeetingView, bounds: Bounds): readonly Chapter[] {
  const titles = new Map<string, { title: string; number: number | null }>();
  let count = 0;
  for (const { itemId, title, parentId } of meetings.agenda)
    titles.set(itemId, { title, number: parentId === null ? ++count : null });
  const chapters: Chapter[] = [];
  let open: { itemId: string; visibility: AgendaVisibility; at: number } | null = null;
  const close = (at: number): void => {
    if (!open || at <= open.at) return;
    const { itemId, visibility } = open;
    const isCut =
      visibility === 'closed'
        ? bounds.hasRecording || bounds.audience === 'public'
        : visibility === 'members' && bounds.audience === 'public';
    const known = titles.get(itemId);
    chapters.push({
      key: `${itemId} ${open.at}`,
      itemId,
      title: known?.title ?? null,
      number: known?.number ?? null,
      from: Math.max(open.at, bounds.from),
      to: Math.min(at, bounds.to),
      visibility,
      isCut,
    });
  };
  for (const { type, payload, at } of events) {
    if (type === 'meetings.itemStarted') {
      close(at);
      open = { ...(payload as { itemId: string; visibility: AgendaVisibility }), at };
    } else if (type === 'meetings.itemFinished' || type === 'meetings.meetingEnded') {
      close(at);
      open = null;
    }
  }
  close(bounds.to);
  return chapters.filter(({ from, to }) => to > from);
}

function turnsOf({ speaking }: MeetingView, { to }: Bounds): readonly TurnSpan[] {
  const nth = new Map<string, number>();
  return speaking.turns.map((turn): TurnSpan => {
    const { speaker } = turn;
    const count = speaker ? (nth.get(speaker.userId) ?? 0) + 1 : 1;
    if (speaker) nth.set(speaker.userId, count);
    return {
      turnId: turn.turnId,
      kind: turn.kind,
      userId: speaker?.userId ?? null,
      name: speaker?.name ?? null,
      sectorName: speaker?.sectorName ?? null,
      post: speaker?.post ?? null,
      isOnline: turn.source === 'online',
      from: turn.startedAt,
      to: turn.endedAt ?? to,
      nth: count,
    };
  });
}

/** What was written, without what was deleted, erased, or written by somebody who withdrew (K6). */
function saidOf(events: readonly LogEvent[], { meetings, consents }: MeetingView): readonly Said[] {
  const gone = new Set(
    events.flatMap(({ type, payload }) =>
      type === 'chat.messageDeleted' ? [(payload as { messageId: string }).messageId] : [],
    ),
  );
  return events
    .flatMap(({ type, payload, at, actor, seq }): readonly Said[] => {
      if (payload === null || (type !== 'chat.messagePosted' && type !== 'chat.questionPublished')) return [];
      const said = payload as { messageId: string; text: string; name?: string; askedAt?: number };
      const author = actor.slice(actor.indexOf(':') + 1);
      const isQuestion = type === 'chat.questionPublished';
      if (gone.has(said.messageId) || (!isQuestion && consents.withdrawn[author] !== undefined)) return [];
      const name = isQuestion ? (said.name ?? null) : (meetings.participants[author]?.name ?? null);
      return [{ key: `${seq}`, at, name, text: said.text, isQuestion }];
    })
    .toSorted((one, other) => one.at - other.at);
}

/** Everything that stands on the track and in the list, from the log alone. */
export function timelineOf(events: readonly LogEvent[], last: MeetingView, bounds: Bounds): Timeline {
  const votes = Object.values(last.polls.polls)
    .flatMap((poll): readonly VoteMark[] =>
      poll.openedAt === null || poll.stage === 'draft'
        ? []
        : [
            {
              pollId: poll.pollId,
              at: poll.openedAt,
              title: poll.definition.title,
              isFormal: poll.definition.form === 'vote',
            },
          ],
    )
    .toSorted((one, other) => one.at - other.at);
  return {
    from: bounds.from,
    to: bounds.to,
    chapters: chaptersOf(events, last, bounds),
    turns: turnsOf(last, bounds),
    votes,
    said: saidOf(events, last),
  };
}

/** How much was written over time: `bins` values from 0 to 1, smoothed a little, the highest 1; all 0 when nothing was. */
export function densityOf(
  said: readonly Pick<Said, 'at'>[],
  from: number,
  to: number,
  bins: number,
): readonly number[] {
  const counts = Array.from({ length: bins }, () => 0);
  for (const { at } of said) {
    const bin = Math.min(bins - 1, Math.floor(((at - from) / Math.max(1, to - from)) * bins));
    if (bin >= 0) counts[bin] = (counts[bin] ?? 0) + 1;
  }
  const smooth = counts.map((count, at) => (counts[at - 1] ?? count) / 4 + count / 2 + (counts[at + 1] ?? count) / 4);
  const highest = Math.max(...smooth);
  return smooth.map((value) => (highest > 0 ? value / highest : 0));
}

/** The last of a list in order that had begun at `at`; null before the first. */
export function lastBefore<T extends { readonly from: number }>(list: readonly T[], at: number): T | null {
  return list.findLast(({ from }) => from <= at) ?? null;
}

/** Full quarter, half or whole hours of the track, four to eight of them, as instants. */
export function axisMarks(from: number, to: number): readonly number[] {
  const minute = 60_000;
  const steps = [0.5, 1, 2, 5, 10, 15, 30, 60, 120].map((minutes) => minutes * minute);
  const step = steps.find((one) => (to - from) / one <= 6) ?? 240 * minute;
  const marks: number[] = [];
  for (let at = Math.ceil(from / step) * step; at < to; at += step) marks.push(at);
  return marks;
}
