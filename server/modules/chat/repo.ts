import { prisma } from '#server/platform/db.ts';
import type { WordKind } from './words.ts';

export const listWords = () =>
  prisma.chatWord.findMany({
    select: { word: true, kind: true, addedAt: true, addedById: true },
    orderBy: [{ addedAt: 'desc' }, { word: 'asc' }],
  });

/** Cheap sign of whether the lists changed since they were compiled. */
export const wordsVersion = async (): Promise<string> => {
  const found = await prisma.chatWord.aggregate({ _count: { word: true }, _max: { addedAt: true } });
  return `${found._count.word}:${found._max.addedAt?.getTime() ?? 0}`;
};

/** Adds words or moves them to the other list, however many, in one statement. */
export const addWords = (words: readonly string[], kind: WordKind, addedById: string) =>
  prisma.$executeRaw`
    insert into chat_word (word, kind, added_by_id, added_at)
    select word, ${kind}, ${addedById}::uuid, now() from unnest(${[...words]}::text[]) as t(word)
    on conflict (word) do update set kind = excluded.kind, added_by_id = excluded.added_by_id, added_at = excluded.added_at`;

export const removeWord = (word: string) => prisma.chatWord.deleteMany({ where: { word } });

const ownFields = {
  id: true,
  text: true,
  status: true,
  reason: true,
  note: true,
  at: true,
  reviewedAt: true,
  shownAt: true,
  joinedTo: true,
  groupId: true,
  isOpinion: true,
  answerBy: true,
  answerText: true,
  answeredAt: true,
  raisedBy: true,
  raisedAt: true,
} as const;

export const listMine = (meetingId: string, author: string) =>
  prisma.chatMessage.findMany({
    where: { meetingId, author, channel: 'public' },
    select: ownFields,
    orderBy: { at: 'desc' },
    take: 50,
  });

/** The published questions that others were joined to. */
export const listByIds = (meetingId: string, ids: readonly string[]) =>
  prisma.chatMessage.findMany({ where: { meetingId, id: { in: [...ids] } }, select: ownFields });

/** How many wait or are joined in each group. */
export const countGroups = (meetingId: string, groupIds: readonly string[]) =>
  prisma.chatMessage.groupBy({
    by: ['groupId'],
    where: { meetingId, groupId: { in: [...groupIds] }, status: { in: ['pending', 'joined', 'published'] } },
    _count: { id: true },
  });

/** Every question of a meeting as the office exports it, in the order they came. */
export const listQuestions = (meetingId: string) =>
  prisma.chatMessage.findMany({
    where: { meetingId, channel: 'public' },
    select: { ...ownFields, name: true, upvotes: true, markNote: true, itemId: true },
    orderBy: { seq: 'asc' },
    take: 20_000,
  });
