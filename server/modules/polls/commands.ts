import type { Actor } from '#server/kernel/actor.ts';
import type { LiveCommand, LiveModule, LiveState } from '#server/kernel/live.ts';
import { ok } from '#server/kernel/result.ts';
import type { OutboxItem, ServerModule, StoredEvent, Write } from '#server/kernel/server-module.ts';
import { currentMatcher } from '#server/modules/chat/index.ts';
import { keyedHash } from '#server/modules/identity/index.ts';
import type { PreparedBallot, SealedBallot } from './casting.ts';
import type { Choice, Tally } from './contract.ts';
import { pollsLive } from './domain.ts';
import * as repo from './repo.ts';
import type { Poll, PollsState } from './state.ts';

/** A voter's mark in a vote that is not named: nobody without the server's secret can tell whose it is (V3). */
export const markOf = (pollId: string, voter: string): string => keyedHash(`ballot ${pollId}`, voter).slice(0, 32);

async function hasBlockedWords(choice: Choice): Promise<boolean> {
  return choice.kind === 'text' && (await currentMatcher()).find(choice.text).blocked.length > 0;
}

async function prepareBallot(command: LiveCommand, actor: Actor): Promise<PreparedBallot> {
  const input = command.input as { pollId: string; choice: Choice; device?: string; address?: string };
  const voter = input.device ?? (actor.kind === 'user' ? actor.userId : '');
  return {
    mark: markOf(input.pollId, voter),
    isBlocked: await hasBlockedWords(input.choice),
    fromAddress: input.address === undefined ? 0 : await repo.countAddress(input.pollId, input.address),
  };
}

const instant = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString());

/** One final row per poll that took a step. A closing stands before an opening, because one vote is open at a time. */
function pollWrite(meetingId: string, polls: readonly Poll[]): Write {
  const rows = polls
    .toSorted((one, other) => Number(one.stage === 'open') - Number(other.stage === 'open'))
    .map(({ pollId, definition, stage, closesAt, openedAt, closedAt }) => ({
      id: pollId,
      form: definition.form,
      title: definition.title,
      secrecy: definition.secrecy,
      stage,
      closes_at: instant(closesAt),
      opened_at: instant(openedAt),
      closed_at: instant(closedAt),
      again_of_id: definition.againOf,
    }));
  return {
    sql: `insert into poll (id, meeting_id, form, title, secrecy, stage, closes_at, opened_at, closed_at, again_of_id)
      select id, $1::uuid, form, title, secrecy, stage, closes_at, opened_at, closed_at, again_of_id
      from json_to_recordset($2::json) as t(id uuid, form text, title text, secrecy text, stage text, closes_at timestamptz,
        opened_at timestamptz, closed_at timestamptz, again_of_id uuid)
      on conflict (id) do update set form = excluded.form, title = excluded.title, secrecy = excluded.secrecy,
        stage = excluded.stage, closes_at = excluded.closes_at, opened_at = excluded.opened_at,
        closed_at = excluded.closed_at, again_of_id = excluded.again_of_id`,
    values: [meetingId, JSON.stringify(rows)],
  };
}

function voterWrites(events: readonly StoredEvent[]): readonly Write[] {
  return events
    .filter(({ type }) => type === 'polls.electorateFixed')
    .map(({ payload }) => {
      const { pollId, people } = payload as { pollId: string; people: Record<string, number> };
      return {
        sql: `insert into poll_voter (poll_id, user_id, stands)
          select $1::uuid, user_id, stands from unnest($2::uuid[], $3::int[]) as t(user_id, stands)`,
        values: [pollId, Object.keys(people), Object.values(people)],
      };
    });
}

/**
 * Rows of a batch's ballots: one statement each for the roll and for the ballots, whatever their number. Ballots of secret
 * votes go in in another order than they came. No key is skipped on conflict: a second mark of the same voter would
 * be a bug, and fails.
 */
function ballotWrites(sealed: readonly SealedBallot[]): readonly Write[] {
  const secret = sealed.filter(({ isSecret }) => isSecret);
  // A vote that is not secret may be changed, also inside a batch: the last word counts.
  const open = [
    ...new Map(sealed.filter((one) => !one.isSecret).map((one) => [`${one.pollId} ${one.voter}`, one])).values(),
  ];
  const column = <T>(list: readonly SealedBallot[], pick: (one: SealedBallot) => T): T[] => list.map(pick);
  const writes: Write[] = [];
  if (secret.length > 0) {
    const ballots = repo.shuffled(secret);
    writes.push(
      {
        sql: `insert into poll_mark (poll_id, voter, address) select * from unnest($1::uuid[], $2::text[], $3::text[])`,
        values: [
          column(secret, (one) => one.pollId),
          column(secret, (one) => one.voter),
          column(secret, (one) => one.address),
        ],
      },
      {
        sql: `insert into poll_ballot (poll_id, receipt, choice)
          select poll_id, receipt, choice::jsonb from unnest($1::uuid[], $2::text[], $3::text[]) as t(poll_id, receipt, choice)`,
        values: [
          column(ballots, (one) => one.pollId),
          column(ballots, (one) => one.receipt),
          column(ballots, (one) => JSON.stringify(one.choice)),
        ],
      },
    );
  }
  if (open.length > 0)
    writes.push({
      sql: `insert into poll_mark (poll_id, voter, receipt, choice)
        select poll_id, voter, receipt, choice::jsonb
        from unnest($1::uuid[], $2::text[], $3::text[], $4::text[]) as t(poll_id, voter, receipt, choice)
        on conflict (poll_id, voter) do update set receipt = excluded.receipt, choice = excluded.choice`,
      values: [
        column(open, (one) => one.pollId),
        column(open, (one) => one.voter),
        column(open, (one) => one.receipt),
        column(open, (one) => JSON.stringify(one.choice)),
      ],
    });
  return writes;
}

const stepless = new Set(['polls.ballotCast', 'polls.turnoutCounted', 'polls.electorateFixed']);

function project(
  meetingId: string,
  events: readonly StoredEvent[],
  live: LiveState,
  sealed: readonly unknown[],
): readonly Write[] {
  const mine = events.filter(({ type }) => type.startsWith('polls.'));
  if (mine.length === 0) return [];
  const { polls } = live['polls'] as PollsState;
  const stepped = new Set(
    mine.filter(({ type }) => !stepless.has(type)).map(({ payload }) => (payload as { pollId: string }).pollId),
  );
  const rows = [...stepped].flatMap((pollId) => polls[pollId] ?? []);
  return [
    ...(rows.length > 0 ? [pollWrite(meetingId, rows)] : []),
    ...voterWrites(mine),
    ...ballotWrites(sealed as readonly SealedBallot[]),
  ];
}

/**
 * Whatever was open is laid out in random order once it is over, and counted if it was closed; who thinks alike in a
 * statement poll is looked for after that.
 */
function outbox(_meetingId: string, events: readonly StoredEvent[]): readonly OutboxItem[] {
  const counted = events
    .filter(({ type, payload }) => type === 'polls.pollCounted' && (payload as { tally: Tally }).tally.statements)
    .map(({ payload }) => {
      const { pollId } = payload as { pollId: string };
      return { kind: 'polls.group', key: pollId, payload: { pollId } };
    });
  const closed = events
    .filter(({ type }) => type === 'polls.pollClosed' || type === 'polls.pollCancelled')
    .map(({ payload, seq }) => {
      const { pollId } = payload as { pollId: string };
      return { kind: 'polls.count', key: `${pollId}:${seq}`, payload: { pollId } };
    });
  return [...closed, ...counted];
}

const ballots = new Set(['polls.castBallot', 'polls.recordStraw']);

export const pollsServer: ServerModule = {
  live: pollsLive as LiveModule,
  async prepare(command, { actor }) {
    return ok(ballots.has(command.type) ? await prepareBallot(command, actor) : undefined);
  },
  project,
  outbox,
};
