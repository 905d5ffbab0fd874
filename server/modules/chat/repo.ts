import { prisma } from '#server/platform/db.ts';
import type { WordKind } from './words.ts';

export const listWords = () =>
  prisma.chatWord.findMany({ select: { word: true, kind: true, addedAt: true }, orderBy: { word: 'asc' } });

/** Cheap sign of whether the lists changed since they were compiled. */
export const wordsVersion = async (): Promise<string> => {
  const found = await prisma.chatWord.aggregate({ _count: { word: true }, _max: { addedAt: true } });
  return `${found._count.word}:${found._max.addedAt?.getTime() ?? 0}`;
};

export const addWords = (words: readonly { word: string; kind: WordKind }[], addedById: string) =>
  prisma.$transaction(
    words.map(({ word, kind }) =>
      prisma.chatWord.upsert({
        where: { word },
        create: { word, kind, addedById },
        update: { kind, addedById, addedAt: new Date() },
        select: { word: true },
      }),
    ),
  );

export const removeWord = (word: string) => prisma.chatWord.deleteMany({ where: { word } });

export const listMine = (meetingId: string, author: string) =>
  prisma.chatMessage.findMany({
    where: { meetingId, author, channel: 'public' },
    select: { id: true, text: true, status: true, reason: true, note: true, at: true },
    orderBy: { at: 'desc' },
    take: 50,
  });
