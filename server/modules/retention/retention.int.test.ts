import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Actor } from '#server/kernel/actor.ts';
import type { Storage } from '#server/platform/storage.ts';
import { type ReplayScene, startReplayScene } from '#tests/support/replay-scene.ts';

let scene: ReplayScene;
let clerk: typeof import('./clerk.ts');
let commands: typeof import('./commands.ts');
let queries: typeof import('./queries.ts');
let chain: typeof import('./chain.ts');
let repo: typeof import('./repo.ts');
beforeAll(async () => {
  scene = await startReplayScene();
  [clerk, commands, queries, chain, repo] = await Promise.all([
    import('./clerk.ts'),
    import('./commands.ts'),
    import('./queries.ts'),
    import('./chain.ts'),
    import('./repo.ts'),
  ]);
  await scene.submit(scene.house.chair.actor, 'meetings.endMeeting', {});
});
afterAll(() => scene.close());

const dayMs = 86_400_000;
const inDays = (days: number): number => Date.now() + days * dayMs;
const periods = { recordingDays: 60, wordDays: 180, auditDays: 365 };
const clerkWith = (storage: Storage) =>
  new clerk.RetentionClerk({
    storage,
    stateOf: (meetingId) => scene.nodes.node(0).currentStateOf(meetingId),
    submit: (...command) => scene.nodes.node(0).hub.submit(...command),
    personalTypes: scene.nodes.node(0).hub.modules.personalTypes,
  });
const filesThere = async (): Promise<number> => (await scene.storage.list(`recordings/${scene.meetingId}/`)).length;
const rowsThere = (): Promise<number> =>
  scene.nodes.prisma.recordingSegment.count({ where: { programme: { meetingId: scene.meetingId } } });
const told = async (action: string) => (await repo.listAudit(500)).filter((line) => line.action === action);

test('W1 W5 the office sets the periods, never below the law’s, and not over somebody else’s change', async () => {
  const member = scene.house.members[0]?.actor as Actor;
  expect(await commands.setPeriods(member, periods, 0)).toMatchObject({ ok: false, error: { code: 'forbidden' } });
  for (const [period, days, least] of [
    ['recordingDays', 59, 60],
    ['wordDays', 179, 180],
    ['auditDays', 1, 180],
  ] as const)
    expect(await commands.setPeriods(scene.officer, { ...periods, [period]: days }, 0)).toEqual({
      ok: false,
      error: { kind: 'invalid_input', code: `retention.${period}TooShort`, params: { least } },
    });
  expect(await commands.setPeriods(scene.officer, periods, 0)).toEqual({ ok: true, value: null });
  expect(await commands.setPeriods(scene.officer, periods, 0)).toMatchObject({
    ok: false,
    error: { code: 'retention.changedMeanwhile' },
  });
  await expect(scene.nodes.prisma.retentionSetting.updateMany({ data: { recordingDays: 59 } })).rejects.toThrow(
    /retention_setting_bounds/,
  );
  expect(await queries.retentionPeriods(scene.officer)).toEqual({ ...periods, version: 1 });
  expect((await queries.auditTrail(member)).lines).toEqual([]);
  expect(await queries.replayDesk(member)).toEqual([]);
});

test('W2 P6 nothing goes before its day, nor while it is held', async () => {
  await clerkWith(scene.storage).eraseDue(inDays(59));
  expect([await filesThere(), await rowsThere()]).toEqual([4, 3]);
  await scene.submit(scene.officer, 'replays.setHold', { isHeld: true, reason: 'a complaint' });
  await clerkWith(scene.storage).eraseDue(inDays(170));
  expect([await filesThere(), await rowsThere()]).toEqual([4, 3]);
  expect((await queries.replayDesk(scene.officer))[0]).toMatchObject({ replay: { heldFor: 'a complaint' } });
  await scene.submit(scene.officer, 'replays.setHold', { isHeld: false, reason: 'settled' });
});

test('W2 W3 recordings go files first; stopped half-way it goes on, and is told once', async () => {
  let removed = 0;
  const failing = new Proxy(scene.storage, {
    get(target, name) {
      const found: unknown = Reflect.get(target, name);
      if (name !== 'remove') return typeof found === 'function' ? found.bind(target) : found;
      return async (key: string): Promise<void> => {
        if (++removed > 2) throw new Error('the disk went away');
        await target.remove(key);
      };
    },
  });
  await expect(clerkWith(failing).eraseDue(inDays(61))).rejects.toThrow(/went away/);
  expect([await filesThere(), await rowsThere()]).toEqual([2, 3]);
  expect(await told('erasedRecordings')).toEqual([]);
  // The files are gone and told of, then the database refuses the rows: the next time tells nothing new.
  const { prisma } = scene.nodes;
  await prisma.$executeRaw`create function no_deletion() returns trigger language plpgsql as
    $$ begin raise exception 'the rows stay'; end $$`;
  await prisma.$executeRaw`create trigger no_deletion before delete on recording_segment
    for each row execute function no_deletion()`;
  await expect(clerkWith(scene.storage).eraseDue(inDays(61))).rejects.toThrow(/the rows stay/);
  await prisma.$executeRaw`drop function no_deletion cascade`;
  expect([await filesThere(), await rowsThere(), (await told('erasedRecordings')).length]).toEqual([0, 3, 1]);
  await clerkWith(scene.storage).eraseDue(inDays(61));
  await clerkWith(scene.storage).eraseDue(inDays(61));
  expect([await filesThere(), await rowsThere()]).toEqual([0, 0]);
  expect((await told('erasedRecordings')).map(({ meetingId, detail }) => [meetingId, detail])).toEqual([
    [scene.meetingId, { segments: 3, voices: 0 }],
  ]);
});

test('W2 words go by redaction once their time is over; the chain says by whom and why', async () => {
  const words = () =>
    scene.nodes.prisma.logEvent.findFirstOrThrow({
      where: { meetingId: scene.meetingId, type: 'chat.messagePosted' },
      select: { payload: true, salt: true },
    });
  await clerkWith(scene.storage).eraseDue(inDays(179));
  expect((await words()).payload).toContain('我来说两句');
  await clerkWith(scene.storage).eraseDue(inDays(181));
  await clerkWith(scene.storage).eraseDue(inDays(181));
  expect(await words()).toEqual({ payload: null, salt: null });
  expect(
    await scene.nodes.prisma.chatMessage.count({ where: { meetingId: scene.meetingId, text: { not: null } } }),
  ).toBe(0);
  expect((await told('erasedWords')).map(({ detail }) => detail)).toEqual([{ events: 1 }]);
  const redactions = await scene.nodes.prisma.logEvent.findMany({
    where: { meetingId: scene.meetingId, type: 'log.redacted' },
    select: { actor: true, payload: true },
  });
  expect(redactions).toHaveLength(1);
  expect(redactions[0]?.actor).toBe('system:retention');
  expect(redactions[0]?.payload).toContain('retention');
});

test('W4 the trail is one chain, also when many write at once; a changed line is found, and a person is told once a day', async () => {
  const member = scene.house.members[0]?.actor as Actor;
  await Promise.all(Array.from({ length: 12 }, () => commands.noteSeen(scene.meetingId, member)));
  await commands.noteSeen(scene.meetingId, member, inDays(1));
  expect(await told('replaySeen')).toHaveLength(2);
  await Promise.all([1, 2, 3, 4].map((version) => commands.noteConsentPublished(scene.officer, String(version))));
  const { lines, brokenAt } = await queries.auditTrail(scene.officer);
  expect(brokenAt).toBeNull();
  const actions = new Set(lines.map(({ action }) => action));
  for (const action of ['periodsSet', 'replaySeen', 'consentPublished', 'erasedRecordings', 'erasedWords'])
    expect(actions).toContain(action);
  for (const type of ['replays.holdSet', 'log.redacted']) expect(actions).toContain(type);
  const rows = (await repo.listAudit(500)).toReversed();
  expect(chain.brokenAt(rows)).toBeNull();
  const second = rows[1] as (typeof rows)[number];
  expect(chain.brokenAt(rows.map((row) => (row === second ? { ...row, actor: 'user:x' } : row)))).toBe(second.seq);
  expect(chain.brokenAt(rows.filter((row) => row !== second))).toBe(rows[2]?.seq);
});

test('W1 W4 the trail itself is kept its time, and what is left of it still verifies', async () => {
  const before = (await repo.listAudit(500)).length;
  await clerkWith(scene.storage).eraseDue(inDays(300));
  expect(await repo.listAudit(500)).toHaveLength(before);
  await clerkWith(scene.storage).eraseDue(inDays(600));
  const rows = (await repo.listAudit(500)).toReversed();
  expect(rows.length).toBeLessThan(before);
  expect(rows.at(-1)?.action).toBe('trailTrimmed');
  expect(chain.brokenAt(rows)).toBeNull();
});
