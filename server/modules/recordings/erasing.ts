import type { Storage } from '#server/platform/storage.ts';
import * as repo from './repo.ts';

/**
 * Removes everything recorded of a meeting: files first, then rows. It may be repeated after a failure; meanwhile
 * playlists still name segments whose addresses answer nothing.
 */
export async function eraseRecordings(meetingId: string, storage: Storage): Promise<void> {
  for (const key of await storage.list(`recordings/${meetingId}/`)) await storage.remove(key);
  await repo.removeAll(meetingId);
}
