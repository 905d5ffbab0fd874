import { dispose } from '@livekit/rtc-node';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { RecorderState } from '#server/modules/recordings/contract.ts';
import { chairName, technicianName } from '#tests/support/consultation.ts';
import { killHard, type RecordedMeeting, startRecordedMeeting, until } from '#tests/support/recorded-meeting.ts';
import type { SignalPublisher } from '#tests/support/signal-publisher.ts';

// What the recording bears besides its own death: the node that runs the recorder, and the media server.

let house: RecordedMeeting;
let hall: SignalPublisher;

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};
const recorded = (since: number) => until('a segment', async () => (await house.segmentsSince(since)) > 0);
/** The newest segment that began before an instant, and the first one after it. */
async function around(at: number) {
  const rows = await house.rows<{ starts_at: Date; duration_ms: number; has_discontinuity: boolean }>(
    'select starts_at, duration_ms, has_discontinuity from recording_segment order by seq',
  );
  const list = rows.map(({ starts_at, duration_ms, has_discontinuity: isBreak }) => {
    const startsAt = starts_at.getTime();
    return { startsAt, endsAt: startsAt + duration_ms, isBreak };
  });
  return { before: list.findLast(({ startsAt }) => startsAt < at), after: list.find(({ startsAt }) => startsAt > at) };
}
async function state(): Promise<RecorderState | null> {
  const [row] = await house.rows<{ state: RecorderState | null }>('select state from recording_lease');
  return row?.state ?? null;
}

beforeAll(async () => {
  house = await startRecordedMeeting('节点与媒体服务器');
  hall = await house.publish(technicianName, { colour: [100, 60, 60], hz: 0, hasSignal: false });
  await until('the picture', async () => (await state())?.videoTracks === 1);
}, 60_000);
afterAll(async () => {
  await hall.leave();
  await house.close();
  await dispose();
});

test('G8 G12 when its node is killed the recorder stores what it has and ends; the next node goes on', async () => {
  const pid = await until('the recorder', () => house.recorderPid());
  await recorded(Date.now());
  const killedAt = Date.now();
  await house.product.kill9();
  await until('the end of the recorder', () => !isAlive(pid));
  await house.product.restart();
  await recorded(killedAt + 1_000);
  // Nothing of what was composed is lost: the last segment reaches to where the node died.
  const { before, after } = await around(killedAt);
  expect(before?.endsAt).toBeGreaterThan(killedAt - 500);
  expect(after?.isBreak).toBe(true);
  const [lease] = await house.rows<{ count: string }>('select count(*) from recording_lease where held_until > now()');
  expect(Number(lease?.count)).toBe(1);
}, 60_000);

test('R13 the media server may die: the programme goes on, and takes up the pictures when they are there again', async () => {
  const livekit = house.livekitPid();
  if (livekit === undefined) throw new Error('there is no media server');
  const before = await state();
  killHard(livekit);
  const goneAt = Date.now();
  await recorded(goneAt);
  await hall.leave();
  // Tickets are refused until the media server answers again.
  hall = await until('the room', () =>
    house.publish(technicianName, { colour: [100, 60, 60], hz: 0, hasSignal: false }).catch(() => null),
  );
  await until('the picture', async () => (await state())?.videoTracks === 1);
  await recorded(Date.now());
  const now = await state();
  expect(now?.restarts).toBe(before?.restarts);
  expect(now?.status).toBe('recording');
  await house.command(chairName, 'meetings.endMeeting', {});
  await until(
    'the end',
    async () => (await house.rows('select 1 from recording_programme where ended_at is not null')).length > 0,
  );
}, 60_000);
