import { dispose, type Room } from '@livekit/rtc-node';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { uuidV7 } from '#server/kernel/ids.ts';
import { Circle, deviceId } from '#tests/support/circle.ts';
import { publishCamera } from '#tests/support/media-clients.ts';
import { type Account, type MediaService, startMediaService } from '#tests/support/media-service.ts';

// A withdrawal is the media server's to feel: programs of somebody's own making ask it, none of our pages.

const patience = { timeout: 30_000, interval: 20 };
let house: MediaService;
let consents: typeof import('./commands.ts');
let prisma: typeof import('#server/platform/db.ts').prisma;
let circle: Circle;
let chair: Account;
let ann: Account;
let bea: Account;

beforeAll(async () => {
  house = await startMediaService();
  consents = await import('./commands.ts');
  ({ prisma } = await import('#server/platform/db.ts'));
});
beforeEach(async () => {
  circle = await Circle.meet(house);
  ({ chair, ann, bea } = circle);
});
afterEach(() => circle.disperse());
afterAll(async () => {
  await house.close();
  await dispose();
});

const codeOf = async (actor: Account, type: string, input: object = {}): Promise<string | null> => {
  const ack = await house.service.hub.submit(circle.meetingId, uuidV7(), type, input, actor);
  return ack.ok ? null : ack.error.code;
};
const agree = async () => ({ deviceId, mode: 'video', consentVersion: await consents.currentVersion() });
const enter = async (who: Account): Promise<Room> => circle.enter(who, await consents.currentVersion());
const actsOf = ({ userId }: Account) =>
  prisma.consentAct.findMany({
    where: { meetingId: circle.meetingId, userId },
    orderBy: { seq: 'asc' },
    select: { kind: true, version: true, by: true },
  });

test('K5 F13 R30 a withdrawal in a turn ends it, and the picture is gone for everybody; listening goes on, and agreeing anew gives the right back', async () => {
  const home = await enter(ann);
  const watcher = await enter(bea);
  await circle.call(ann);
  await expect.poll(() => circle.mayPublish(ann), patience).toBe(true);
  await circle.publish(home);
  await expect.poll(() => circle.tracksOf(watcher, ann), patience).toBe(1);

  await circle.send(ann, 'consents.withdrawConsent');
  await expect.poll(() => circle.tracksOf(watcher, ann), patience).toBe(0);
  expect((await circle.speaking()).mainTurnId).toBeNull();
  expect(home.isConnected).toBe(true);
  await expect(publishCamera(home)).rejects.toThrow();
  expect(await codeOf(ann, 'speaking.requestToSpeak', { kind: 'speech', itemId: 'one' })).toBe('consents.youWithdrew');

  await circle.send(ann, 'consents.renewConsent', { version: await consents.currentVersion() });
  expect(await codeOf(ann, 'speaking.requestToSpeak', { kind: 'speech', itemId: 'one' })).toBeNull();
});

test('K5 R30 the right of a role ends with the consent too', async () => {
  const hall = await enter(chair);
  const watcher = await enter(bea);
  await circle.publish(hall);
  await expect.poll(() => circle.tracksOf(watcher, chair), patience).toBe(1);
  await circle.send(chair, 'consents.withdrawConsent');
  await expect.poll(() => circle.tracksOf(watcher, chair), patience).toBe(0);
  expect((await circle.ticketFor(chair)).canPublish).toBe(false);
});

test('K3 K4 who agreed to what, withdrew and agreed anew is kept as rows; coming in again after a withdrawal agrees to nothing', async () => {
  const version = await consents.currentVersion();
  await circle.send(ann, 'rooms.enterRoom', await agree());
  await circle.send(ann, 'consents.withdrawConsent');
  await circle.send(ann, 'rooms.enterRoom', { ...(await agree()), mode: 'audio' });
  await circle.send(ann, 'consents.renewConsent', { version });
  const officer = await house.account('officer');
  await circle.send(officer, 'consents.recordWithdrawal', { userId: ann.userId, reason: 'by letter' });
  const by = `user:${ann.userId}`;
  expect(await actsOf(ann)).toEqual([
    { kind: 'given', version, by },
    { kind: 'withdrawn', version: null, by },
    { kind: 'renewed', version, by },
    { kind: 'withdrawn', version: null, by: `user:${officer.userId}` },
  ]);
  await circle.send(chair, 'meetings.endMeeting');
  expect(await codeOf(bea, 'consents.withdrawConsent')).toBeNull();
});

test('K1 K2 the office publishes the next version; entering with the former is refused, and no version is ever changed', async () => {
  const officer = await house.account('officer');
  const before = await consents.currentConsent();
  const wording = { zh: { ...before.zh, line: '我同意本场会议录音录像并转写。' }, en: before.en };
  expect(await consents.publishConsent(ann, before.version, wording)).toMatchObject({ ok: false });
  const published = await consents.publishConsent(officer, before.version, wording);
  expect(published).toEqual({ ok: true, value: { version: String(Number(before.version) + 1) } });
  // Somebody who saw the version before the newest does not publish over it.
  expect(await consents.publishConsent(officer, before.version, wording)).toMatchObject({
    ok: false,
    error: { kind: 'conflict' },
  });
  const old = { deviceId, mode: 'video', consentVersion: before.version };
  expect(await codeOf(ann, 'rooms.enterRoom', old)).toBe('rooms.consentOutdated');
  expect(await codeOf(ann, 'rooms.enterRoom', await agree())).toBeNull();
  await expect(prisma.consentText.updateMany({ data: { zhLine: 'another' } })).rejects.toThrow(/never changed/);
  await expect(prisma.consentText.deleteMany({})).rejects.toThrow(/never changed/);
  expect(await prisma.consentText.count()).toBe(Number(before.version) + 1);
});
