import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import path from 'node:path';
import { findLiveKit, type LocalLiveKit, startLiveKit } from '#server/platform/local/livekit.ts';
import { freePort } from '#server/platform/local/postgres.ts';
import { joinUsers } from '#server/platform/local/users.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');

/** A real LiveKit server that a test has for itself; restarted by itself when it is killed. */
export async function startTestLiveKit(options: { webhookUrl?: string } = {}): Promise<LocalLiveKit> {
  const { file } = await findLiveKit(path.join(ROOT, '.cache/livekit'));
  const dir = path.join(ROOT, '.cache/test-livekit', randomBytes(4).toString('hex'));
  const users = joinUsers(path.join(dir, 'users'));
  const livekit = await startLiveKit({
    binary: file,
    dir,
    port: await freePort(),
    nodeIp: '127.0.0.1',
    ...options,
  });
  return {
    url: livekit.url,
    port: livekit.port,
    apiKey: livekit.apiKey,
    apiSecret: livekit.apiSecret,
    get pid() {
      return livekit.pid;
    },
    async stop() {
      await livekit.stop();
      users.leave();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}
