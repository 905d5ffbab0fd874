import type { Actor } from '#server/kernel/actor.ts';
import { peopleByUserIds } from '#server/modules/members/index.ts';
import { mayKeepWords } from './commands.ts';
import type { ListedWord } from './contract.ts';
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
