import { spentMs } from '#server/modules/meetings/figures.ts';
import type { AgendaItem, MeetingsState } from '#server/modules/meetings/state.ts';

const aMinute = 60_000;

/** One line of the agenda for a reader: its number, what it took, or about when it begins. */
export interface AgendaLine {
  readonly item: AgendaItem;
  /** Null for parts of an item. */
  readonly number: number | null;
  readonly spentMs: number;
  /** For what is still to come, if all before it takes its planned time; null once the meeting is over. */
  readonly beginsAt: number | null;
}

export function agendaLines({ agenda, phase, details }: MeetingsState, now: number): readonly AgendaLine[] {
  const isOver = phase === 'ended' || phase === 'archived';
  let expected = phase === 'live' || phase === 'suspended' ? now : (details?.plannedStartAt ?? now);
  let count = 0;
  return agenda.map((item): AgendaLine => {
    const spent = spentMs(item, now);
    const beginsAt = isOver || item.state !== 'pending' ? null : expected;
    if (item.state !== 'done') expected += Math.max(0, item.plannedMinutes * aMinute - spent);
    return { item, number: item.parentId === null ? ++count : null, spentMs: spent, beginsAt };
  });
}
