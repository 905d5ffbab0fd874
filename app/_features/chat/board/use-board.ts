'use client';

import { useState } from 'react';
import { useLive } from '#app/_lib/live/live-context.tsx';
import { useCommand } from '#app/_lib/live/use-command.ts';
import { byUpvotes, groupsOf, type QuestionGroup } from '#server/modules/chat/figures.ts';
import type { DeclinedQuestion, PublishedQuestion } from '#server/modules/chat/state.ts';
import { showing, shownOf } from '../showing.ts';
import type { BoardAct } from './board-keymap.ts';

export type BoardSheet = 'pending' | 'published' | 'declined';

/** One line of the board: what waits stands in groups, the rest alone. */
export type BoardLine =
  | { readonly kind: 'pending'; readonly id: string; readonly group: QuestionGroup }
  | { readonly kind: 'published'; readonly id: string; readonly question: PublishedQuestion }
  | { readonly kind: 'declined'; readonly id: string; readonly question: DeclinedQuestion };

/** The one paper that may lie over the board; it keeps what stood there when it was opened (C17). */
export type BoardDialog =
  | { readonly kind: 'help' | 'rules' }
  | { readonly kind: 'decline' | 'merge'; readonly group: QuestionGroup }
  | { readonly kind: 'answer' | 'delete'; readonly question: PublishedQuestion }
  | { readonly kind: 'opinion'; readonly messageId: string; readonly text: string }
  | { readonly kind: 'toFloor'; readonly question: { readonly messageId: string; readonly text: string } };

/** What was done last, and can be taken back. */
interface Last {
  readonly kind: 'declined' | 'published';
  readonly ids: readonly string[];
}

export interface Board {
  readonly sheet: BoardSheet;
  readonly setSheet: (sheet: BoardSheet) => void;
  readonly counts: Readonly<Record<BoardSheet, number>>;
  readonly lines: readonly BoardLine[];
  readonly selected: BoardLine | null;
  readonly select: (id: string) => void;
  readonly acts: Readonly<Partial<Record<BoardAct, (() => void) | undefined>>>;
  readonly split: (messageId: string) => void;
  readonly dialog: BoardDialog | null;
  readonly close: () => void;
  readonly problem: string | null;
  readonly last: Last | null;
  readonly noteDeclined: (ids: readonly string[]) => void;
}

function useLines(sheet: BoardSheet): { lines: readonly BoardLine[]; counts: Board['counts'] } {
  const pending = useLive(({ chat }) => chat.pending);
  const published = useLive(({ chat }) => chat.published);
  const declined = useLive(({ chat }) => chat.declined);
  const groups = groupsOf({ pending, published });
  const counts = {
    pending: groups.length,
    published: published.filter(({ text }) => text !== null).length,
    declined: declined.length,
  };
  if (sheet === 'pending')
    return { counts, lines: groups.map((group) => ({ kind: 'pending', id: group.groupId, group })) };
  if (sheet === 'published') {
    const lines = byUpvotes(published).map((question) => ({ kind: sheet, id: question.messageId, question }));
    return { counts, lines };
  }
  return {
    counts,
    lines: declined.toReversed().map((question) => ({ kind: sheet, id: question.messageId, question })),
  };
}

/** The state of the moderators' board and everything that may be done now; buttons and keys both ask here. */
export function useBoard(canAdd: boolean): Board {
  const [sheet, setSheet] = useState<BoardSheet>('pending');
  const [selectedId, setSelectedId] = useState<string | null>(null);
  const [dialog, setDialog] = useState<BoardDialog | null>(null);
  const [last, setLast] = useState<Last | null>(null);
  const { problem, send } = useCommand();
  const phase = useLive(({ meetings }) => meetings.phase);
  const shown = useLive(({ chat }) => chat.shown);
  const opinions = useLive(({ chat }) => chat.opinions);
  const { lines, counts } = useLines(sheet);
  const isRunning = phase === 'open' || phase === 'live' || phase === 'suspended';
  const at = Math.max(
    0,
    lines.findIndex(({ id }) => id === selectedId),
  );
  const selected = lines[at] ?? null;
  // What is decided leaves the list: the line below takes its place.
  const following = (lines[at + 1] ?? lines[at - 1])?.id ?? null;

  const step = (by: 1 | -1) => (): void => {
    const to = lines[Math.min(lines.length - 1, Math.max(0, at + by))];
    if (to) setSelectedId(to.id);
  };
  const turnTo = (to: BoardSheet) => (): void => {
    setSheet(to);
    setSelectedId(null);
  };
  async function show(group: QuestionGroup): Promise<boolean> {
    const ack = await send(...showing(group));
    if (!ack.ok) return false;
    setLast({ kind: 'published', ids: [shownOf(group).messageId] });
    setSelectedId(following);
    return true;
  }
  const split = (messageId: string): void =>
    void send('chat.regroupQuestions', { messageIds: [messageId], with: null });
  const floor = (question: { messageId: string; text: string | null }): void =>
    setDialog({ kind: 'toFloor', question: { messageId: question.messageId, text: question.text ?? '' } });

  const ofLine = ((): Board['acts'] => {
    if (selected === null) return {};
    const first = selected.kind === 'pending' ? selected.group.first : selected.question;
    const opinion = opinions.includes(first.messageId)
      ? undefined
      : () => setDialog({ kind: 'opinion', messageId: first.messageId, text: first.text ?? '' });
    if (selected.kind === 'declined')
      return {
        opinion,
        undo: () => void send('chat.restoreQuestions', { messageIds: [selected.id] }),
      };
    if (selected.kind === 'pending') {
      const { group } = selected;
      const newest = group.questions.at(-1);
      return {
        opinion,
        publish: () => void show(group),
        decline: () => setDialog({ kind: 'decline', group }),
        toFloor: canAdd ? () => void show(group).then((isShown) => isShown && floor(shownOf(group))) : undefined,
        merge: lines.length > 1 ? () => setDialog({ kind: 'merge', group }) : undefined,
        split: newest && (group.questions.length > 1 || group.published) ? () => split(newest.messageId) : undefined,
      };
    }
    const { question } = selected;
    const isShown = shown?.messageId === question.messageId;
    return {
      opinion,
      toFloor: canAdd ? () => floor(question) : undefined,
      answer: () => setDialog({ kind: 'answer', question }),
      screen: isRunning
        ? () => void send('chat.showQuestion', { messageId: isShown ? null : question.messageId })
        : undefined,
      delete: () => setDialog({ kind: 'delete', question }),
    };
  })();

  const undoLast = (): void => {
    if (last?.kind === 'declined')
      void send('chat.restoreQuestions', { messageIds: last.ids }).then((ack) => ack.ok && setLast(null));
    // What was published leaves a mark: that is asked about first.
    if (last?.kind === 'published') {
      turnTo('published')();
      setSelectedId(last.ids[0] ?? null);
      setLast(null);
    }
  };

  const acts: Board['acts'] = {
    ...ofLine,
    ...(lines.length > 0 && { down: step(1), up: step(-1) }),
    undo: ofLine.undo ?? (last ? undoLast : undefined),
    pending: turnTo('pending'),
    published: turnTo('published'),
    declined: turnTo('declined'),
    rules: () => setDialog({ kind: 'rules' }),
    help: () => setDialog({ kind: 'help' }),
  };
  return {
    sheet,
    setSheet: (to) => turnTo(to)(),
    counts,
    lines,
    selected,
    select: setSelectedId,
    acts,
    split,
    dialog,
    close: () => setDialog(null),
    problem,
    last,
    noteDeclined: (ids) => {
      setLast({ kind: 'declined', ids });
      setSelectedId(following);
    },
  };
}
