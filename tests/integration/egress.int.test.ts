import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { EgressStatus } from '@livekit/protocol';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { LivekitEgress } from '#server/platform/livekit-egress.ts';
import type { ProgrammeNow } from '#server/programme-routes.ts';
import { chairName } from '#tests/support/consultation.ts';
import { type EgressServer, type RunningEgress, startEgressServer } from '#tests/support/egress-server.ts';
import { readPlaylist } from '#tests/support/played.ts';
import { type RecordedMeeting, startRecordedMeeting, until } from '#tests/support/recorded-meeting.ts';

// The product records through LiveKit's Egress protocol. Who answers it here draws nothing, but is asked, stores and tells
// as the real one does.

let house: RecordedMeeting;
let egress: EgressServer;
let media: { url: string; apiKey: string; apiSecret: string };

beforeAll(async () => {
  house = await startRecordedMeeting('由 LiveKit 录制', async (livekit) => {
    media = livekit;
    egress = await startEgressServer(livekit);
    return { EGRESS: 'livekit', LIVEKIT_URL: egress.url, LIVEKIT_PUBLIC_URL: livekit.url };
  });
}, 240_000);
afterAll(async () => {
  await egress.stop();
  await house.close();
});

interface Row {
  readonly name: string;
  readonly audience: string;
  readonly starts: string;
  readonly ends: string;
  readonly storage_key: string;
}
const rows = () =>
  house.rows<Row & Record<string, unknown>>(
    `select name, audience, storage_key, extract(epoch from starts_at) * 1000 as starts,
       extract(epoch from starts_at) * 1000 + duration_ms as ends from recording_segment order by seq`,
  );
const rowsOf = async ({ written }: RunningEgress) => (await rows()).filter(({ name }) => written.has(name));
const nth = (count: number): Promise<RunningEgress> => until(`egress ${count}`, () => egress.all[count - 1] ?? null);
const isRunning = ({ info }: RunningEgress): boolean => info.status <= EgressStatus.EGRESS_ENDING;
const keyOf = ({ asked }: RunningEgress): string => new URL(asked.customBaseUrl).searchParams.get('key') ?? '';
const ask = (rest: string): Promise<Response> => house.get(`/api/live/${house.meeting.meetingId}/${rest}`);
const playlist = async (kind: 'live' | 'replay'): Promise<string> =>
  (await house.get(`/hls/${house.meeting.meetingId}/${kind}.m3u8`)).text();
async function instantOf(type: string, itemId = ''): Promise<number> {
  const found = await house.rows<{ at: string; payload: string }>(
    'select at, payload from log_event where meeting_id = $1 and type = $2 order by seq',
    [house.meeting.meetingId, type],
  );
  return Number(found.find(({ payload }) => payload.includes(itemId))?.at ?? 0);
}

test('G14 G15 a live meeting is recorded by one egress of the programme page, and its segments are played', async () => {
  const first = await nth(1);
  const { asked } = first;
  const { meetingId } = house.meeting;
  expect(asked.roomName).toBe(meetingId);
  expect(asked.customBaseUrl.startsWith(`${house.product.url}/live/${meetingId}/programme?key=`)).toBe(true);
  expect(asked.segmentOutputs[0]).toMatchObject({ segmentDuration: 2, disableManifest: true });
  expect(asked.segmentOutputs[0]?.filenamePrefix.startsWith(`${house.filesDir}/recordings/${meetingId}/`)).toBe(true);

  await until('rows', async () => (await rowsOf(first)).length >= 2);
  const text = await playlist('live');
  expect(text).not.toContain('#EXT-X-MAP');
  const [one] = readPlaylist(text);
  const segment = await house.get(`/hls/${meetingId}/${one?.name}`);
  expect(segment.headers.get('content-type')).toBe('video/mp2t');
  expect(await segment.text()).toBe(first.written.get(path.basename(one?.name ?? ''))?.toString());

  const { scene, key, mediaUrl } = (await (await ask(`programme?key=${keyOf(first)}`)).json()) as ProgrammeNow;
  expect(scene).toMatchObject({ audience: 'public', meetingTitle: '由 LiveKit 录制', itemTitle: '更新片区的学位配套' });
  expect(mediaUrl).toBe(media.url);
  expect((await ask(`programme?key=${key}`)).status).toBe(200);
  for (const bad of ['programme', 'programme?key=none', `programme?key=${key}0`, 'programme/page?key=none'])
    expect((await ask(bad)).status).toBe(401);
});

test('G2 G14 while an item is closed there is no egress, and nothing of it is kept', async () => {
  const first = await nth(1);
  await house.command(chairName, 'meetings.startItem', { itemId: 'i2', basedOn: 'i1' });
  const closedAt = await instantOf('meetings.itemStarted', 'i2');
  expect(closedAt).toBeGreaterThan(0);
  expect(await (await ask(`programme?key=${keyOf(first)}`)).json()).toMatchObject({ scene: null });
  const [output] = first.asked.segmentOutputs;
  // It is over, and its playlists are gone: nothing more will be done about it.
  await until('the end of the egress', () => !isRunning(first) && !existsSync(output?.playlistName ?? ''));
  expect(egress.all).toHaveLength(1);
  const kept = await rowsOf(first);
  expect(kept.length).toBeGreaterThan(1);
  expect(kept.length).toBeLessThan(first.written.size);
  for (const { ends } of kept) expect(Number(ends)).toBeLessThanOrEqual(closedAt);
  const files = readdirSync(path.dirname(output?.filenamePrefix ?? '')).filter((name) => name.endsWith('.ts'));
  expect(files.toSorted()).toEqual(kept.map(({ name }) => name).toSorted());
});

test('G14 an egress that ends by itself is started again, and the log says so meanwhile', async () => {
  await house.command(chairName, 'meetings.startItem', { itemId: 'i3', basedOn: 'i2' });
  const second = await nth(2);
  await until('rows', async () => (await rowsOf(second)).length >= 1);
  second.fail();
  await until('the word of it', () => instantOf('recordings.programmeInterrupted'));
  const third = await nth(3);
  await until('rows', async () => (await rowsOf(third)).length >= 1);
  await until('the word of it', () => instantOf('recordings.programmeResumed'));
  // All of the one that failed was for everyone and is kept, in order.
  expect((await rowsOf(second)).length).toBe(second.written.size);
  const starts = (await rows()).map((one) => Number(one.starts));
  expect(starts).toEqual(starts.toSorted((a, b) => a - b));
});

test('G8 G14 what a lost node left behind is ended, and the programme goes on', async () => {
  const third = await nth(3);
  await house.product.kill9();
  await house.product.restart();
  const fourth = await nth(4);
  expect(isRunning(third)).toBe(false);
  await until('rows', async () => (await rowsOf(fourth)).length >= 1);
});

test('G1 G7 the end of the meeting is the end of the egress and of the list', async () => {
  await house.command(chairName, 'meetings.endMeeting', {});
  await until('the end', async () => (await playlist('replay')).includes('#EXT-X-ENDLIST'));
  expect(egress.all.filter(isRunning)).toEqual([]);
  const listed = readPlaylist(await playlist('replay')).map(({ name }) => path.basename(name));
  expect(listed).toEqual((await rows()).map(({ name }) => name));
});

test('G14 with a bucket segments go there by the same keys', async () => {
  const settings = { S3_ENDPOINT: 'https://s3.example', S3_BUCKET: 'hub', S3_ACCESS_KEY: 'a', S3_SECRET_KEY: 'b' };
  const client = new LivekitEgress({ ...media, url: egress.url, DATA_DIR: '/nowhere', S3_REGION: 'auto', ...settings });
  const names = {
    prefix: 'recordings/m/p/a',
    playlist: 'recordings/m/p/a.m3u8',
    livePlaylist: 'recordings/m/p/a-live.m3u8',
  };
  const { egressId } = await client.start({ room: 'bucket', page: 'https://zx.example/page', ...names });
  await client.stop(egressId);
  const [output] = egress.all.at(-1)?.asked.segmentOutputs ?? [];
  expect(output?.filenamePrefix).toBe(names.prefix);
  expect(output?.output).toMatchObject({
    case: 's3',
    value: { endpoint: 'https://s3.example', bucket: 'hub', accessKey: 'a', secret: 'b', forcePathStyle: true },
  });
});
