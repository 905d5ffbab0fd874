import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { settingsOf } from '#tests/support/polls.ts';
import { VoteCheck } from '../../scripts/vote-check.ts';
import { expectedCounts } from './crowd.ts';
import { command, type Hall } from './hall.ts';

const patienceMs = 60_000;

interface CountedPoll {
  readonly stage: string;
  readonly version: number;
  readonly counted: { readonly tally: { readonly counts: Record<string, number> }; readonly listHash: string } | null;
}

/** The chair's hand on votes, by the product's own commands. */
export class VoteDesk {
  readonly #origin: string;
  readonly #hall: Hall;

  constructor(origin: string, hall: Hall) {
    this.#origin = origin;
    this.#hall = hall;
  }

  #send(type: string, input: object): Promise<{ readonly seq: number; readonly output: Record<string, unknown> }> {
    return command(this.#origin, this.#hall.meetingId, this.#hall.chair, type, input);
  }

  async draft(secrecy: 'named' | 'secret'): Promise<string> {
    const majority = { rule: 'moreThanHalf', base: 'valid' } as const;
    const settings = settingsOf({ secrecy, electorate: 'all', majority });
    const { output } = await this.#send('polls.draftPoll', { settings, lists: { electors: [], hand: [] } });
    return String(output['pollId']);
  }

  open(pollId: string): Promise<unknown> {
    return this.#send('polls.openPoll', { pollId, basedOn: 1 });
  }

  /** Ballots do not raise a vote's version, so opening made it 2. */
  close(pollId: string): Promise<unknown> {
    return this.#send('polls.closePoll', { pollId, basedOn: 2 });
  }

  /** As soon as it is counted; the seq of the publication. */
  async publish(pollId: string): Promise<number> {
    const deadline = Date.now() + patienceMs;
    for (;;) {
      try {
        return (await this.#send('polls.publishPoll', { pollId, basedOn: 4, isConfirmed: true })).seq;
      } catch (error) {
        // Counting raises the version; until then this is based on what is not there yet.
        if (!/stale/.test(String(error)) || Date.now() > deadline) throw error;
        await sleep(10);
      }
    }
  }

  async poll(pollId: string): Promise<CountedPoll> {
    const response = await fetch(`${this.#origin}/api/live/${this.#hall.meetingId}/snapshot`, {
      headers: { cookie: this.#hall.office },
    });
    const { state } = (await response.json()) as { state: { polls: { polls: Record<string, CountedPoll> } } };
    const poll = state.polls.polls[pollId];
    if (!poll) throw new Error('the vote is not in the log');
    return poll;
  }

  /** Every ballot of `voters` was counted once: in the exported vote, checked by the stand-alone checker, and in the tables. */
  async expectExact(databaseUrl: string, pollId: string, voters: number): Promise<void> {
    const base = `${this.#origin}/api/live/${this.#hall.meetingId}/polls/${pollId}`;
    const response = await fetch(`${base}/export`, { headers: { cookie: this.#hall.chair } });
    if (!response.ok) throw new Error(`the vote cannot be exported: ${response.status}`);
    const check = new VoteCheck();
    for (const line of (await response.text()).trimEnd().split('\n')) check.take(line);
    const { findings, ballots, counts } = check.end();
    if (findings.length > 0) throw new Error(`the vote does not verify: ${JSON.stringify(findings[0])}`);
    // Who abstains is what is left of all ballots.
    const { yes, no } = expectedCounts(voters);
    const expected = Object.entries({ yes, no });
    const found = new Map(counts);
    if (ballots !== voters || expected.some(([choice, number]) => found.get(choice) !== number))
      throw new Error(`${voters} ballots were acked, counted were ${ballots}: ${JSON.stringify(counts)}`);
    const db = new pg.Client({ connectionString: databaseUrl });
    await db.connect();
    try {
      const { rows } = await db.query<{ marks: number; papers: number; ballots: number }>(
        `select (select count(*)::int from poll_mark where poll_id = $1) as marks,
           (select count(*)::int from poll_paper where poll_id = $1) as papers,
           (select count(*)::int from poll_ballot where poll_id = $1) as ballots`,
        [pollId],
      );
      const [row] = rows;
      if (row?.marks !== voters || row.papers !== voters || row.ballots !== 0)
        throw new Error(`the tables hold ${JSON.stringify(row)} for ${voters} voters`);
    } finally {
      await db.end();
    }
  }
}
