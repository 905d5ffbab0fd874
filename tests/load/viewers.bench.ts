import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  LocalVideoTrack,
  Room,
  TrackPublishOptions,
  TrackSource,
  VideoBufferType,
  VideoFrame,
  VideoSource,
} from '@livekit/rtc-node';
import { uuidV7 } from '#server/kernel/ids.ts';
import type { MediaTicket } from '#server/modules/rooms/contract.ts';
import { Livekit } from '#server/platform/livekit.ts';
import type { LocalLiveKit } from '#server/platform/local/livekit.ts';
import { freePort } from '#server/platform/local/postgres.ts';
import { beginConsultation, planConsultation, technicianName } from '#tests/support/consultation.ts';
import { createTestDatabase, leaveTestPostgres, testPostgres } from '#tests/support/database.ts';
import { seedDistrict, signIn, TestClient } from '#tests/support/district.ts';
import { startTestLiveKit } from '#tests/support/livekit.ts';
import { startProduct } from '#tests/support/product.ts';
import type { Bench, BenchEnv, BenchRow } from './bench.ts';
import { compileCrowd, openListeners } from './listeners.ts';
import { cpuUs } from './servers.ts';

const sizes = { full: { viewers: 150, seconds: 20 }, quick: { viewers: 10, seconds: 3 } };
const [width, height, fps] = [640, 360, 25];
const bitrate = 1_500_000;
const pictures = 25;
const settleMs = 3_000;

type Ticket = Pick<MediaTicket, 'url' | 'token'>;

/** A media server under measurement, and who goes into it. */
interface Side {
  readonly livekit: LocalLiveKit;
  readonly hall: () => Promise<Ticket>;
  readonly viewer: () => Promise<Ticket>;
}

/** Sends a picture that cannot be compressed away, small, so that its encoding leaves the machine to the media server. */
async function publish(ticket: Ticket): Promise<() => Promise<void>> {
  const room = new Room();
  await room.connect(ticket.url, ticket.token, { autoSubscribe: false, dynacast: false });
  const source = new VideoSource(width, height);
  const frames = Array.from({ length: pictures }, () => {
    const pixels = new Uint8Array((width * height * 3) / 2).fill(128);
    for (let at = 0; at < width * height; at++) pixels[at] = Math.floor(Math.random() * 256);
    return new VideoFrame(pixels, width, height, VideoBufferType.I420);
  });
  let count = 0;
  const timer = setInterval(() => {
    const frame = frames[count++ % pictures];
    if (frame) source.captureFrame(frame);
  }, 1_000 / fps);
  const options = new TrackPublishOptions({
    source: TrackSource.SOURCE_CAMERA,
    simulcast: false,
    videoEncoding: { maxBitrate: BigInt(bitrate), maxFramerate: fps },
  });
  await room.localParticipant?.publishTrack(LocalVideoTrack.createVideoTrack('hall', source), options);
  return async () => {
    clearInterval(timer);
    await room.disconnect();
    await source.close();
  };
}

/** Processor time of the media server per second, while everybody watches. */
async function measure(env: BenchEnv, side: Side): Promise<number> {
  const { viewers, seconds } = sizes[env.isQuick ? 'quick' : 'full'];
  const endHall = await publish(await side.hall());
  const crowd = openListeners(path.join(env.cacheDir, 'listeners'));
  try {
    for (let joined = 0; joined < viewers; joined++) await crowd.join([await side.viewer()]);
    await sleep(settleMs);
    const seen = new Set((await crowd.take()).filter(({ what }) => what === 'picture').map(({ listener }) => listener));
    if (seen.size < viewers) throw new Error(`${viewers - seen.size} of ${viewers} viewers see nothing`);
    const pid = side.livekit.pid;
    if (pid === undefined) throw new Error('the media server does not run');
    const before = cpuUs(pid);
    await sleep(seconds * 1_000);
    return (cpuUs(pid) - before) / 1e6 / seconds;
  } finally {
    await crowd.stop();
    await endHall();
  }
}

async function productSide(): Promise<Side & { readonly stop: () => Promise<void> }> {
  await testPostgres();
  const database = await createTestDatabase();
  seedDistrict(database.url);
  const port = await freePort();
  const livekit = await startTestLiveKit({ webhookUrl: `http://127.0.0.1:${port}/api/livekit/webhook` });
  const env = { SERVICES: 'realtime,worker', TRUST_PROXY: '1' };
  const product = await startProduct({ port, databaseUrl: database.url, livekit, env });
  const place = { url: product.url, databaseUrl: database.url };
  const meeting = await planConsultation('一百五十人在看', place);
  await beginConsultation(meeting, place);
  const base = `${product.url}/api/live/${meeting.meetingId}`;
  const post = async (name: string, body: object, headers: Record<string, string>): Promise<Ticket> => {
    const answer = await fetch(`${base}/${name}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`${name}: ${answer.status}`);
    return (await answer.json()) as Ticket;
  };
  let count = 0;
  return {
    livekit,
    async hall() {
      const cookie = await signIn(product.url, technicianName);
      const deviceId = `hall-${uuidV7().slice(-12)}`;
      const client = new TestClient(product.url, cookie, meeting.meetingId);
      await client.send('rooms.enterRoom', { deviceId, mode: 'video', consentVersion: '1' });
      client.close();
      return post('media-token', { deviceId }, { cookie });
    },
    // Every viewer has an address of their own: limits per address are for a hall behind one router.
    viewer: () => post('watch-token', {}, { 'x-forwarded-for': `10.0.${count >> 8}.${count++ & 255}` }),
    async stop() {
      await product.stop();
      await livekit.stop();
      await database.drop();
      await leaveTestPostgres();
    },
  };
}

/** The same media server with nobody driving it: tickets signed by hand, of the same kind. */
async function bareSide(): Promise<Side & { readonly stop: () => Promise<void> }> {
  const livekit = await startTestLiveKit();
  const { url, apiKey, apiSecret } = livekit;
  const server = new Livekit({ url, publicUrl: url, apiKey, apiSecret });
  const room = uuidV7();
  await server.openRoom(room);
  const ticket = async (canPublish: boolean): Promise<Ticket> => {
    const rights = { canPublish, sources: [], canSubscribe: true, isHidden: !canPublish, isVenue: false };
    return { url, token: await server.token(room, `${canPublish ? 'hall' : 'viewer'}.${uuidV7()}`, rights, 600) };
  };
  return { livekit, hall: () => ticket(true), viewer: () => ticket(false), stop: () => livekit.stop() };
}

async function run(env: BenchEnv): Promise<readonly BenchRow[]> {
  compileCrowd(path.join(env.cacheDir, 'listeners'));
  const { viewers } = sizes[env.isQuick ? 'quick' : 'full'];
  const product = await productSide();
  const bare = await bareSide();
  const taken = { product: [] as number[], bare: [] as number[] };
  try {
    for (let round = 1; round <= env.rounds; round++) {
      taken.product.push(await measure(env, product));
      taken.bare.push(await measure(env, bare));
      env.say(
        `round ${round}: ${taken.product.at(-1)?.toFixed(3)} cores with the product, ${taken.bare.at(-1)?.toFixed(3)} bare`,
      );
    }
  } finally {
    await bare.stop();
    await product.stop();
  }
  return [
    {
      measure: `${viewers} viewers of one 1.5 Mbps stream: media server CPU`,
      unit: 'cores',
      product: taken.product,
      rival: taken.bare,
      aim: { of: 'ratio', atMost: 1.03 },
      note: 'two media servers, one driven by the product (tickets, webhooks, checks every five seconds), one by nobody; the same hidden, subscribing clients, which decode nothing',
    },
  ];
}

export const bench: Bench = {
  name: 'viewers',
  title: 'the media server’s work for subscribing viewers, with the product driving it and bare',
  run,
};
