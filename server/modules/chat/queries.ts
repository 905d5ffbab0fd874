import { type Actor, actorRef } from '#server/kernel/actor.ts';
import { peopleByUserIds } from '#server/modules/members/index.ts';
import { mayKeepWords } from './commands.ts';
import type { ListedWord, OwnQuestion } from './contract.ts';
import * as repo from './repo.ts';

/** The office's lists, newest first; nothing for anyone else: who knows a list can write round it. */
export async function wordLists(actor: Actor): Promise<readonly ListedWord[]> {
  if (!mayKeepWords(actor)) return [];
  const words = await repo.listWords();
  const authors = await peopleByUserIds([...new Set(words.flatMap(({ addedById }) => addedById ?? []))]);
  const nameOf = new Map(authors.map(({ userId, name }) => [userId, name]));
  return words.map(({ word, kind, addedAt, addedById }) => ({
    word,
    kind: kind as ListedWord['kind'],
    addedAt: addedAt.getTime(),
    addedBy: nameOf.get(addedById ?? '') ?? null,
  }));
}

type Row = Awaited<ReturnType<typeof repo.listMine>>[number];
const instant = (at: bigint | null): number | null => (at === null ? null : Number(at));

function ownQuestion(row: Row, standsFor: Row | undefined, inGroup: number): OwnQuestion {
  // What was joined has the fate of the question that stands for it.
  const { answerBy, answerText, answeredAt, raisedBy, raisedAt, shownAt, status } = standsFor ?? row;
  return {
    id: row.id,
    text: row.text,
    status: (status === 'joined' ? 'published' : status) as OwnQuestion['status'],
    reason: row.reason as OwnQuestion['reason'],
    note: row.note,
    at: Number(row.at),
    reviewedAt: instant(row.reviewedAt),
    onScreenAt: instant(shownAt),
    alike: Math.max(0, inGroup - 1),
    shown: standsFor?.text ?? null,
    isOpinion: row.isOpinion,
    answer:
      answeredAt === null || answerBy === null ? null : { by: answerBy, text: answerText, at: Number(answeredAt) },
    raised: raisedAt === null ? null : { by: raisedBy ?? '', at: Number(raisedAt) },
  };
}

/** The asker's own questions of a meeting, the newest first (C27). */
export async function ownQuestions(actor: Actor, meetingId: string): Promise<readonly OwnQuestion[]> {
  const rows = await repo.listMine(meetingId, actorRef(actor));
  if (rows.length === 0) return [];
  const [shown, groups] = await Promise.all([
    repo.listByIds(meetingId, [...new Set(rows.flatMap(({ joinedTo }) => joinedTo ?? []))]),
    repo.countGroups(meetingId, [...new Set(rows.flatMap(({ groupId }) => groupId ?? []))]),
  ]);
  const byId = new Map(shown.map((row) => [row.id, row]));
  const sizes = new Map(groups.map(({ groupId, _count }) => [groupId, _count.id]));
  return rows.map((row) => ownQuestion(row, byId.get(row.joinedTo ?? ''), sizes.get(row.groupId) ?? 1));
}

const cell = (value: unknown): string => {
  const text = value === null || value === undefined ? '' : String(value);
  // A cell that begins like a formula is never run as one by an office program.
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
};
const isoTime = (at: bigint | null): string => (at === null ? '' : new Date(Number(at)).toISOString());

/** All questions of a meeting as a table that office programs open (C25); null for anyone but the office. */
export async function exportQuestions(actor: Actor, meetingId: string): Promise<string | null> {
  if (!mayKeepWords(actor)) return null;
  const head = [
    'id,askedAt,name,text,status,reason,note,group,joinedTo,upvotes,answeredBy,answer,spokenBy,opinion,opinionNote,agendaItem',
  ];
  const lines = (await repo.listQuestions(meetingId)).map((row) =>
    [
      row.id,
      isoTime(row.at),
      row.name,
      row.text,
      row.status,
      row.reason,
      row.note,
      row.groupId,
      row.joinedTo,
      row.upvotes,
      row.answerBy,
      row.answerText,
      row.raisedBy,
      row.isOpinion ? 'yes' : '',
      row.markNote,
      row.itemId,
    ]
      .map(cell)
      .join(','),
  );
  return `\uFEFF${[...head, ...lines].join('\r\n')}\r\n`;
}
