import type { Storage } from '#server/platform/storage.ts';
import * as repo from './repo.ts';

/**
 * Removes everything recorded of a meeting: files first, then rows. It may be repeated after a failure; meanwhile
 * playlists still name segments whose addresses answer nothing. `tell` is called once the files are gone and while the rows
 * still say what they were; it too may be repeated.
 */
export async function eraseRecordings(
  meetingId: string,
  storage: Storage,
  tell: () => Promise<void> = async () => undefined,
): Promise<void> {
  for (const key of await storage.list(`recordings/${meetingId}/`)) await storage.remove(key);
  await tell();
  await repo.removeAll(meetingId);
}
