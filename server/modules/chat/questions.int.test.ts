import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Actor } from '#server/kernel/actor.ts';
import { type UserId, uuidV7 } from '#server/kernel/ids.ts';
import type { CommandAck } from '#server/kernel/protocol.ts';
import { startTwoNodes, type TwoNodes } from '#tests/support/two-nodes.ts';
import { type Assembly, assemble, hireVoters } from '#tests/support/votes.ts';
import type * as Chat from './index.ts';
import type * as Queries from './queries.ts';
import type { ChatState } from './state.ts';

let nodes: TwoNodes;
let queries: typeof Queries;
let chat: typeof Chat;
let house: Assembly;

beforeAll(async () => {
  nodes = await startTwoNodes();
  queries = await import('./queries.ts');
  chat = await import('./index.ts');
  const people = await hireVoters(nodes.prisma, 4);
  house = await assemble(
    nodes.node(0).meetingEnvironment().createHead,
    (...command) => nodes.node(0).hub.submit(...command),
    people,
    () => true,
  );
});
afterAll(() => nodes.close());

const officer: Actor = {
  kind: 'user',
  userId: uuidV7() as UserId,
  role: 'officer',
  sessionId: 's',
  name: '办公室',
};
const resident = (n: number): Actor => ({
  kind: 'visitor',
  visitorId: `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`,
  phoneVerified: true,
  name: `居民${n}`,
});
const send = (at: number, actor: Actor, type: string, input: object, commandId = uuidV7()): Promise<CommandAck> =>
  nodes.node(at).hub.submit(house.meetingId, commandId, `chat.${type}`, input, actor);
async function must(at: number, actor: Actor, type: string, input: object): Promise<{ messageId: string }> {
  const ack = await send(at, actor, type, input);
  if (!ack.ok) throw new Error(`${type}: ${ack.error.code}`);
  return ack.output as { messageId: string };
}
const ask = async (n: number, text: string, at = n % 2): Promise<string> =>
  (await must(at, resident(n), 'submitQuestion', { text })).messageId;
const lead = (at: number, type: string, input: object) => must(at, house.chair.actor, type, input);
const stateAt = async (at: number): Promise<ChatState> =>
  (await nodes.node(at).currentStateOf(house.meetingId))?.['chat'] as ChatState;
const mine = (n: number) => queries.ownQuestions(resident(n), house.meetingId);

/** Every table whose rows hold the words anywhere, and how many do. */
async function tablesWith(words: string): Promise<readonly string[]> {
  const { rows } = await nodes.pool.query<{ name: string }>(
    `select quote_ident(table_name) as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'`,
  );
  const found: string[] = [];
  for (const { name } of rows) {
    const hits = await nodes.pool.query<{ n: number }>(
      `select count(*)::int as n from ${name} as t where position($1 in t::text) > 0`,
      [words],
    );
    if ((hits.rows[0]?.n ?? 0) > 0) found.push(name);
  }
  return found;
}

test('C3 a blocked question reaches nobody and stays nowhere; its author is told', async () => {
  expect(await chat.addWords(officer, ['代办假证'], 'block')).toMatchObject({ ok: true });
  const before = (await stateAt(0)).pending.length;
  const ack = await send(0, resident(1), 'submitQuestion', { text: '本人代★办假证，价格面谈哪里找我最快' });
  expect(ack).toMatchObject({ ok: false, error: { kind: 'invalid_input', code: 'chat.blockedWord' } });
  expect((await stateAt(0)).pending).toHaveLength(before);
  expect(await tablesWith('价格面谈哪里找我最快')).toEqual([]);
  expect(await mine(1)).toEqual([]);
  // The words of one that was taken do stand somewhere, so the search finds what is there.
  await ask(1, '价格公示栏放在社区什么地方？');
  expect(await tablesWith('价格公示栏放在社区')).toContain('chat_message');
});

test('C15 C17 C27 near questions of many residents are shown as one, and each author reads what became of theirs', async () => {
  const first = await ask(11, '片区新小学什么时候开工？');
  const second = await ask(12, '片区小学啥时候能开工？孩子明年九月就要上学了。');
  const third = await ask(13, '请问更新片区的新小学几时动工？');
  await ask(14, '片区新小学什么时候招生？');
  const groups = (await stateAt(1)).pending.filter(({ groupId }) => groupId === first);
  expect(groups.map(({ messageId }) => messageId)).toEqual([first, second, third]);
  expect(await mine(13)).toMatchObject([{ status: 'pending', alike: 2, shown: null, reviewedAt: null }]);
  expect(await mine(14)).toMatchObject([{ status: 'pending', alike: 0 }]);

  await lead(1, 'publishMessage', { messageId: second, others: [first, third] });
  expect(await mine(12)).toMatchObject([
    { status: 'published', alike: 2, shown: null, reviewedAt: expect.any(Number) },
  ]);
  expect(await mine(11)).toMatchObject([
    { status: 'published', alike: 2, shown: '片区小学啥时候能开工？孩子明年九月就要上学了。' },
  ]);
  const answer = { by: '区教育部门', text: '今年十月开工。', turnId: null };
  await lead(0, 'answerQuestion', { messageId: second, answer });
  await lead(0, 'showQuestion', { messageId: second });
  expect(await mine(13)).toMatchObject([
    { answer: { by: '区教育部门', text: '今年十月开工。' }, onScreenAt: expect.any(Number) },
  ]);
  // What stood for the others is taken down: nobody is told that theirs still shows.
  await lead(0, 'deleteMessage', { messageId: second, reason: '含个人信息' });
  expect(await mine(11)).toMatchObject([{ status: 'deleted' }]);
});

test('C19 C27 a decline says why, and taking it back makes the question wait again', async () => {
  const messageId = await ask(21, '我家住几号楼几单元，电梯老是坏');
  await lead(0, 'declineMessage', { messageId, reason: 'personalData', note: '去掉楼号后可以再交。' });
  expect(await mine(21)).toMatchObject([{ status: 'declined', reason: 'personalData', note: '去掉楼号后可以再交。' }]);
  await lead(1, 'restoreQuestions', { messageIds: [messageId] });
  expect(await mine(21)).toMatchObject([{ status: 'pending', reason: null, note: null, reviewedAt: null }]);
});

test('C22 whatever node and however often, a proved phone is one vote, and the log names nobody', async () => {
  const messageId = await ask(31, '河边步道晚上没有灯，什么时候装？');
  await lead(0, 'publishMessage', { messageId });
  const voters = Array.from({ length: 20 }, (_, n) => 100 + n);
  const vote = (n: number, at: number, commandId?: string) =>
    send(at, resident(n), 'upvoteQuestion', { messageId, isFor: true }, commandId);
  const repeated = uuidV7();
  const acks = await Promise.all([
    ...voters.flatMap((n) => [vote(n, 0), vote(n, 1)]),
    vote(100, 0, repeated),
    vote(100, 1, repeated),
  ]);
  expect(acks.filter(({ ok }) => !ok)).toEqual([]);
  for (const at of [0, 1]) {
    const question = (await stateAt(at)).published.find((one) => one.messageId === messageId);
    expect([at, question?.upvotes]).toEqual([at, 20]);
  }
  const row = await nodes.prisma.chatMessage.findUniqueOrThrow({ where: { id: messageId } });
  expect(row.upvotes).toBe(20);
  const votes = await nodes.prisma.logEvent.findMany({
    where: { meetingId: house.meetingId, type: 'chat.questionUpvoted' },
  });
  expect(votes).toHaveLength(20);
  expect(JSON.stringify(votes.map(({ actor, payload }) => [actor, payload]))).not.toContain(
    '00000000-0000-7000-8000-0000000001',
  );
});

test('C23 C24 a question is given to somebody on the queue, spoken to in a turn, and answered with a link to it', async () => {
  const messageId = await ask(41, '菜场改造以后摊位费会不会涨？');
  const [member] = house.members;
  const speaking = async (at: number, type: string, input: object): Promise<CommandAck> =>
    nodes.node(at).hub.submit(house.meetingId, uuidV7(), `speaking.${type}`, input, house.chair.actor);
  const add = { userId: member?.userId, kind: 'speech', checkIn: true, questionId: messageId };
  expect(await speaking(0, 'addEntry', add)).toMatchObject({ ok: false, error: { code: 'chat.notPublished' } });
  await lead(0, 'publishMessage', { messageId });
  const added = await speaking(1, 'addEntry', add);
  if (!added.ok) throw new Error(added.error.code);
  const { entryId } = added.output as { entryId: string };
  const floor = (await nodes.node(1).currentStateOf(house.meetingId))?.['speaking'] as { floorVersion: number };
  const granted = await speaking(1, 'grantFloor', { entryId, basedOn: 1, floor: floor.floorVersion });
  if (!granted.ok) throw new Error(granted.error.code);
  const { turnId } = granted.output as { turnId: string };
  expect(await mine(41)).toMatchObject([{ raised: { by: expect.any(String) }, answer: null }]);
  await lead(0, 'answerQuestion', { messageId, answer: { by: '市场监管部门', text: null, turnId } });
  const row = await nodes.prisma.chatMessage.findUniqueOrThrow({ where: { id: messageId } });
  expect([row.raisedTurnId, row.answerTurnId]).toEqual([turnId, turnId]);
});

test('C25 the export holds every question as a table, and no cell that an office program would run', async () => {
  const messageId = await ask(51, '=1+1 是不是，"等于" 2？');
  await lead(0, 'markOpinion', { messageId, note: '转街道' });
  const text = (await queries.exportQuestions(officer, house.meetingId)) ?? '';
  expect(await queries.exportQuestions(resident(51), house.meetingId)).toBeNull();
  const lines = text.split('\r\n');
  const line = lines.find((one) => one.startsWith(messageId));
  expect(line).toContain(`"'=1+1 是不是，""等于"" 2？",pending`);
  expect(line).toContain('yes,转街道');
  const count = await nodes.prisma.chatMessage.count({ where: { meetingId: house.meetingId, channel: 'public' } });
  expect(lines).toHaveLength(count + 2);
});

test('L9 C10 redacted words go from the rows of questions and answers too', async () => {
  const messageId = await ask(61, '这条会被抹去的提问内容');
  await lead(0, 'publishMessage', { messageId });
  await lead(0, 'answerQuestion', { messageId, answer: { by: '某部门', text: '这条答复也会被抹去', turnId: null } });
  const events = await nodes.prisma.logEvent.findMany({
    where: {
      meetingId: house.meetingId,
      type: { in: ['chat.questionSubmitted', 'chat.questionPublished', 'chat.questionAnswered'] },
    },
    orderBy: { seq: 'asc' },
  });
  const seqs = events.filter(({ payload }) => JSON.stringify(payload).includes(messageId)).map(({ seq }) => seq);
  expect(seqs).toHaveLength(3);
  const ack = await nodes
    .node(0)
    .hub.submit(house.meetingId, uuidV7(), 'log.redactEvents', { seqs, reason: '本人要求' }, officer);
  expect(ack).toMatchObject({ ok: true });
  const row = await nodes.prisma.chatMessage.findUniqueOrThrow({ where: { id: messageId } });
  expect([row.text, row.answerText]).toEqual([null, null]);
});
