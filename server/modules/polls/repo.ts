import { randomInt } from 'node:crypto';
import type { PoolClient } from 'pg';
import { pool, prisma } from '#server/platform/db.ts';
import type { Choice } from './contract.ts';
import type { ChainedPaper, Paper } from './list.ts';

interface MarkRow {
  readonly voter: string;
  readonly address: string | null;
  readonly receipt: string | null;
  readonly choice: Choice | null;
}

/** A random order that nobody can guess or repeat (Fisher–Yates on the system's random source). */
export function shuffled<T>(items: readonly T[]): T[] {
  const all = [...items];
  for (let last = all.length - 1; last > 0; last--) {
    const other = randomInt(last + 1);
    [all[last], all[other]] = [all[other] as T, all[last] as T];
  }
  return all;
}

async function inTransaction<T>(task: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let isBroken = true;
  try {
    await client.query('begin');
    const result = await task(client);
    await client.query('commit');
    isBroken = false;
    return result;
  } finally {
    client.release(isBroken);
  }
}

const lockPoll = (client: PoolClient, pollId: string): Promise<unknown> =>
  client.query('select 1 from poll where id = $1 for update', [pollId]);

/** Voters of the poll by the roll. */
export async function countMarks(pollId: string): Promise<number> {
  const found = await pool.query<{ count: number }>('select count(*)::int as count from poll_mark where poll_id = $1', [
    pollId,
  ]);
  return found.rows[0]?.count ?? 0;
}

/** How many devices of an address have answered a straw poll of the public. */
export const countAddress = (pollId: string, address: string): Promise<number> =>
  prisma.pollMark.count({ where: { pollId, address } });

const papersColumns = 'place, receipt, voter, choice, hash';

export async function readPapers(pollId: string): Promise<readonly ChainedPaper[]> {
  const found = await pool.query<ChainedPaper>(
    `select ${papersColumns} from poll_paper where poll_id = $1 order by place`,
    [pollId],
  );
  return found.rows;
}

/**
 * Lays the ballots of a closed poll out in random order, once (D25): ballots of a secret vote leave their table, those of
 * others stay with their voters and are copied without them. `chain` gives places and hashes.
 */
export function layOut(
  pollId: string,
  how: { readonly isSecret: boolean; readonly isNamed: boolean },
  chain: (papers: readonly Paper[]) => readonly ChainedPaper[],
): Promise<void> {
  return inTransaction(async (client) => {
    await lockPoll(client, pollId);
    const done = await client.query('select 1 from poll_paper where poll_id = $1 limit 1', [pollId]);
    if (done.rowCount) return;
    const ballots = how.isSecret
      ? await client.query<Paper>(
          'delete from poll_ballot where poll_id = $1 returning receipt, null as voter, choice',
          [pollId],
        )
      : await client.query<Paper>(
          `select case when $2 then null else receipt end as receipt, case when $2 then voter end as voter, choice
           from poll_mark where poll_id = $1`,
          [pollId, how.isNamed],
        );
    const papers = chain(shuffled(ballots.rows));
    await client.query(
      `insert into poll_paper (poll_id, ${papersColumns})
       select $1::uuid, place, receipt, voter, choice::jsonb, hash
       from unnest($2::int[], $3::text[], $4::text[], $5::text[], $6::text[]) as t(${papersColumns})`,
      [
        pollId,
        papers.map(({ place }) => place),
        papers.map(({ receipt }) => receipt),
        papers.map(({ voter }) => voter),
        papers.map(({ choice }) => JSON.stringify(choice)),
        papers.map(({ hash }) => hash),
      ],
    );
  });
}

/** Writes the roll of a closed poll anew in random order, in a transaction of its own (D25). */
export function rewriteMarks(pollId: string): Promise<void> {
  return inTransaction(async (client) => {
    await lockPoll(client, pollId);
    const gone = await client.query<MarkRow>(
      'delete from poll_mark where poll_id = $1 returning voter, address, receipt, choice',
      [pollId],
    );
    const rows = shuffled(gone.rows);
    await client.query(
      `insert into poll_mark (poll_id, voter, address, receipt, choice)
       select $1::uuid, voter, address, receipt, choice::jsonb
       from unnest($2::text[], $3::text[], $4::text[], $5::text[]) as t(voter, address, receipt, choice)`,
      [
        pollId,
        rows.map(({ voter }) => voter),
        rows.map(({ address }) => address),
        rows.map(({ receipt }) => receipt),
        rows.map(({ choice }) => (choice === null ? null : JSON.stringify(choice))),
      ],
    );
  });
}

/** Frees what the rows left behind where they stood before. Other open votes are not held up. */
export async function sweepLeftovers(): Promise<void> {
  await pool.query('vacuum poll_ballot');
  await pool.query('vacuum poll_mark');
}

/** Open polls whose time is over. */
export const listDue = (now: Date) =>
  prisma.poll.findMany({
    where: { stage: 'open', closesAt: { lte: now } },
    select: { id: true, meetingId: true },
    take: 200,
  });

export const listVoters = (pollId: string) =>
  prisma.pollVoter.findMany({ where: { pollId }, select: { userId: true, stands: true }, orderBy: { userId: 'asc' } });

export const listMarks = (pollId: string) =>
  prisma.pollMark.findMany({ where: { pollId }, select: { voter: true, choice: true }, orderBy: { voter: 'asc' } });

/** What a person is to the given polls and what they voted, where that stands beside their name. */
export async function readOwn(pollIds: readonly string[], userId: string) {
  const where = { pollId: { in: [...pollIds] } };
  const [voters, marks] = await Promise.all([
    prisma.pollVoter.findMany({ where: { ...where, userId }, select: { pollId: true, stands: true } }),
    prisma.pollMark.findMany({
      where: { ...where, voter: userId },
      select: { pollId: true, choice: true, receipt: true },
    }),
  ]);
  return { voters, marks };
}
