import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { findLiveKit, type LocalLiveKit, startLiveKit } from '#server/platform/local/livekit.ts';
import { freePort } from '#server/platform/local/postgres.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');

/** A real LiveKit server that a test has for itself; restarted by itself when it is killed. */
export async function startTestLiveKit(options: { webhookUrl?: string } = {}): Promise<LocalLiveKit> {
  const { file } = await findLiveKit(path.join(ROOT, '.cache/livekit'));
  return startLiveKit({
    binary: file,
    dir: path.join(ROOT, '.cache/test-livekit', randomBytes(4).toString('hex')),
    port: await freePort(),
    nodeIp: '127.0.0.1',
    ...options,
  });
}
