import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { dispose, type RemoteTrack, type Room, TrackKind, VideoStream } from '@livekit/rtc-node';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type MeetingId, uuidV7 } from '#server/kernel/ids.ts';
import type { Ingest } from '#server/media/ingest/ingest.ts';
import type { RoomsState } from '#server/modules/rooms/domain.ts';
import type { VenueSource, VenueState } from '#server/modules/venue/domain.ts';
import { joinMedia } from '#tests/support/media-clients.ts';
import { type Account, type MediaService, startMediaService } from '#tests/support/media-service.ts';
import { startRtspRelay } from '#tests/support/rtsp-relay.ts';

// Sources are real: a program that sends by SRT to whoever connects, a camera's side of RTSP, and a file. Both are made by FFmpeg's own generators.

const program = path.resolve(import.meta.dirname, '../support/test-source.ts');
const patience = { timeout: 40_000, interval: 100 };
let house: MediaService;
const ingests: Ingest[] = [];
let meetingId: MeetingId;
let technician: Account;
let folder: string;
let sender: ChildProcess | null = null;

const rooms = async (): Promise<RoomsState> => (await house.service.stateOf(meetingId))?.['rooms'] as RoomsState;
const source = async (sourceId: string): Promise<VenueSource | undefined> =>
  ((await house.service.stateOf(meetingId))?.['venue'] as VenueState | undefined)?.sources[sourceId];
const standing = async (sourceId: string): Promise<string> => {
  const found = await source(sourceId);
  return [found?.status, found?.reason].filter(Boolean).join(' ');
};
const send = (type: string, input: object) => house.send(meetingId, technician, type, input);

async function add(label: string, address: string): Promise<string> {
  const sourceId = uuidV7();
  await send('venue.addPulled', { sourceId, label, address });
  return sourceId;
}

async function startNode(nodeId: string): Promise<Ingest> {
  // Loaded once the database is known: its pool is made when the module is first read.
  const { Ingest: Node } = await import('#server/media/ingest/ingest.ts');
  const { livekit } = house.service;
  if (!livekit) throw new Error('there is no media server');
  const ingest = new Node({
    nodeId,
    livekit,
    mediaUrl: house.livekit.url,
    hosts: ['127.0.0.1'],
    filesDir: folder,
    submit: (...command) => house.service.hub.submit(...command),
    onError: () => undefined,
  });
  ingest.start();
  ingests.push(ingest);
  return ingest;
}

async function freeUdpPort(): Promise<number> {
  const socket = createSocket('udp4');
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  const { port } = socket.address();
  await new Promise<void>((resolve) => socket.close(() => resolve()));
  return port;
}
/** Sends to one caller after another until it is stopped: FFmpeg's listener serves one and ends with it. */
function startSender(port: number): void {
  const started = spawn(process.execPath, [program, `srt://127.0.0.1:${port}?mode=listener`, '600', 'mpegts'], {
    stdio: 'ignore',
  });
  sender = started;
  started.once('exit', () => sender === started && startSender(port));
}
function stopSender(): void {
  const started = sender;
  sender = null;
  started?.kill('SIGKILL');
}

beforeAll(async () => {
  // Its own node pulls nothing: the nodes of this test do.
  house = await startMediaService({ SERVICES: 'realtime,worker' });
  folder = mkdtempSync(path.join(tmpdir(), 'sources-'));
  const made = spawnSync(process.execPath, [program, path.join(folder, 'film.mp4'), '4', 'mp4'], { stdio: 'ignore' });
  expect(made.status).toBe(0);
  const chair = await house.account('member');
  technician = await house.account('member');
  meetingId = await house.goLive([
    [chair, 'chair'],
    [technician, 'technician'],
  ]);
});
afterAll(async () => {
  stopSender();
  await Promise.all(ingests.map((ingest) => ingest.close()));
  await house.close();
  await dispose();
  rmSync(folder, { recursive: true });
});

const hallOf = (room: Room): RemoteTrack | undefined =>
  [...room.remoteParticipants.values()]
    .filter(({ attributes }) => attributes['place'] === 'venue')
    .flatMap(({ trackPublications }) => [...trackPublications.values()])
    .find(({ track }) => track?.kind === TrackKind.KIND_VIDEO)?.track;

/** Waits for a picture of the hall and sees that it moves. */
async function seeHall(room: Room): Promise<{ width: number; height: number }> {
  await expect.poll(() => hallOf(room) !== undefined, patience).toBe(true);
  const stream = new VideoStream(hallOf(room) as RemoteTrack);
  const seen = new Set<number>();
  let size = { width: 0, height: 0 };
  for await (const { frame } of stream) {
    size = { width: frame.width, height: frame.height };
    seen.add(frame.data.reduce((sum, value, index) => (index % 97 === 0 ? sum + value : sum), 0));
    if (seen.size > 5) break;
  }
  return size;
}

test('H4 H7 a source is pulled, seen as the hall, missed with the reason, and comes back by itself', async () => {
  const port = await freeUdpPort();
  startSender(port);
  await startNode('node-one');
  const sourceId = await add('Camera', `srt://127.0.0.1:${port}?streamid=geheim`);
  expect(await standing(sourceId)).toBe('idle');
  await send('venue.wantSource', { sourceId, isWanted: true });
  await expect.poll(() => standing(sourceId), patience).toBe('live');
  await expect.poll(async () => (await rooms()).isVenueOnAir, patience).toBe(true);
  expect((await rooms()).people).toEqual({});

  const seat = await house.service.media.ticket(technician, meetingId, 'device-one');
  if (!seat.ok) throw new Error(seat.error.code);
  const room = await joinMedia(seat.value);
  expect(await seeHall(room)).toEqual({ width: 640, height: 360 });

  stopSender();
  await expect.poll(async () => (await source(sourceId))?.status, patience).toBe('reconnecting');
  await expect.poll(async () => (await rooms()).isVenueOnAir, patience).toBe(false);
  expect(await standing(sourceId)).toMatch(/reconnecting (?:stalled|ended|unreachable)/);
  startSender(port);
  await expect.poll(() => standing(sourceId), patience).toBe('live');

  // The process that pulls is killed: another takes its place.
  const pid = ingests[0]?.processes.get(sourceId);
  if (pid === undefined) throw new Error('no process pulls it');
  process.kill(pid, 'SIGKILL');
  await expect.poll(() => ingests[0]?.processes.get(sourceId) ?? pid, patience).not.toBe(pid);
  await expect.poll(() => standing(sourceId), patience).toBe('live');

  await send('venue.wantSource', { sourceId, isWanted: false });
  await expect.poll(async () => (await rooms()).isVenueOnAir, patience).toBe(false);
  await expect.poll(async () => (await source(sourceId))?.status, patience).toBe('idle');
  await expect.poll(() => ingests[0]?.processes.size, patience).toBe(0);
  const { prisma } = await import('#server/platform/db.ts');
  const rows = await prisma.$queryRaw<{ found: bigint }[]>`
    select count(*) as found from log_event where payload like '%geheim%'`;
  expect(Number(rows[0]?.found)).toBe(0);
  await room.disconnect();
});

test('H7 a network camera is pulled by RTSP', async () => {
  const relay = await startRtspRelay();
  const camera = spawn(process.execPath, [program, relay.url, '600', 'rtsp', 'rtsp_transport=tcp'], {
    stdio: 'ignore',
  });
  const sourceId = await add('Camera', relay.url);
  await send('venue.wantSource', { sourceId, isWanted: true });
  await expect.poll(() => standing(sourceId), patience).toBe('live');
  camera.kill('SIGKILL');
  await relay.close();
  await expect.poll(async () => (await source(sourceId))?.status, patience).toBe('reconnecting');
  await send('venue.removeSource', { sourceId });
  await expect.poll(async () => (await rooms()).isVenueOnAir, patience).toBe(false);
});

test('H6 H7 a file is played once; what is no source, and what lies outside the folder, says so', async () => {
  writeFileSync(path.join(folder, 'letter.mp4'), 'this is no film');
  const [film, letter, missing] = [
    await add('Film', 'film.mp4'),
    await add('Letter', 'letter.mp4'),
    await add('Nothing', 'nothing.mp4'),
  ];
  const cloud = await add('Cloud', 'rtmp://169.254.169.254/latest');
  for (const sourceId of [film, letter, missing, cloud]) await send('venue.wantSource', { sourceId, isWanted: true });
  await expect.poll(() => standing(film), patience).toBe('live');
  await expect.poll(() => standing(letter), patience).toBe('reconnecting unreadable');
  await expect.poll(() => standing(missing), patience).toBe('reconnecting notFound');
  await expect.poll(() => standing(cloud), patience).toBe('reconnecting notAllowed');
  await expect.poll(() => standing(film), patience).toBe('idle ended');
  expect((await source(film))?.isWanted).toBe(false);
  for (const sourceId of [letter, missing, cloud]) await send('venue.removeSource', { sourceId });
});

test('H7 one node pulls a source, and another takes over when it goes', async () => {
  const sourceId = await add('Film', 'film.mp4');
  const second = await startNode('node-two');
  await send('venue.wantSource', { sourceId, isWanted: true });
  const holders = (): readonly Ingest[] => ingests.filter(({ processes }) => processes.has(sourceId));
  await expect.poll(() => holders().length, patience).toBe(1);
  const [holder] = holders();
  await holder?.close();
  await expect.poll(() => holders(), patience).toEqual([holder === second ? ingests[0] : second]);
  await send('venue.removeSource', { sourceId });
  await expect.poll(() => holders().length, patience).toBe(0);
});
