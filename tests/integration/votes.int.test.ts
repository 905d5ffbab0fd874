import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Actor } from '#server/kernel/actor.ts';
import { type MeetingId, uuidV7 } from '#server/kernel/ids.ts';
import type { CommandAck } from '#server/kernel/protocol.ts';
import type { SubmitCommand } from '#server/kernel/server-module.ts';
import type { LiveService } from '#server/live-service.ts';
import type { RollRow } from '#server/modules/polls/lines.ts';
import type { ChainedPaper } from '#server/modules/polls/list.ts';
import type { Poll, PollsState } from '#server/modules/polls/state.ts';
import type { prisma as Prisma } from '#server/platform/db.ts';
import { createTestDatabase, type TestDatabase } from '#tests/support/database.ts';
import { no, receiptOf, settingsOf, yes } from '#tests/support/polls.ts';
import { type Product, startProduct, TEST_AUTH_SECRET } from '#tests/support/product.ts';
import { type Assembly, assemble, hireVoters, openPoll, type Voter } from '#tests/support/votes.ts';
import { VoteCheck } from '../../scripts/vote-check.ts';

// Votes on the real server: killed in the middle, read by everybody, exported and checked.

let database: TestDatabase;
let product: Product;
let service: LiveService;
let prisma: typeof Prisma;
let closeDatabase: () => Promise<void>;
let voters: readonly Voter[];

beforeAll(async () => {
  database = await createTestDatabase();
  Object.assign(process.env, { DATABASE_URL: database.url, AUTH_SECRET: TEST_AUTH_SECRET });
  const { readEnv } = await import('#server/platform/env.ts');
  const { LiveService: Service } = await import('#server/live-service.ts');
  ({ prisma, closeDatabase } = await import('#server/platform/db.ts'));
  // Only sets meetings up and looks; everything else is the product's.
  service = new Service(readEnv({ DATABASE_URL: database.url, AUTH_SECRET: TEST_AUTH_SECRET, LOG_LEVEL: 'silent' }));
  voters = await hireVoters(prisma, 42);
  product = await startProduct({
    databaseUrl: database.url,
    env: { SERVICES: 'realtime,worker', LOG_LEVEL: 'error', TRUST_PROXY: '1' },
  });
});
afterAll(async () => {
  await product.stop();
  await service.close();
  await closeDatabase();
  await database.drop();
});

const headersOf = (cookie: string, address = '198.18.0.1'): Record<string, string> => ({
  cookie,
  'content-type': 'application/json',
  'x-forwarded-for': address,
});

async function ask(voter: Voter | null, path: string): Promise<{ status: number; body: unknown; text: string }> {
  const response = await fetch(`${product.url}${path}`, { headers: headersOf(voter?.cookie ?? '') });
  const text = await response.text();
  const isJson = /application\/(problem\+)?json/.test(response.headers.get('content-type') ?? '');
  return { status: response.status, body: isJson ? JSON.parse(text) : null, text };
}

/** Sends until there is an answer, as a browser does: the same id, whatever dies in between. */
async function untilAnswered(meetingId: string, voter: Voter, commandId: string, type: string, input: unknown) {
  for (;;) {
    try {
      const response = await fetch(`${product.url}/api/live/${meetingId}/commands`, {
        method: 'POST',
        headers: headersOf(voter.cookie, `198.18.1.${voters.indexOf(voter)}`),
        body: JSON.stringify({ commandId, type, input }),
      });
      const ack = (await response.json()) as CommandAck;
      if (ack.ok || ack.error.kind !== 'unavailable') return ack;
    } catch {
      // The server is gone for the moment.
    }
    await sleep(50);
  }
}

/** The product's own door, for whoever has a session; the office's planning goes in directly. */
const submit: SubmitCommand = (meetingId, commandId, type, input, actor: Actor) => {
  const voter = voters.find((one) => actor.kind === 'user' && one.userId === actor.userId);
  return voter
    ? untilAnswered(meetingId, voter, commandId, type, input)
    : service.hub.submit(meetingId, commandId, type, input, actor);
};

const gather = (): Promise<Assembly> => assemble(service.meetingEnvironment().createHead, submit, voters);

async function pollOf(meetingId: MeetingId, pollId: string): Promise<Poll> {
  const state = await service.currentStateOf(meetingId);
  return (state?.['polls'] as PollsState | undefined)?.polls[pollId] as Poll;
}

async function counted(meetingId: MeetingId, pollId: string): Promise<Poll> {
  for (;;) {
    const poll = await pollOf(meetingId, pollId);
    if (poll.counted || poll.stage === 'invalid') return poll;
    await sleep(20);
  }
}

const step = async (house: Assembly, name: string, pollId: string, more: object = {}): Promise<CommandAck> => {
  const { version } = await pollOf(house.meetingId, pollId);
  return house.send(house.chair, `polls.${name}`, { pollId, basedOn: version, ...more });
};

const cast = (house: Assembly, pollId: string, voter: Voter, choice: object, receipt = receiptOf()) =>
  house.send(voter, 'polls.castBallot', { pollId, choice, receipt });

function check(text: string, hash?: string) {
  const vote = new VoteCheck();
  for (const line of text.trimEnd().split('\n')) vote.take(line);
  return vote.end(hash);
}

describe('votes on the real server', () => {
  test.each(['secret', 'named'] as const)(
    'D29 D25 %s: SIGKILL in the middle of an open vote loses no acked ballot and doubles none; the count comes after the restart',
    async (secrecy) => {
      const house = await gather();
      const pollId = await openPoll(house, settingsOf({ secrecy, electorate: 'all' }));
      const answered = { count: 0 };
      const storm = house.members.map(async (voter, index) => {
        await sleep(index * 8);
        const commandId = uuidV7();
        const receipt = receiptOf();
        const input = { pollId, choice: index % 3 === 0 ? no : yes, receipt };
        // Two tabs with the same command, and one that votes once more.
        const send = () => untilAnswered(house.meetingId, voter, commandId, 'polls.castBallot', input);
        const [one, other] = await Promise.all([send(), send()]);
        answered.count++;
        expect(other).toEqual(one);
        return { ack: one, receipt, again: await cast(house, pollId, voter, input.choice) };
      });
      while (answered.count < 8) await sleep(2);
      await product.kill9();
      await product.restart();
      const sent = await Promise.all(storm);
      for (const { ack } of sent) expect(ack).toMatchObject({ ok: true });
      for (const { again } of sent)
        expect(again.ok ? null : again.error.code).toBe(secrecy === 'secret' ? 'polls.alreadyVoted' : null);
      expect((await step(house, 'closePoll', pollId)).ok).toBe(true);
      // Killed again between closing and count, as often as not.
      await product.kill9();
      await product.restart();
      const poll = await counted(house.meetingId, pollId);
      const noes = house.members.filter((_, index) => index % 3 === 0).length;
      expect(poll.counted?.tally).toMatchObject({
        ballots: house.members.length,
        counts: { yes: house.members.length - noes, no: noes },
      });
      const papers = await prisma.pollPaper.findMany({ where: { pollId } });
      expect(papers).toHaveLength(house.members.length);
      if (secrecy === 'secret')
        expect(new Set(papers.map(({ receipt }) => receipt))).toEqual(new Set(sent.map(({ receipt }) => receipt)));
    },
  );

  test('D29 a timer survives the death of the server', async () => {
    const house = await gather();
    const pollId = await openPoll(house, settingsOf({ electorate: 'all', durationMs: 1_000 }));
    await product.kill9();
    await sleep(1_200);
    await product.restart();
    expect(await counted(house.meetingId, pollId)).toMatchObject({ stage: 'closed', closedBy: 'timer' });
  });

  test('D27 V6 who sees what: own standing, roll, list, export, each at its time', async () => {
    const house = await gather();
    const { meetingId, chair, clerk, members } = house;
    const [one, two] = members as readonly [Voter, Voter];
    const base = `/api/live/${meetingId}/polls`;
    for (const secrecy of ['named', 'confidential', 'secret'] as const) {
      const pollId = await openPoll(house, settingsOf({ secrecy, electorate: 'all' }));
      const receipt = receiptOf();
      await cast(house, pollId, one, yes, receipt);
      for (const voter of members.slice(1, 6)) await cast(house, pollId, voter, no);
      const own = async (voter: Voter) =>
        ((await ask(voter, `${base}/mine`)).body as { polls: { pollId: string; choice: unknown }[] }).polls.find(
          (poll) => poll.pollId === pollId,
        );
      const isSecret = secrecy === 'secret';
      expect(await own(one)).toMatchObject({ by: 'device', hasVoted: true, choice: isSecret ? null : yes });
      expect(await own(members[9] as Voter)).toMatchObject({ hasVoted: false, choice: null });
      const choicesFor = async (voter: Voter): Promise<number> => {
        const { roll } = (await ask(voter, `${base}/${pollId}/roll`)).body as {
          roll: (RollRow & { choice: unknown })[];
        };
        expect(roll.filter(({ hasVoted }) => hasVoted)).toHaveLength(6);
        return roll.filter(({ choice }) => choice !== null).length;
      };
      expect([await choicesFor(chair), await choicesFor(clerk)]).toEqual([0, 0]);
      expect((await ask(one, `${base}/${pollId}/roll`)).status).toBe(404);
      expect((await ask(one, `${base}/${pollId}/list`)).status).toBe(409);
      expect((await ask(clerk, `${base}/${pollId}/export`)).status).toBe(409);
      // Nothing of a choice is in what anybody reads of the log.
      for (const voter of [one, chair, clerk])
        expect((await ask(voter, `/api/live/${meetingId}/snapshot`)).text).not.toContain('"answer"');
      expect((await step(house, 'closePoll', pollId)).ok).toBe(true);
      const poll = await counted(meetingId, pollId);
      expect([await choicesFor(chair), await choicesFor(clerk)]).toEqual(
        { named: [6, 6], confidential: [0, 6], secret: [0, 0] }[secrecy],
      );
      expect((await ask(two, `${base}/${pollId}/list`)).status).toBe(secrecy === 'named' ? 200 : 409);
      expect((await step(house, 'publishPoll', pollId, { isConfirmed: true })).ok).toBe(true);
      const list = (await ask(null, `${base}/${pollId}/list`)).body as {
        listHash: string;
        papers: (ChainedPaper & { name: string | null })[];
      };
      expect(list.papers).toHaveLength(6);
      expect(list.listHash).toBe(poll.counted?.listHash);
      expect(list.papers.some((paper) => paper.receipt === receipt)).toBe(secrecy !== 'named');
      expect(list.papers.every(({ name }) => (name !== null) === (secrecy === 'named'))).toBe(true);
      const { text } = await ask(clerk, `${base}/${pollId}/export`);
      expect(check(text, list.listHash)).toMatchObject({ findings: [], ballots: 6, roll: 40 });
      expect((await ask(one, `${base}/${pollId}/export`)).status).toBe(404);
      const snapshot = (await ask(null, `/api/live/${meetingId}/snapshot`)).text;
      expect(snapshot).toContain('"outcome"');
      expect(snapshot).not.toContain('"answer"');
    }
  });

  test('D33 the public answers a straw poll once per device and not too often per address, with no account', async () => {
    const house = await gather();
    const settings = settingsOf({ form: 'straw', majority: null, electorate: 'public', secrecy: 'secret' });
    const pollId = await openPoll(house, settings);
    const path = `${product.url}/api/live/${house.meetingId}/polls/${pollId}/answer`;
    const answer = async (address: string, cookie = '') => {
      const body = JSON.stringify({ commandId: uuidV7(), choice: yes, receipt: receiptOf() });
      const response = await fetch(path, { method: 'POST', headers: headersOf(cookie, address), body });
      const device = response.headers.get('set-cookie')?.split(';')[0] ?? '';
      const { error } = (await response.json()) as { error?: { code: string } };
      return { code: error?.code ?? null, device };
    };
    const first = await answer('198.18.2.1');
    expect(first.code).toBeNull();
    expect((await answer('198.18.2.2', first.device)).code).toBe('polls.alreadyVoted');
    // A cookie that this server did not make is another device.
    expect((await answer('198.18.2.3', `${first.device}0`)).code).toBeNull();
    const codes: (string | null)[] = [];
    for (let index = 0; index < 45; index++) codes.push((await answer('198.18.2.4')).code);
    expect(codes.filter((code) => code === null)).toHaveLength(40);
    expect(new Set(codes.slice(40))).toEqual(new Set(['polls.tooManyFromAddress']));
    expect((await step(house, 'closePoll', pollId)).ok).toBe(true);
    const poll = await counted(house.meetingId, pollId);
    expect(poll.counted?.tally).toMatchObject({ ballots: 42, counts: { yes: 42 } });
    expect(poll.figures).toEqual({ entitled: 0, present: 0, electors: 0, hand: 0 });
    expect((await answer('198.18.2.9')).code).toBe('polls.voteClosed');
    const { text } = await ask(house.clerk, `/api/live/${house.meetingId}/polls/${pollId}/export`);
    expect(check(text).findings).toEqual([]);
  });
});
