'use client';

import { useSubmit } from '#app/_features/speaking/conduct.tsx';
import { useLive } from '#app/_lib/live/live-context.tsx';
import { uuidV7 } from '#server/kernel/ids.ts';
import type { AgendaItem } from '#server/modules/meetings/domain.ts';

const newItem = { parentId: null, kind: 'discussion', plannedMinutes: 10, visibility: 'members' } as const;
const longestTitle = 120;

const planOf = ({ itemId, parentId, title, kind, plannedMinutes, visibility }: AgendaItem) => ({
  itemId,
  parentId,
  title,
  kind,
  plannedMinutes,
  visibility,
});

export interface TakingUp {
  /** Whether the agenda has it already. */
  readonly isTaken: (statement: string) => boolean;
  /** Puts it at the end of the agenda, to be talked over among members. */
  readonly take: (statement: string) => void;
}

/** How something people agree on becomes an item of the agenda in one step; null once the meeting is over. */
export function useTakingUp(): TakingUp | null {
  const submit = useSubmit();
  const agenda = useLive(({ meetings }) => meetings.agenda);
  const basedOn = useLive(({ meetings }) => meetings.revisions.agenda);
  const isOver = useLive(({ meetings }) => meetings.endedAt !== null);
  if (isOver) return null;
  const titleOf = (statement: string): string => statement.slice(0, longestTitle).trim();
  return {
    isTaken: (statement) => agenda.some(({ title }) => title === titleOf(statement)),
    take: (statement) => {
      const item = { itemId: uuidV7(), title: titleOf(statement), ...newItem };
      void submit('meetings.setAgenda', { items: [...agenda.map(planOf), item], basedOn });
    },
  };
}
