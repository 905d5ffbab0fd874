import { existsSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { endRecorded } from '#server/platform/local/recorded.ts';
import { countUsers } from '#server/platform/local/users.ts';

const CACHE = path.resolve(import.meta.dirname, '../../.cache');

/** Ends servers that tests had for themselves and could not end because they were killed, and removes their folders. */
export async function endLeftoverServers(): Promise<void> {
  for (const kind of ['test-pg-own', 'test-livekit']) {
    const parent = path.join(CACHE, kind);
    if (!existsSync(parent)) continue;
    for (const name of readdirSync(parent)) {
      const dir = path.join(parent, name);
      if (countUsers(path.join(dir, 'pg.users')) > 0 || countUsers(path.join(dir, 'users')) > 0) continue;
      await endRecorded(path.join(dir, 'pg18/postmaster.pid'), dir);
      await endRecorded(path.join(dir, 'livekit.pid'), dir);
      rmSync(dir, { recursive: true, force: true });
    }
  }
}
