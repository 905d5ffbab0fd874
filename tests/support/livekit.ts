import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import path from 'node:path';
import { arePortsFree, findLiveKit, type LocalLiveKit, startLiveKit } from '#server/platform/local/livekit.ts';
import { freePort } from '#server/platform/local/postgres.ts';
import { joinUsers } from '#server/platform/local/users.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');

/** The first of three ports that are free together; other tests take single ones all the while. */
async function freePorts(): Promise<number> {
  for (let attempt = 0; attempt < 20; attempt++) {
    const port = await freePort();
    if (await arePortsFree(port)) return port;
  }
  throw new Error('no three free ports in a row');
}

/** A real LiveKit server that a test has for itself; restarted by itself when it is killed. */
export async function startTestLiveKit(options: { webhookUrl?: string } = {}): Promise<LocalLiveKit> {
  const { file } = await findLiveKit(path.join(ROOT, '.cache/livekit'));
  const dir = path.join(ROOT, '.cache/test-livekit', randomBytes(4).toString('hex'));
  const users = joinUsers(path.join(dir, 'users'));
  const livekit = await startLiveKit({
    binary: file,
    dir,
    port: await freePorts(),
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
