import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Actor } from '#server/kernel/actor.ts';
import { uuidV7 } from '#server/kernel/ids.ts';
import { DiskStorage, type Storage } from '#server/platform/storage.ts';
import { startTwoNodes, type TwoNodes } from '#tests/support/two-nodes.ts';
import { type Assembly, assemble, hireVoters } from '#tests/support/votes.ts';
import type { Segment, SegmentAudience } from './contract.ts';
import type * as Erasing from './erasing.ts';
import type { Withheld } from './reading.ts';
import type * as Repo from './repo.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'hub-recordings-'));
const storage: Storage = new DiskStorage(folder);
const system: Actor = { kind: 'system', service: 'media' };
let nodes: TwoNodes;
let repo: typeof Repo;
let erasing: typeof Erasing;
let house: Assembly;
let server: Server;
let origin: string;
let asking: Actor | null = null;
let withheld: Withheld = [];
let replayAccess: SegmentAudience | null = 'public';
const programmeId = uuidV7();

beforeAll(async () => {
  nodes = await startTwoNodes();
  repo = await import('./repo.ts');
  erasing = await import('./erasing.ts');
  const { recordingRoutes } = await import('./http.ts');
  const { Router } = await import('#server/platform/http.ts');
  const people = await hireVoters(nodes.prisma, 3);
  const { createHead } = nodes.node(0).meetingEnvironment();
  house = await assemble(createHead, (...command) => nodes.node(0).hub.submit(...command), people);
  const routes = recordingRoutes({
    storage,
    factsOf: (...asked) => nodes.node(0).factsOf(...asked),
    withheld: () => Promise.resolve(withheld),
    replayAccess: () => Promise.resolve(replayAccess),
  });
  const router = new Router(routes, {
    authenticate: () => Promise.resolve(asking),
    isOriginAllowed: () => true,
    addressOf: () => 'here',
    onError: (error) => {
      throw error;
    },
  });
  server = createServer((req, res) => void router.handle(req, res));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  server.close();
  await nodes.close();
  rmSync(folder, { recursive: true, force: true });
});

const begin = Date.parse('2026-11-29T01:00:00.000Z');
const keyOf = (name: string): string => `recordings/${house.meetingId}/${programmeId}/${name}`;
const segment = (seq: number, audience: SegmentAudience = 'public'): Segment => ({
  programmeId,
  seq,
  name: `${seq}-a.m4s`,
  startsAt: begin + seq * 2_000,
  durationMs: 2_000,
  storageKey: keyOf(`${seq}-a.m4s`),
  initKey: keyOf('a.mp4'),
  hasDiscontinuity: false,
  audience,
  sizeBytes: 5,
});
async function record(one: Segment): Promise<void> {
  await storage.put(one.storageKey, Buffer.from(`seg ${one.seq}`), 'video/mp4');
  await repo.addSegment(one);
}
const ask = (rest: string): Promise<Response> => fetch(`${origin}/hls/${house.meetingId}/${rest}`);
const named = (text: string): readonly string[] => text.match(/^segments\/\S+/gm) ?? [];
/** Answers are a second old at most; what is asked for comes by then. */
async function until(rest: string, isThere: (text: string) => boolean): Promise<string> {
  for (let turn = 0; turn < 200; turn++) {
    const text = await (await ask(rest)).text();
    if (isThere(text)) return text;
    await new Promise((resume) => setTimeout(resume, 25));
  }
  throw new Error(`${rest} never became what was waited for`);
}

test('G1 G4 the programme has a row, and segments are numbered by whoever records', async () => {
  const { meetingId } = house;
  expect((await ask('live.m3u8')).status).toBe(404);
  const begun = await Promise.all(
    [0, 1].map((at) =>
      nodes.node(at).hub.submit(meetingId, uuidV7(), 'recordings.startProgramme', { programmeId }, system),
    ),
  );
  expect(begun.every((ack) => ack.ok)).toBe(true);
  expect(await repo.programmeOf(meetingId)).toMatchObject({ id: programmeId, endedAt: null, revision: 0 });
  expect(await repo.lastSeq(programmeId)).toBe(-1);
  await storage.put(keyOf('a.mp4'), Buffer.from('init'), 'video/mp4');
  await record(segment(0));
  await expect(repo.addSegment(segment(0))).rejects.toThrow();
  expect(await repo.lastSeq(programmeId)).toBe(0);
});

test('G3 G5 public lists hold public segments only; whoever has a place asks for all of them', async () => {
  await record(segment(1, 'room'));
  await record(segment(2));
  asking = null;
  const text = await until('live.m3u8', (list) => list.includes('2-a.m4s'));
  expect(named(text)).toEqual(['segments/0-a.m4s', 'segments/2-a.m4s']);
  expect((await ask('live.m3u8')).headers.get('cache-control')).toBe('public, max-age=1');
  expect(await (await ask('segments/2-a.m4s')).text()).toBe('seg 2');
  expect(await (await ask('segments/a.mp4')).text()).toBe('init');
  expect((await ask('segments/2-a.m4s')).headers.get('cache-control')).toContain('immutable');
  expect((await ask('segments/1-a.m4s')).status).toBe(404);
  for (const address of ['live.m3u8?audience=room', 'segments/1-a.m4s?audience=room'])
    expect((await ask(address)).status).toBe(404);

  asking = house.members[0]?.actor ?? null;
  const room = await ask('live.m3u8?audience=room');
  expect(room.headers.get('cache-control')).toBe('private, no-store');
  expect(named(await room.text())).toHaveLength(3);
  const closed = await ask('segments/1-a.m4s?audience=room');
  expect(await closed.text()).toBe('seg 1');
  expect(closed.headers.get('cache-control')).toBe('private, no-store');
  expect((await ask('segments/..%2f..%2fa.mp4?audience=room')).status).toBe(404);
});

test('G7 what is withheld or removed is in no list and under no address, and what is not for everyone is for nobody', async () => {
  withheld = [{ from: begin + 4_500, to: null }];
  expect(named(await until('replay.m3u8', (list) => !list.includes('2-a.m4s')))).toEqual(['segments/0-a.m4s']);
  expect((await ask('segments/2-a.m4s')).status).toBe(404);
  withheld = [];
  await record(segment(3));
  await repo.removeSegments(programmeId, [2]);
  const text = await until('replay.m3u8', (list) => list.includes('3-a.m4s') && !list.includes('2-a.m4s'));
  expect(named(text)).toEqual(['segments/0-a.m4s', 'segments/3-a.m4s']);
  expect(text).toContain('#EXT-X-PLAYLIST-TYPE:EVENT');
  replayAccess = null;
  expect((await ask('replay.m3u8')).status).toBe(404);
  replayAccess = 'public';
  expect((await fetch(`${origin}/hls/${uuidV7()}/live.m3u8`)).status).toBe(404);
});

test('G8 one node holds the lease, another takes over once it has run out or was given back', async () => {
  const { meetingId } = house;
  const [first, second] = ['node-one', 'node-two'];
  expect(await repo.takeLease(meetingId, first, 60_000)).toBe(true);
  expect(await repo.takeLease(meetingId, first, 60_000)).toBe(true);
  expect(await repo.takeLease(meetingId, second, 60_000)).toBe(false);
  await repo.leaveLease(meetingId, second);
  expect(await repo.takeLease(meetingId, second, 60_000)).toBe(false);
  await repo.leaveLease(meetingId, first);
  const taken = await Promise.all([first, second].map((node) => repo.takeLease(meetingId, node, 60_000)));
  expect(taken.filter(Boolean)).toHaveLength(1);
});

test('G7 a programme that has ended is whole, and gone once it is erased', async () => {
  const { meetingId } = house;
  const ended = await nodes.node(1).hub.submit(meetingId, uuidV7(), 'recordings.endProgramme', { programmeId }, system);
  expect(ended.ok).toBe(true);
  await until('replay.m3u8', (list) => list.includes('PLAYLIST-TYPE:VOD') && list.includes('#EXT-X-ENDLIST'));
  await erasing.eraseRecordings(meetingId, storage);
  expect(await storage.list(`recordings/${meetingId}/`)).toEqual([]);
  await until('replay.m3u8', (list) => !list.includes('EXTM3U'));
  expect(await repo.lastSeq(programmeId)).toBe(-1);
});
