import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AccountRole, Actor } from '#server/kernel/actor.ts';
import { type UserId, uuidV7 } from '#server/kernel/ids.ts';
import { createTestDatabase, leaveTestPostgres, type TestDatabase } from '../../../tests/support/database.ts';
import type { CreateAccount } from './contract.ts';

const origin = 'http://localhost:3000';
let database: TestDatabase;
let identity: typeof import('./index.ts');
let keeping: typeof import('./accounts.ts');
let prisma: typeof import('#server/platform/db.ts').prisma;
let close: () => Promise<void>;

const asUser = (role: AccountRole, userId = uuidV7()): Actor => ({
  kind: 'user',
  userId: userId as UserId,
  role,
  sessionId: uuidV7(),
  name: '测试',
});
const officer = asUser('officer');
const admin = asUser('admin');
const wish = (username: string, more: Partial<CreateAccount> = {}): CreateAccount => ({
  username,
  name: username,
  role: 'department',
  post: '区教育局',
  phone: null,
  ...more,
});
async function created(username: string, more: Partial<CreateAccount> = {}, by = officer) {
  const result = await keeping.createAccount(by, wish(username, more));
  if (!result.ok) throw new Error(result.error.code);
  return result.value;
}
const signIn = (username: string, password: string) =>
  identity.signIn(username, password, new Headers({ origin, host: 'localhost:3000' }));
const cookieOf = (headers: Headers) =>
  new Headers({
    origin,
    cookie: headers
      .getSetCookie()
      .map((one) => one.split(';')[0])
      .join('; '),
  });
const rowOf = async (userId: string, by = officer) =>
  (await identity.accounts(by)).find((row) => row.userId === userId);

beforeAll(async () => {
  database = await createTestDatabase();
  Object.assign(process.env, {
    DATABASE_URL: database.url,
    APP_URL: origin,
    AUTH_SECRET: 'secret-of-the-account-tests-0123456789',
  });
  ({ prisma, closeDatabase: close } = await import('#server/platform/db.ts'));
  identity = await import('./index.ts');
  keeping = await import('./accounts.ts');
});
afterAll(async () => {
  await close();
  await database.drop();
  await leaveTestPostgres();
});

test('I16 officers keep the accounts of others, admins those of the office too, nobody else any', async () => {
  expect(await keeping.createAccount(officer, wish('boss', { role: 'officer' }))).toMatchObject({
    error: { code: 'forbidden' },
  });
  expect(await keeping.createAccount(asUser('member'), wish('nope'))).toMatchObject({ error: { code: 'forbidden' } });
  const { userId } = await created('clerk1', { role: 'officer' }, admin);
  expect(await rowOf(userId)).toMatchObject({ isMine: false });
  expect(await rowOf(userId, admin)).toMatchObject({ isMine: true });
  expect(await keeping.givePasswords(officer, [userId])).toMatchObject({ error: { code: 'forbidden' } });
  expect(await keeping.setStanding(officer, userId, true)).toMatchObject({ error: { code: 'forbidden' } });
  const { userId: dept } = await created('dept_a');
  const raised = { name: 'dept_a', role: 'admin' as const, post: '', phone: null };
  expect(await keeping.reviseAccount(officer, dept, raised)).toMatchObject({ error: { code: 'forbidden' } });
  expect(await identity.accounts(asUser('member'))).toEqual([]);
});

test('I16 user names and phones are one account’s alone', async () => {
  await created('same', { phone: '13800000001' });
  expect(await keeping.createAccount(officer, wish('same'))).toMatchObject({
    error: { code: 'identity.usernameTaken' },
  });
  expect(await keeping.createAccount(officer, wish('other1', { phone: '13800000001' }))).toMatchObject({
    error: { code: 'identity.phoneTaken' },
  });
});

test('I17 a first password signs in once it is changed; a new one ends sessions and lifts a lock', async () => {
  const { userId, password } = await created('first');
  expect(password).toMatch(/^[a-z2-9]{4}-[a-z2-9]{4}-[a-z2-9]{4}$/);
  expect(await rowOf(userId)).toMatchObject({ password: 'first' });
  const signedIn = await signIn('first', password);
  if (!signedIn.ok) throw new Error(signedIn.error.code);
  const cookie = cookieOf(signedIn.value);
  expect(await identity.actorOfHeaders(cookie)).toBeNull();
  const me = await identity.meOfHeaders(cookie);
  if (!me) throw new Error('nobody');
  await identity.changePassword(me, password, 'a-password-of-my-own', cookie);
  expect(await rowOf(userId)).toMatchObject({ password: 'own' });
  for (let i = 0; i < 5; i++) await signIn('first', 'wrong');
  expect((await signIn('first', 'a-password-of-my-own')).ok).toBe(false);
  const given = await keeping.givePasswords(officer, [userId]);
  if (!given.ok) throw new Error(given.error.code);
  expect(await identity.meOfHeaders(cookie)).toBeNull();
  expect((await signIn('first', 'a-password-of-my-own')).ok).toBe(false);
  expect((await signIn('first', given.value[0]?.password ?? '')).ok).toBe(true);
  const stored = JSON.stringify([await prisma.account.findMany(), await prisma.accountChange.findMany()]);
  expect(stored).not.toContain(password);
  expect(stored).not.toContain(given.value[0]?.password);
});

test('I17 passwords for many are given to all or to none', async () => {
  const [one, two] = [await created('many1'), await created('many2')];
  const { userId: office } = await created('many3', { role: 'officer' }, admin);
  expect(await keeping.givePasswords(officer, [one.userId, office])).toMatchObject({ error: { code: 'forbidden' } });
  expect((await signIn('many1', one.password)).ok).toBe(true);
  const given = await keeping.givePasswords(officer, [one.userId, two.userId]);
  expect(given.ok && given.value.map(({ username }) => username)).toEqual(['many1', 'many2']);
});

test('I18 a disabled account is signed out everywhere at once and cannot sign in; nobody disables their own', async () => {
  const { userId, password } = await created('leaving');
  const signedIn = await signIn('leaving', password);
  const listener = new pg.Client({ connectionString: database.url });
  await listener.connect();
  await listener.query('listen session_ended');
  const told = new Promise((resolve) => listener.once('notification', ({ payload }) => resolve(payload)));
  const session = await prisma.session.findFirst({ where: { userId }, select: { id: true } });
  expect((await keeping.setStanding(officer, userId, true)).ok).toBe(true);
  expect(await told).toBe(session?.id);
  await listener.end();
  expect(signedIn.ok && (await identity.meOfHeaders(cookieOf(signedIn.value)))).toBeNull();
  expect((await signIn('leaving', password)).ok).toBe(false);
  expect((await keeping.setStanding(officer, userId, false)).ok).toBe(true);
  expect((await signIn('leaving', password)).ok).toBe(true);

  const { userId: own } = await created('boss1', { role: 'admin' }, admin);
  const self = asUser('admin', own);
  expect(await keeping.setStanding(self, own, true)).toMatchObject({ error: { code: 'identity.ownAccount' } });
  expect(await keeping.givePasswords(self, [own])).toMatchObject({ error: { code: 'identity.ownAccount' } });
  const lowered = { name: 'boss1', role: 'officer' as const, post: '', phone: null };
  expect(await keeping.reviseAccount(self, own, lowered)).toMatchObject({ error: { code: 'identity.ownAccount' } });
});

test('I19 every act is kept with who and from what to what', async () => {
  const { userId } = await created('kept');
  await keeping.reviseAccount(officer, userId, { name: '新名', role: 'street', post: '东湖街道', phone: null });
  await keeping.setStanding(officer, userId, true);
  await keeping.setStanding(officer, userId, true);
  const acts = await prisma.accountChange.findMany({ where: { userId }, orderBy: { at: 'asc' } });
  expect(acts.map(({ act }) => act)).toEqual(['created', 'revised', 'disabled']);
  expect(acts[1]?.fields).toEqual({
    name: ['kept', '新名'],
    role: ['department', 'street'],
    post: ['区教育局', '东湖街道'],
  });
  expect(new Set(acts.map(({ byUserId }) => byUserId))).toEqual(new Set([officer.kind === 'user' && officer.userId]));
});
