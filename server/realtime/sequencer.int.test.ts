import fc from 'fast-check';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type MeetingId, uuidV7 } from '#server/kernel/ids.ts';
import {
  audiences,
  byContext,
  fold,
  initialState,
  type LiveModule,
  type LogEvent,
  maySee,
} from '#server/kernel/live.ts';
import type { CommandAck } from '#server/kernel/protocol.ts';
import { createTestDatabase, type TestDatabase } from '#tests/support/database.ts';
import { newMeeting, officer, otherOfficer, startNode, tallyLive } from '#tests/support/live.ts';
import { genesisHash, link } from './chain.ts';
import { type ChainedEvent, readEvents, writeBatch } from './log-store.ts';

let database: TestDatabase;
let admin: pg.Pool;
beforeAll(async () => {
  database = await createTestDatabase();
  admin = new pg.Pool({ connectionString: database.url, max: 2 });
});
afterAll(async () => {
  await admin.end();
  await database.drop();
});

const modules = byContext([tallyLive as LiveModule]);

async function chainOf(meetingId: string) {
  const { rows } = await admin.query('select *, at::float8 as at from log_event where meeting_id = $1 order by seq', [
    meetingId,
  ]);
  return rows;
}

/** Recomputes every link; a redacted payload is covered by its stored hash. */
async function expectWholeChain(meetingId: string, name: 'sha256' | 'sm3' = 'sha256'): Promise<number> {
  const rows = await chainOf(meetingId);
  let prev = genesisHash(name, meetingId);
  for (const [index, row] of rows.entries()) {
    expect(row.seq).toBe(index + 1);
    expect(row.prev_hash).toBe(prev);
    if (row.payload !== null) expect(link(name, prev, { ...row, meetingId }, row.salt).hash).toBe(row.hash);
    prev = row.hash;
  }
  const head = await admin.query('select seq, hash from log_head where meeting_id = $1', [meetingId]);
  expect(head.rows[0]).toEqual({ seq: rows.length, hash: prev });
  return rows.length;
}

/** Writes a chain of `count` additions of 1 the way the sequencer writes batches. */
async function writeLongLog(db: pg.Pool, meetingId: MeetingId, count: number): Promise<void> {
  const hashName = 'sha256';
  let hash = genesisHash(hashName, meetingId);
  const client = await db.connect();
  for (let seq = 0; seq < count; ) {
    const events: ChainedEvent[] = [];
    for (const end = Math.min(count, seq + 5_000); seq < end; ) {
      seq += 1;
      const payload = { by: 1 };
      const input = { meetingId, seq, at: seq, actor: 'user:a', audience: 'public', type: 'tally.added' } as const;
      const chained = link(hashName, hash, { ...input, payload: JSON.stringify(payload) });
      hash = chained.hash;
      events.push({ ...input, ...chained, payload, payloadText: JSON.stringify(payload) });
    }
    const head = { seq, hash, hashName, version: seq, audienceSeq: { public: seq, room: seq, staff: seq } } as const;
    await writeBatch(client, { meetingId, at: seq, events, answers: [], outbox: [], writes: [], head });
  }
  client.release();
}

/** Sends as a client does: `unavailable` is no answer, so the same id is sent again. */
async function untilAnswered(send: () => Promise<CommandAck>): Promise<CommandAck> {
  for (let attempt = 0; attempt < 50; attempt++) {
    const ack = await send();
    if (ack.ok || ack.error.kind !== 'unavailable') return ack;
    await new Promise((resume) => setTimeout(resume, 20));
  }
  throw new Error('the command was not answered');
}

/** Tries again what a cut connection took with it, as the sweeps of a node do; any other fault is one. */
async function overCuts<T>(attempt: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await attempt();
    } catch (error) {
      if (tries === 20 || !/terminating connection|Connection terminated/.test(String(error))) throw error;
    }
  }
}

describe('sequencer', () => {
  test('L1 concurrent commands give one gap-free chain, in both hashes', async () => {
    for (const name of ['sha256', 'sm3'] as const) {
      const { hub, db } = startNode(database.url);
      const meetingId = await newMeeting(db, name);
      const acks = await Promise.all(
        Array.from({ length: 200 }, () =>
          hub.submit(meetingId, uuidV7(), 'tally.add', { by: 1, audience: 'public' }, officer),
        ),
      );
      expect(acks.every((ack) => ack.ok)).toBe(true);
      expect(await expectWholeChain(meetingId, name)).toBe(200);
      await db.end();
    }
  });

  test('L3 a repeated command gets its first answer, on another node too, and another sender is refused', async () => {
    const one = startNode(database.url);
    const two = startNode(database.url);
    const meetingId = await newMeeting(one.db);
    const commandId = uuidV7();
    const send = (node: typeof one, actor = officer) =>
      node.hub.submit(meetingId, commandId, 'tally.add', { by: 5, audience: 'room' }, actor);
    const first = await send(one);
    expect(first).toMatchObject({ ok: true, output: { total: 5 } });
    expect(await send(one)).toEqual(first);
    expect(await send(two)).toEqual(first);
    expect(await send(two, otherOfficer)).toMatchObject({ ok: false, error: { code: 'commandIdTaken' } });
    expect(await expectWholeChain(meetingId)).toBe(1);
    await one.db.end();
    await two.db.end();
  });

  test('L3 a repetition gets its first answer although the command would be refused by now', async () => {
    const { hub, db } = startNode(database.url);
    const meetingId = await newMeeting(db);
    const noted = await hub.submit(meetingId, uuidV7(), 'tally.note', { text: 'words' }, officer);
    const commandId = uuidV7();
    const input = { seqs: [noted.ok ? noted.seq : 0], reason: 'asked by the author' };
    const first = await hub.submit(meetingId, commandId, 'log.redactEvents', input, officer);
    expect(first.ok).toBe(true);
    const demoted = { ...officer, role: 'member' } as const;
    expect(await hub.submit(meetingId, commandId, 'log.redactEvents', input, demoted)).toEqual(first);
    expect(await hub.submit(meetingId, uuidV7(), 'log.redactEvents', input, demoted)).toMatchObject({
      error: { kind: 'forbidden' },
    });
    const stranger = { ...otherOfficer, role: 'member' } as const;
    expect(await hub.submit(meetingId, commandId, 'log.redactEvents', input, stranger)).toMatchObject({
      error: { kind: 'forbidden' },
    });
    await db.end();
  });

  test('L7 L8 unknown, malformed and refused commands write nothing; a refusal is kept', async () => {
    const { hub, db } = startNode(database.url);
    const meetingId = await newMeeting(db);
    expect(await hub.submit(meetingId, uuidV7(), 'tally.nothing', {}, officer)).toMatchObject({
      error: { code: 'invalid_input' },
    });
    expect(await hub.submit(meetingId, uuidV7(), 'tally.add', { by: 'x' }, officer)).toMatchObject({
      error: { code: 'invalid_input' },
    });
    const commandId = uuidV7();
    const refused = await hub.submit(meetingId, commandId, 'tally.add', { by: 0, audience: 'public' }, officer);
    expect(refused).toMatchObject({ ok: false, error: { code: 'tally.zero' } });
    expect(await hub.submit(meetingId, commandId, 'tally.add', { by: 3, audience: 'public' }, officer)).toEqual(
      refused,
    );
    expect(await expectWholeChain(meetingId)).toBe(0);
    await db.end();
  });

  test.each(['row', 'projection'] as const)(
    'L14 a %s that can never be written spoils nobody else’s command',
    async (how) => {
      const { hub, db, errors } = startNode(database.url);
      const meetingId = await newMeeting(db);
      const add = () => hub.submit(meetingId, uuidV7(), 'tally.add', { by: 1, audience: 'public' }, officer);
      const spoil = () => hub.submit(meetingId, uuidV7(), 'tally.spoil', { how }, otherOfficer);
      await add();
      const [good, spoiled] = await Promise.all([
        Promise.all(Array.from({ length: 60 }, add)),
        Promise.all([spoil(), spoil(), spoil()]),
        Promise.all(Array.from({ length: 60 }, add)),
      ]);
      // Had the batch been tried again and again, everybody would have heard `unavailable`.
      expect(good.every((ack) => ack.ok)).toBe(true);
      for (const ack of spoiled) expect(ack).toEqual({ ok: false, error: { kind: 'internal', code: 'internal' } });
      expect(await add()).toMatchObject({ ok: true, output: { total: 122 } });
      expect(await expectWholeChain(meetingId)).toBe(122);
      expect(errors.length).toBeGreaterThan(0);
      await db.end();
    },
  );

  test('L10 a module with a bug fails its own command and nobody else', async () => {
    const { hub, db, errors } = startNode(database.url);
    const meetingId = await newMeeting(db);
    const acks = await Promise.all([
      hub.submit(meetingId, uuidV7(), 'tally.add', { by: 1, audience: 'public' }, officer),
      hub.submit(meetingId, uuidV7(), 'tally.breakDecision', {}, officer),
      hub.submit(meetingId, uuidV7(), 'tally.breakFold', {}, officer),
      hub.submit(meetingId, uuidV7(), 'tally.add', { by: 2, audience: 'public' }, officer),
    ]);
    expect(acks.map((ack) => ack.ok)).toEqual([true, false, false, true]);
    expect(errors.length).toBeGreaterThan(0);
    expect(await expectWholeChain(meetingId)).toBe(2);
    await db.end();
  });

  test('L9 a redaction erases the words everywhere and the chain still holds', async () => {
    const { hub, db } = startNode(database.url);
    const meetingId = await newMeeting(db);
    const noted = await hub.submit(meetingId, uuidV7(), 'tally.note', { text: 'a secret' }, officer);
    const seq = noted.ok ? noted.seq : 0;
    const meeting = await hub.meeting(meetingId);
    await meeting?.sequencer.exclusively(() => meeting.mirror.storeSnapshot(true));
    const done = await hub.submit(
      meetingId,
      uuidV7(),
      'log.redactEvents',
      { seqs: [seq], reason: 'asked by the author' },
      officer,
    );
    expect(done.ok).toBe(true);
    expect(
      await hub.submit(meetingId, uuidV7(), 'log.redactEvents', { seqs: [seq], reason: 'again' }, officer),
    ).toMatchObject({ ok: false });
    await expectWholeChain(meetingId);
    const dump = await admin.query(
      `select (select string_agg(payload, '') from log_event) as e, (select string_agg(state, '') from log_snapshot) as s`,
    );
    expect(`${dump.rows[0]?.e}${dump.rows[0]?.s}`).not.toContain('a secret');
    for (const audience of audiences) expect(JSON.stringify(meeting?.mirror.state(audience))).not.toContain('a secret');
    const later = await meeting?.mirror.since('public', seq - 1 || 0);
    expect(JSON.stringify(later)).not.toContain('a secret');
    await expect(admin.query(`update log_event set payload = '{}' where meeting_id = $1`, [meetingId])).rejects.toThrow(
      /never change/,
    );
    await expect(admin.query('delete from log_event where meeting_id = $1', [meetingId])).rejects.toThrow(
      /never deleted/,
    );
    await db.end();
  });

  test('L12 a meeting of 100,000 events is joined from a snapshot: at most 500 events are read again', async () => {
    const first = startNode(database.url);
    const meetingId = await newMeeting(first.db);
    await writeLongLog(first.db, meetingId, 100_000);
    const whole = await first.hub.meeting(meetingId);
    expect(whole?.mirror.state('public')['tally']).toMatchObject({ total: 100_000 });
    await first.hub.tidy(0, () => true);
    await first.hub.submit(meetingId, uuidV7(), 'tally.add', { by: 7, audience: 'public' }, officer);
    const second = startNode(database.url);
    let rowsRead = 0;
    const query = second.db.query.bind(second.db) as (...args: unknown[]) => Promise<pg.QueryResult>;
    const counting = async (...args: unknown[]): Promise<pg.QueryResult> => {
      const result = await query(...args);
      if (JSON.stringify(args).includes('from log_event')) rowsRead += result.rows.length;
      return result;
    };
    Object.assign(second.db, { query: counting });
    const meeting = await second.hub.meeting(meetingId);
    expect(meeting?.mirror.state('public')['tally']).toMatchObject({ total: 100_007 });
    expect(await meeting?.mirror.since('public', 0)).toMatchObject({ kind: 'snapshot', seq: 100_001 });
    expect(rowsRead).toBeGreaterThan(0);
    expect(rowsRead).toBeLessThanOrEqual(500);
    for (const { db } of [first, second]) await db.end();
  });

  test('L13 a snapshot of another fold version is left alone', async () => {
    const { hub, db } = startNode(database.url);
    const meetingId = await newMeeting(db);
    await hub.submit(meetingId, uuidV7(), 'tally.add', { by: 4, audience: 'public' }, officer);
    const meeting = await hub.meeting(meetingId);
    await meeting?.sequencer.exclusively(() => meeting.mirror.storeSnapshot(true));
    const changed = await db.query(
      `update log_snapshot set state = replace(state, '"total":4', '"total":400') where meeting_id = $1`,
      [meetingId],
    );
    expect(changed.rowCount).toBe(3);
    const totalNow = async (): Promise<unknown> => {
      const node = startNode(database.url);
      const loaded = await node.hub.meeting(meetingId);
      await node.db.end();
      return loaded?.mirror.state('public')['tally'];
    };
    expect(await totalNow()).toMatchObject({ total: 400 });
    await db.query(`update log_snapshot set fold_version = 'log:1 tally:0' where meeting_id = $1`, [meetingId]);
    expect(await totalNow()).toMatchObject({ total: 4 });
    await db.end();
  });

  test('L2 L4 L5 L6 L12 any interleaving over two nodes, with crashes, duplicates and lost connections, gives one chain and equal folds', async () => {
    const step = fc.oneof(
      {
        weight: 8,
        arbitrary: fc.record({
          kind: fc.constant('add' as const),
          node: fc.nat(1),
          by: fc.integer({ min: -3, max: 9 }),
          audience: fc.constantFrom(...audiences),
        }),
      },
      { weight: 3, arbitrary: fc.record({ kind: fc.constant('repeat' as const), node: fc.nat(1), which: fc.nat() }) },
      { weight: 1, arbitrary: fc.record({ kind: fc.constant('crash' as const), node: fc.nat(1) }) },
      { weight: 1, arbitrary: fc.record({ kind: fc.constant('cut' as const), node: fc.nat(1) }) },
      { weight: 1, arbitrary: fc.record({ kind: fc.constant('settle' as const) }) },
      { weight: 1, arbitrary: fc.record({ kind: fc.constant('snapshot' as const), node: fc.nat(1) }) },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 60 }), async (steps) => {
        const nodes = [startNode(database.url), startNode(database.url)];
        const retired: pg.Pool[] = [];
        const meetingId = await newMeeting(admin);
        const sent: { commandId: string; by: number; audience: string; acks: Promise<unknown>[] }[] = [];
        const node = (index: number) => nodes[index] as (typeof nodes)[number];
        for (const one of steps) {
          if (one.kind === 'add') {
            const entry = { commandId: uuidV7(), by: one.by, audience: one.audience, acks: [] as Promise<unknown>[] };
            const input = { by: one.by, audience: one.audience };
            const { hub } = node(one.node);
            entry.acks.push(untilAnswered(() => hub.submit(meetingId, entry.commandId, 'tally.add', input, officer)));
            sent.push(entry);
          } else if (one.kind === 'repeat' && sent.length > 0) {
            const entry = sent[one.which % sent.length] as (typeof sent)[number];
            const input = { by: entry.by, audience: entry.audience };
            const { hub } = node(one.node);
            entry.acks.push(untilAnswered(() => hub.submit(meetingId, entry.commandId, 'tally.add', input, officer)));
          } else if (one.kind === 'crash') {
            retired.push(node(one.node).db);
            nodes[one.node] = startNode(database.url);
          } else if (one.kind === 'cut') {
            await admin.query(
              `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and state like 'idle%' and random() < 0.5`,
            );
          } else if (one.kind === 'settle') {
            await Promise.all(sent.flatMap((entry) => entry.acks));
          } else if (one.kind === 'snapshot') {
            await overCuts(async () => {
              const meeting = await node(one.node).hub.meeting(meetingId);
              await meeting?.sequencer.exclusively(() => meeting.mirror.storeSnapshot(true));
            });
          }
        }
        for (const entry of sent) {
          const answers = await Promise.all(entry.acks);
          for (const answer of answers) expect(answer).toEqual(answers[0]);
        }
        const accepted = sent.filter((entry) => entry.by !== 0);
        expect(await expectWholeChain(meetingId)).toBe(accepted.length);
        const stored = await readEvents(admin, meetingId, 0, 10_000);
        for (const { hub } of nodes) {
          const meeting = await overCuts(() => hub.meeting(meetingId));
          await overCuts(async () => meeting?.sequencer.catchUp());
          for (const audience of audiences) {
            const visible = stored.filter((event) => maySee(audience, event.audience)) as LogEvent[];
            const expected = fold(modules, initialState([tallyLive as LiveModule]), visible);
            expect(meeting?.mirror.state(audience)['tally']).toEqual(expected['tally']);
            const middle = visible[Math.floor(visible.length / 2)]?.seq ?? 0;
            const found = await meeting?.mirror.since(audience, middle);
            if (found?.kind === 'events')
              expect(found.events.map((event) => event.seq)).toEqual(
                visible.filter((event) => event.seq > middle).map((event) => event.seq),
              );
          }
        }
        for (const db of [...retired, ...nodes.map((one) => one.db)]) await db.end();
      }),
      { numRuns: 25, endOnFailure: true },
    );
  }, 240_000);
});
