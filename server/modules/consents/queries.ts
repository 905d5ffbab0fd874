import type { Actor } from '#server/kernel/actor.ts';
import { peopleByUserIds } from '#server/modules/members/index.ts';
import { isOffice, toText } from './commands.ts';
import type { ConsentText } from './contract.ts';
import * as repo from './repo.ts';

/** Every version of the consent text, newest first; nothing for anyone but the office. */
export async function consentTexts(actor: Actor): Promise<readonly ConsentText[]> {
  if (!isOffice(actor)) return [];
  const rows = await repo.listTexts();
  const people = await peopleByUserIds(rows.flatMap(({ publishedById }) => publishedById ?? []));
  const nameOf = new Map(people.map(({ userId, name }) => [userId, name]));
  return rows.map((row) => ({ ...toText(row), publishedBy: nameOf.get(row.publishedById ?? '') ?? null }));
}
