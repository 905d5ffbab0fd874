import { afterAll, beforeAll, expect, test } from 'vitest';
import { uuidV7 } from '#server/kernel/ids.ts';
import type { LiveService } from '#server/live-service.ts';
import { standing } from '#server/modules/polls/state.ts';
import { settingsOf } from '#tests/support/polls.ts';
import { startTwoNodes, type TwoNodes } from '#tests/support/two-nodes.ts';
import { type Assembly, assemble, hireVoters, type Voter } from '#tests/support/votes.ts';
import type * as Codes from './codes.ts';
import type { AttendanceState } from './state.ts';

let nodes: TwoNodes;
let prisma: TwoNodes['prisma'];
let codes: typeof Codes;

beforeAll(async () => {
  nodes = await startTwoNodes();
  ({ prisma } = nodes);
  codes = await import('./codes.ts');
});
afterAll(() => nodes.close());

const node = (index: number): LiveService => nodes.node(index);

/** A live meeting in which the first `online` of its members came to the room before the start. */
async function gather(members: number, online: number): Promise<Assembly> {
  const people = await hireVoters(prisma, members + 2);
  const { createHead } = node(0).meetingEnvironment();
  return assemble(
    createHead,
    (...command) => node(0).hub.submit(...command),
    people,
    (index) => index < online,
  );
}

/** Sends to one node and wants it taken. */
async function must(
  at: number,
  { meetingId }: Assembly,
  { actor }: Voter,
  type: string,
  input: object,
): Promise<unknown> {
  const ack = await node(at).hub.submit(meetingId, uuidV7(), type, input, actor);
  if (!ack.ok) throw new Error(`${type}: ${ack.error.code}`);
  return ack.output;
}

async function attendanceAt(at: number, { meetingId }: Assembly): Promise<AttendanceState> {
  return (await node(at).currentStateOf(meetingId))?.['attendance'] as AttendanceState;
}

const versionOf = async (house: Assembly, { userId }: Voter): Promise<number> =>
  (await attendanceAt(0, house)).people[userId]?.version ?? 0;

async function instantsOf({ meetingId }: Assembly, type: string): Promise<readonly number[]> {
  const list = await prisma.logEvent.findMany({ where: { meetingId, type }, orderBy: { seq: 'asc' } });
  return list.map(({ at }) => Number(at));
}

const enter = { deviceId: 'device-one', mode: 'video', consentVersion: '1' };
const appUrl = 'https://hub.example';

test('A1 A8 A10 D22 D32 everybody is counted once, whatever node and proof, in the vote and in the rows after the end', async () => {
  const house = await gather(12, 3);
  const { meetingId, chair, clerk } = house;
  const [online, early, leaver, byCode, byDesk, byMemberCode, manual, undone, late, excused, both, absent] =
    house.members;
  if (!online || !early || !leaver || !byCode || !byDesk || !byMemberCode) throw new Error('too few members');
  if (!manual || !undone || !late || !excused || !both || !absent) throw new Error('too few members');
  const desk = (at: number, input: object) => must(at, house, clerk, 'attendance.checkInAtDesk', input);
  const [startedAt = 0] = await instantsOf(house, 'meetings.meetingStarted');

  // Without a grace, who comes after the start is late and who goes before the end has left early.
  await must(1, house, clerk, 'attendance.setSettings', { basedOn: 0, graceMs: 0 });
  const { code } = codes.hallCode(appUrl, meetingId, Date.now());
  await must(1, house, byCode, 'attendance.checkInByCode', { code });
  // The same proof on two nodes at once.
  await Promise.all([0, 1].map((at) => desk(at, { by: 'name', userId: byDesk.userId })));
  await desk(1, { by: 'memberCode', code: codes.memberCode(meetingId, byMemberCode.userId, Date.now()).code });
  const came = { userId: manual.userId, place: 'venue', reason: '本人迟签', at: startedAt - 1 };
  await must(1, house, clerk, 'attendance.checkInManually', came);
  await desk(0, { by: 'name', userId: undone.userId });
  const mistaken = { userId: undone.userId, basedOn: await versionOf(house, undone), reason: '签错' };
  await must(1, house, clerk, 'attendance.undoStep', mistaken);
  await must(1, house, late, 'rooms.enterRoom', enter);
  // In the hall with a phone that is in the room too: in the hall, once.
  await must(0, house, both, 'rooms.enterRoom', enter);
  await must(1, house, both, 'attendance.checkInByCode', { code });
  const gone = { userId: early.userId, basedOn: await versionOf(house, early), reason: '' };
  await must(1, house, clerk, 'attendance.checkOut', gone);
  await must(1, house, leaver, 'rooms.leaveRoom', { deviceId: enter.deviceId });
  await must(0, house, excused, 'attendance.requestLeave', { kind: 'absence', reason: '出差' });
  const decision = { userId: excused.userId, basedOn: 1, isApproved: true, answer: '同意' };
  await must(1, house, chair, 'attendance.decideLeave', decision);

  const here = [online, byCode, byDesk, byMemberCode, manual, late, both].map(({ userId }) => userId);
  for (const at of [0, 1]) {
    const { totals } = await attendanceAt(at, house);
    expect(totals).toEqual({ entitled: 12, present: 7, venue: 5, online: 2, onLeave: 1 });
  }
  // Every check-in went to some node; the vote is drafted on one and opened on the other.
  for (const at of [0, 1]) {
    const draft = { settings: settingsOf({ countsLeave: at === 0 }), lists: { electors: [], hand: [] } };
    const { pollId } = (await must(at, house, clerk, 'polls.draftPoll', draft)) as { pollId: string };
    await must(1 - at, house, chair, 'polls.openPoll', { pollId, basedOn: 1 });
    const fixed = await prisma.logEvent.findFirst({
      where: { meetingId, type: 'polls.electorateFixed' },
      orderBy: { seq: 'desc' },
    });
    const { people } = JSON.parse(fixed?.payload ?? '{}') as { people: Record<string, number> };
    const present = Object.keys(people).filter((userId) => ((people[userId] ?? 0) & standing.present) !== 0);
    const voting = Object.keys(people).filter((userId) => ((people[userId] ?? 0) & standing.device) !== 0);
    expect([present.toSorted(), voting.toSorted()]).toEqual([here.toSorted(), here.toSorted()]);
    // Approved leave counts among the entitled unless the vote says otherwise (D22).
    expect(Object.keys(people)).toHaveLength(at === 0 ? 12 : 11);
    await must(at, house, chair, 'polls.cancelPoll', { pollId, basedOn: 2, reason: '核对完毕' });
  }

  await must(1, house, chair, 'meetings.endMeeting', {});
  const [endedAt = 0] = await instantsOf(house, 'meetings.meetingEnded');
  const rows = new Map(
    (await prisma.attendancePresence.findMany({ where: { meetingId } })).map((row) => [row.userId, row]),
  );
  const invited = [chair, clerk, ...house.members];
  expect([...rows.keys()].toSorted()).toEqual(invited.map(({ userId }) => userId as string).toSorted());
  const rowOf = ({ userId }: Voter) => rows.get(userId);
  const stayed = { status: 'present', isLate: false, hasLeftEarly: false, leftAt: null };
  expect(rowOf(online)).toMatchObject({ ...stayed, place: 'online', firstMeans: 'room', isOfBody: true });
  expect(rowOf(byCode)).toMatchObject({ ...stayed, place: 'venue', firstMeans: 'hallCode', isLate: true });
  expect(rowOf(byDesk)).toMatchObject({ ...stayed, place: 'venue', firstMeans: 'desk', isLate: true });
  expect(rowOf(byMemberCode)).toMatchObject({ ...stayed, place: 'venue', firstMeans: 'memberCode', isLate: true });
  const firstAt = new Date(startedAt - 1);
  expect(rowOf(manual)).toMatchObject({ ...stayed, place: 'venue', firstMeans: 'manual', firstAt });
  expect(rowOf(late)).toMatchObject({ ...stayed, place: 'online', firstMeans: 'room', isLate: true });
  expect(rowOf(both)).toMatchObject({ ...stayed, place: 'venue', firstMeans: 'room', isLate: true });
  for (const one of [early, leaver])
    expect(rowOf(one)).toMatchObject({ status: 'left', place: null, isLate: false, hasLeftEarly: true });
  for (const one of [undone, absent]) expect(rowOf(one)).toMatchObject({ status: 'absent', firstAt: null });
  const leave = { leaveKind: 'absence', leaveStage: 'approved', leaveReason: '出差', leaveAnswer: '同意' };
  expect(rowOf(excused)).toMatchObject({ status: 'leave', firstAt: null, ...leave });
  expect(rowOf(chair)).toMatchObject({ status: 'absent', isOfBody: false });
  // Minutes online run from entering to leaving or to the end, also for who was checked out and for who is in the hall.
  const entered = async ({ userId }: Voter): Promise<number> => {
    const list = await prisma.logEvent.findMany({ where: { meetingId, type: 'rooms.personEntered' } });
    return Number(list.find(({ payload }) => payload?.includes(userId))?.at ?? 0);
  };
  for (const one of [online, early, late, both])
    expect(Number(rowOf(one)?.onlineMs)).toBe(endedAt - (await entered(one)));
  expect(Number(rowOf(leaver)?.onlineMs)).toBe((rowOf(leaver)?.leftAt?.getTime() ?? 0) - (await entered(leaver)));
  for (const one of [byCode, byDesk, manual, absent]) expect(Number(rowOf(one)?.onlineMs)).toBe(0);

  // What is put right after the end reaches the row.
  const forgotten = { userId: absent.userId, place: 'venue', reason: '漏签', at: startedAt };
  await must(0, house, clerk, 'attendance.checkInManually', forgotten);
  const corrected = await prisma.attendancePresence.findFirst({ where: { meetingId, userId: absent.userId } });
  expect(corrected).toMatchObject({ status: 'present', isLate: false, firstMeans: 'manual' });
});
