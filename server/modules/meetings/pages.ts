import { type Violation, violation } from '#server/kernel/errors.ts';
import { err, ok, type Result } from '#server/kernel/result.ts';
import { env } from '#server/platform/env.ts';
import { type Storage, storageOf } from '#server/platform/storage.ts';
import { drawPages, mostPages } from './page-thread.ts';

const keyOf = (documentId: string, page: number): string => `documents/${documentId}/${page}.png`;

/** The picture of one page of a document, counted from 1, as PNG; null where there is none. Rights are the caller's to check. */
export async function pagePicture(
  documentId: string,
  page: number,
  storage: Storage = storageOf(env),
): Promise<Buffer | null> {
  return storage.get(keyOf(documentId, page));
}

let before: Promise<unknown> = Promise.resolve();

/** Draws and keeps a picture of every page; how many there are, or why there are none. One document at a time (M17). */
export function keepPages(documentId: string, pdf: Uint8Array, storage: Storage): Promise<Result<number, Violation>> {
  const turn = before.then(async (): Promise<Result<number, Violation>> => {
    const drawn = await drawPages(pdf, (page, png) => storage.put(keyOf(documentId, page), png, 'image/png'));
    if ('pages' in drawn) return ok(drawn.pages);
    return err(violation('invalid_input', `meetings.${drawn.fault}`, { limit: mostPages }));
  });
  before = turn.catch(() => undefined);
  return turn;
}
