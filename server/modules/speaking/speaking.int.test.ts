import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Actor } from '#server/kernel/actor.ts';
import { type MeetingId, type UserId, uuidV7 } from '#server/kernel/ids.ts';
import type { CommandAck } from '#server/kernel/protocol.ts';
import type { LiveService } from '#server/live-service.ts';
import type { SpeakingState } from '#server/modules/speaking/index.ts';
import type { prisma as Prisma } from '#server/platform/db.ts';
import { createTestDatabase, type TestDatabase } from '#tests/support/database.ts';

type Person = Extract<Actor, { kind: 'user' }>;
let database: TestDatabase;
let service: LiveService;
let prisma: typeof Prisma;
let closeDatabase: () => Promise<void>;
let chair: Person;
let members: readonly Person[];
let meetingId: MeetingId;

const person = (role: 'officer' | 'member'): Person => {
  const id = uuidV7();
  return { kind: 'user', userId: id as UserId, role, sessionId: id, name: `Person ${id.slice(-4)}` };
};
const submit = (actor: Actor, type: string, input: object): Promise<CommandAck> =>
  service.hub.submit(meetingId, uuidV7(), type, input, actor);
async function send(actor: Actor, type: string, input: object): Promise<Record<string, string>> {
  const ack = await submit(actor, type, input);
  expect(ack, type).toMatchObject({ ok: true });
  return (ack.ok ? ack.output : {}) as Record<string, string>;
}
const speaking = async (): Promise<SpeakingState> => (await service.stateOf(meetingId))?.['speaking'] as SpeakingState;
const call = async (who: Person, kind = 'speech'): Promise<string> => {
  const { floorVersion: floor } = await speaking();
  return (await send(chair, 'speaking.callSpeaker', { userId: who.userId, kind, floor }))['turnId'] ?? '';
};

beforeAll(async () => {
  database = await createTestDatabase();
  // The pool is made when the module is first read, so its address is set before.
  process.env['DATABASE_URL'] = database.url;
  process.env['AUTH_SECRET'] ??= 'x'.repeat(40);
  const { readEnv } = await import('#server/platform/env.ts');
  const { LiveService: Service } = await import('#server/live-service.ts');
  ({ prisma, closeDatabase } = await import('#server/platform/db.ts'));
  service = new Service(readEnv({ DATABASE_URL: database.url, AUTH_SECRET: 'x'.repeat(40), LOG_LEVEL: 'silent' }));
  const officer = person('officer');
  chair = person('member');
  members = [person('member'), person('member'), person('member')];
  for (const { userId, role, name } of [officer, chair, ...members])
    await prisma.user.create({ data: { id: userId, name, email: userId, username: userId, role } });
  meetingId = uuidV7() as MeetingId;
  await service.meetingEnvironment().createHead(meetingId);
  const details = { title: 'Consultation', kind: 'remote', label: '', place: '', access: 'public' };
  await send(officer, 'meetings.planMeeting', { ...details, plannedStartAt: 1, plannedEndAt: 2 });
  const plan = { parentId: null, kind: 'discussion', plannedMinutes: 10, visibility: 'public' };
  const items = ['one', 'two'].map((itemId) => ({ ...plan, itemId, title: itemId }));
  await send(officer, 'meetings.setAgenda', { items });
  await send(officer, 'meetings.setParticipants', {
    persons: [
      { userId: chair.userId, roles: ['chair'] },
      ...members.map(({ userId }) => ({ userId, roles: ['member'] })),
    ],
    sectorIds: [],
    committeeIds: [],
  });
  await send(chair, 'meetings.openMeeting', {});
  await send(chair, 'meetings.startMeeting', {});
  await send(chair, 'meetings.startItem', { itemId: 'one', basedOn: null });
  for (const one of members)
    await send(one, 'rooms.enterRoom', { deviceId: 'device-one', mode: 'video', consentVersion: '1' });
});
afterAll(async () => {
  await service.close();
  await closeDatabase();
  await database.drop();
});

const rows = () => prisma.speakingTurn.findMany({ where: { meetingId }, orderBy: { startedAt: 'asc' } });

test('F10 turns are rows: what was spoken, by whom, on which item, and how it ended', async () => {
  const [ann, bea, cat] = members as [Person, Person, Person];
  const first = await call(ann);
  await call(bea, 'interposedQuestion');
  expect((await rows()).map(({ endedAt }) => endedAt)).toEqual([null, null]);
  await call(cat);
  await send(chair, 'meetings.startItem', { itemId: 'two', basedOn: 'one' });
  const ended = await rows();
  expect(ended.map(({ userId, kind, endReason }) => [userId, kind, endReason])).toEqual([
    [ann.userId, 'speech', 'nextSpeaker'],
    [bea.userId, 'interposedQuestion', 'mainEnded'],
    [cat.userId, 'speech', 'itemLeft'],
  ]);
  expect(ended[1]?.answersTurnId).toBe(first);
  const { turns } = await speaking();
  expect(ended.map(({ startedAt }) => startedAt.getTime())).toEqual(turns.map(({ startedAt }) => startedAt));
  expect(ended.every(({ spentMs, startedAt, endedAt }) => spentMs <= Number(endedAt) - Number(startedAt))).toBe(true);
});

test('F10 D1 of many who are given the floor at the same moment one has it, in the log and in the rows', async () => {
  const { floorVersion: floor } = await speaking();
  const acks = await Promise.all(
    members.map(({ userId }) => submit(chair, 'speaking.callSpeaker', { userId, kind: 'speech', floor })),
  );
  expect(acks.filter((ack) => ack.ok)).toHaveLength(1);
  expect(acks.filter((ack) => !ack.ok && ack.error.code === 'speaking.stale')).toHaveLength(2);
  expect((await rows()).filter(({ endedAt }) => endedAt === null)).toHaveLength(1);
  // Turns that begin and end inside one batch leave rows as well.
  const { mainTurnId } = await speaking();
  const [ann] = members as [Person];
  const burst = [
    submit(chair, 'speaking.callSpeaker', { userId: ann.userId, kind: 'pointOfOrder', floor: floor + 1 }),
    submit(chair, 'speaking.callSpeaker', { userId: ann.userId, kind: 'speech', floor: floor + 3 }),
  ];
  expect((await Promise.all(burst)).every((ack) => ack.ok)).toBe(true);
  expect((await rows()).find(({ id }) => id === mainTurnId)?.endReason).toBe('nextSpeaker');
  expect((await rows()).filter(({ endedAt }) => endedAt === null)).toHaveLength(1);
});

test('F10 the database itself refuses a second open main turn, and a second open question', async () => {
  const row = (kind: string) => ({
    id: uuidV7(),
    meetingId,
    kind,
    userId: chair.userId,
    source: 'venue',
    startedAt: new Date(),
    spentMs: 0,
  });
  await expect(prisma.speakingTurn.create({ data: row('reply') })).rejects.toThrow();
  await prisma.speakingTurn.create({ data: row('interposedQuestion') });
  await expect(prisma.speakingTurn.create({ data: row('interposedQuestion') })).rejects.toThrow();
  await expect(prisma.speakingTurn.create({ data: { ...row('reply'), userId: null } })).rejects.toThrow();
});
