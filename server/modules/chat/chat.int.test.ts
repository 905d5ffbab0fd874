import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Actor } from '#server/kernel/actor.ts';
import { type UserId, uuidV7 } from '#server/kernel/ids.ts';
import { createTestDatabase, leaveTestPostgres, type TestDatabase } from '#tests/support/database.ts';
import { TEST_AUTH_SECRET } from '#tests/support/product.ts';

let database: TestDatabase;
let chat: typeof import('./index.ts');
let commands: typeof import('./commands.ts');
let close: () => Promise<void>;

const asUser = (role: 'officer' | 'member'): Actor => ({
  kind: 'user',
  userId: uuidV7() as UserId,
  role,
  sessionId: uuidV7(),
  name: '测试',
});
const officer = asUser('officer');
const kindsOf = async () => Object.fromEntries((await chat.wordLists(officer)).map(({ word, kind }) => [word, kind]));

beforeAll(async () => {
  database = await createTestDatabase();
  Object.assign(process.env, { DATABASE_URL: database.url, AUTH_SECRET: TEST_AUTH_SECRET });
  ({ closeDatabase: close } = await import('#server/platform/db.ts'));
  chat = await import('./index.ts');
  commands = await import('./commands.ts');
});
afterAll(async () => {
  await close();
  await database.drop();
  await leaveTestPostgres();
});

test('C13 the office keeps the lists, a word stands in one of them, and others neither read nor write', async () => {
  expect(await chat.addWords(officer, ['加微信', ' 加微信 ', '群发', '，。'], 'review')).toMatchObject({
    value: { count: 2 },
  });
  expect(await chat.addWords(officer, ['加微信'], 'block')).toMatchObject({ ok: true });
  expect(await kindsOf()).toEqual({ 加微信: 'block', 群发: 'review' });
  expect(await chat.addWords(officer, ['！！'], 'block')).toMatchObject({ error: { code: 'words.nothingToAdd' } });
  const member = asUser('member');
  expect(await chat.wordLists(member)).toEqual([]);
  expect(await chat.addWords(member, ['词'], 'block')).toMatchObject({ error: { code: 'forbidden' } });
  expect(await chat.removeWord(member, '群发')).toMatchObject({ error: { code: 'forbidden' } });
  expect(await kindsOf()).toEqual({ 加微信: 'block', 群发: 'review' });
});

test('C13 a change holds for the next message, and what another node changed within two seconds', async () => {
  const found = async (text: string, now?: number) => (await chat.currentMatcher(now)).find(text).blocked;
  await chat.addWords(officer, ['代写提案'], 'block');
  expect(await found('可代写提案')).toEqual(['代写提案']);
  const { prisma } = await import('#server/platform/db.ts');
  await prisma.chatWord.deleteMany({ where: { word: '代写提案' } });
  expect(await found('可代写提案', Date.now() + 2_001)).toEqual([]);
  await chat.removeWord(officer, '加微信');
  expect(await found('加微信')).toEqual([]);
});

test('C14 a tried text is told what would become of it, by which words, and how it was read', async () => {
  await chat.addWords(officer, ['兼职刷单'], 'block');
  expect(await commands.tryText('兼 职-刷Ⓓ单，兼·职刷 单')).toEqual({
    verdict: 'blocked',
    blocked: ['兼职刷单'],
    review: [],
    hasLink: false,
    seenAs: '兼职刷d单兼职刷单',
  });
  expect(await commands.tryText('群 发')).toMatchObject({ verdict: 'review', review: ['群发'] });
  expect(await commands.tryText('请看 www.example.cn')).toMatchObject({ verdict: 'review', hasLink: true });
  expect(await commands.tryText('学位什么时候落实？')).toMatchObject({ verdict: 'clean' });
});
