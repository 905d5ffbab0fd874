import { setTimeout as sleep } from 'node:timers/promises';
import { RoomServiceClient } from 'livekit-server-sdk';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { LocalLiveKit } from '#server/platform/local/livekit.ts';
import { startTestLiveKit } from '#tests/support/livekit.ts';

let livekit: LocalLiveKit;

beforeAll(async () => {
  livekit = await startTestLiveKit();
});
afterAll(() => livekit.stop());

const rooms = () => new RoomServiceClient(livekit.url, livekit.apiKey, livekit.apiSecret);

test('the local LiveKit takes our key', async () => {
  await rooms().createRoom({ name: 'hall' });
  expect((await rooms().listRooms()).map((room) => room.name)).toEqual(['hall']);
});

test('it comes back by itself after a kill -9', async () => {
  const killed = livekit.pid as number;
  process.kill(killed, 'SIGKILL');
  await expect
    .poll(
      () =>
        rooms()
          .listRooms()
          .then(
            () => livekit.pid !== killed,
            () => false,
          ),
      { timeout: 10_000, interval: 100 },
    )
    .toBe(true);
});

test('stopping it leaves nothing behind', async () => {
  await livekit.stop();
  await sleep(300);
  await expect(rooms().listRooms()).rejects.toThrow();
});
