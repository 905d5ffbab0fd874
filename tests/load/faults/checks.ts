import { isDeepStrictEqual } from 'node:util';
import pg from 'pg';
import type { CommandAck } from '#server/kernel/protocol.ts';
import type { Choice } from '#server/modules/polls/contract.ts';
import { queueOf } from '#server/modules/speaking/figures.ts';
import { defaultLimits, type SpeakingState } from '#server/modules/speaking/state.ts';
import { type NaiveEntry, NaiveFloor, type NaiveTurn } from '#tests/support/naive-floor.ts';
import { LogCheck } from '../../../scripts/log-check.ts';
import { VoteCheck } from '../../../scripts/vote-check.ts';
import type { Caller, Entry } from './caller.ts';
import type { Follower } from './follower.ts';
import type { House } from './house.ts';
import type { HeldPoll } from './run.ts';

const patienceMs = 120_000;

function must(isSo: boolean, what: string): void {
  if (!isSo) throw new Error(what);
}

const outputOf = ({ ack }: Entry): Record<string, string> => (ack.ok ? (ack.output as Record<string, string>) : {});
const seqOf = ({ ack }: Entry): number => (ack.ok ? ack.seq : 0);

/** What is left of a run once everybody has gone: what the clients remember and what their screens show. */
export interface PlayedRun {
  readonly meetingId: string;
  readonly callers: readonly Caller[];
  readonly followers: readonly Follower[];
  readonly polls: readonly HeldPoll[];
}

/** Holds what the clients remember against the log, the tables, the exports and what the screens show. */
export async function checkRun(house: House, { meetingId, callers, followers, polls }: PlayedRun): Promise<void> {
  const db = new pg.Client({ connectionString: house.databaseUrl });
  await db.connect();
  try {
    const journal = callers.flatMap((caller) => caller.journal);
    await checkAnswers(db, meetingId, journal);
    for (const { journal: own, userId } of callers) checkOrder(userId, own);
    const head = await checkChain(house, meetingId);
    for (const follower of followers) {
      await follower.reached(head.staff, patienceMs).catch(() => follower.reached(head.room, patienceMs));
      must(follower.faults.length === 0, `a follower: ${follower.faults[0]}`);
    }
    for (const poll of polls) await checkPoll(db, house, meetingId, poll, journal, head.log);
    await checkScreens(house, meetingId, followers);
    checkQueue(callers, (await snapshotOf(house, meetingId)).state['speaking'] as SpeakingState);
  } finally {
    await db.end();
  }
}

/** Everything a client was told stands in the log's own record, word for word; nothing was decided that nobody sent. */
async function checkAnswers(db: pg.Client, meetingId: string, journal: readonly Entry[]): Promise<void> {
  const { rows } = await db.query<{ id: string; ack: string }>(
    'select command_id as id, ack from log_command where meeting_id = $1',
    [meetingId],
  );
  const stored = new Map(rows.map(({ id, ack }) => [id, JSON.parse(ack) as CommandAck]));
  for (const { commandId, type, ack } of journal)
    must(isDeepStrictEqual(stored.get(commandId), ack), `the answer to ${type} ${commandId} is not the one on record`);
}

/** What one client sent one after the other stands in the log one after the other. */
function checkOrder(userId: string, journal: readonly Entry[]): void {
  const seqs = journal.filter(({ ack }) => ack.ok).map(seqOf);
  const isRising = seqs.every((seq, index) => index === 0 || seq > (seqs[index - 1] ?? 0));
  must(isRising, `the commands of ${userId} are out of order: ${seqs.join(' ')}`);
}

interface LoggedEvent {
  readonly seq: number;
  readonly type: string;
  readonly actor: string;
  readonly audience: string;
  readonly payload: Readonly<Record<string, unknown>>;
}

/** The exported log goes through its stand-alone checker. */
async function checkChain(house: House, meetingId: string) {
  const response = await fetch(`${house.nodes[1].url}/api/live/${meetingId}/export`, {
    headers: { cookie: house.officer.cookie },
  });
  must(response.ok, `the log cannot be exported: ${response.status}`);
  const lines = (await response.text()).split('\n').filter((line) => line !== '');
  const check = new LogCheck();
  for (const line of lines) check.take(line);
  const [finding] = check.end().findings;
  must(!finding, `the log is not whole: ${JSON.stringify(finding)}`);
  const log = lines.slice(1).map((line) => JSON.parse(line) as LoggedEvent);
  const last = (seen: readonly string[]): number => log.findLast(({ audience }) => seen.includes(audience))?.seq ?? 0;
  return { log, room: last(['public', 'room']), staff: log.length };
}

/** What the server would give to a new screen of the chair's, and up to where it reaches. */
async function snapshotOf(house: House, meetingId: string): Promise<{ seq: number; state: Record<string, unknown> }> {
  const response = await fetch(`${house.nodes[0].url}/api/live/${meetingId}/snapshot`, {
    headers: { cookie: house.people[0]?.cookie ?? '' },
  });
  return (await response.json()) as { seq: number; state: Record<string, unknown> };
}

const textOf = (choice: Choice): string => JSON.stringify(choice, Object.keys(choice).sort());

/** Exactly the acked ballots count, each once, none after the closing; roll, list, export and result say the same. */
async function checkPoll(
  db: pg.Client,
  house: House,
  meetingId: string,
  { pollId, secrecy }: HeldPoll,
  journal: readonly Entry[],
  log: readonly LoggedEvent[],
): Promise<void> {
  const mine = log.filter(({ type, payload }) => type.startsWith('polls.') && payload['pollId'] === pollId);
  const closedAt = mine.find(({ type }) => type === 'polls.pollClosed')?.seq ?? 0;
  const casts = mine.filter(({ type }) => type === 'polls.ballotCast');
  must(closedAt > 0 && casts.every(({ seq }) => seq < closedAt), `a ballot stands after the closing of ${pollId}`);
  const sent = journal.filter(({ type, input }) => type === 'polls.castBallot' && input['pollId'] === pollId);
  const acked = sent.filter(({ ack }) => ack.ok).sort((a, b) => seqOf(a) - seqOf(b));
  must(casts.length === acked.length, `${acked.length} ballots were acked, ${casts.length} are in the log`);
  must(
    acked.every((entry) => seqOf(entry) < closedAt),
    'a ballot was acked after the closing',
  );
  // The last word of each voter, by the log's order.
  const last = new Map(acked.map((entry) => [entry.userId, entry]));
  if (secrecy === 'secret') must(last.size === acked.length, 'somebody voted secretly twice');
  const { rows: marks } = await db.query<{ voter: string }>('select voter from poll_mark where poll_id = $1', [pollId]);
  must(
    isDeepStrictEqual(marks.map(({ voter }) => voter).sort(), [...last.keys()].sort()),
    'the roll names others than those who were acked',
  );
  const { rows: papers } = await db.query<{ receipt: string | null; voter: string | null; choice: Choice }>(
    'select receipt, voter, choice from poll_paper where poll_id = $1',
    [pollId],
  );
  const isNamed = secrecy === 'named';
  const listed = papers.map((paper) => `${isNamed ? paper.voter : paper.receipt} ${textOf(paper.choice)}`);
  const told = [...last.values()].map(
    ({ userId, input }) => `${isNamed ? userId : String(input['receipt'])} ${textOf(input['choice'] as Choice)}`,
  );
  must(isDeepStrictEqual(listed.sort(), told.sort()), `the list of ${pollId} is not what was acked`);
  const left = await db.query('select 1 from poll_ballot where poll_id = $1 limit 1', [pollId]);
  must(left.rowCount === 0, 'secret ballots are left in the order they came');
  const counts = { yes: 0, no: 0 };
  for (const { input } of last.values()) {
    const choice = input['choice'] as Choice;
    if (choice.kind === 'yesNo') counts[choice.answer]++;
  }
  const published = mine.find(({ type }) => type === 'polls.pollPublished');
  const counted = mine.filter(({ type }) => type === 'polls.pollCounted');
  must(counted.length === 1 && published !== undefined, `${pollId} was counted ${counted.length} times`);
  const [count] = counted.map(
    ({ payload }) => payload as { tally: { ballots: number; counts: Record<string, number> } },
  );
  const { ballots, counts: given } = count?.tally ?? { ballots: 0, counts: {} };
  must(
    ballots === last.size && given['yes'] === counts.yes && given['no'] === counts.no,
    `a recount gives ${JSON.stringify(counts)}, the count ${JSON.stringify(count?.tally)}`,
  );
  await checkExport(house, meetingId, pollId, last.size);
}

async function checkExport(house: House, meetingId: string, pollId: string, voters: number): Promise<void> {
  const response = await fetch(`${house.nodes[0].url}/api/live/${meetingId}/polls/${pollId}/export`, {
    headers: { cookie: house.people[1]?.cookie ?? '' },
  });
  must(response.ok, `the vote cannot be exported: ${response.status}`);
  const check = new VoteCheck();
  for (const line of (await response.text()).trimEnd().split('\n')) check.take(line);
  const { findings, ballots } = check.end();
  must(findings.length === 0 && ballots === voters, `the exported vote: ${JSON.stringify(findings[0])}`);
}

/** What the screens folded through all that is what the server would give to a new one, at the same place of the log. */
async function checkScreens(house: House, meetingId: string, followers: readonly Follower[]): Promise<void> {
  const { seq, state } = await snapshotOf(house, meetingId);
  for (const follower of followers.slice(0, 2)) {
    await follower.reached(seq, patienceMs);
    // Something of the product's own may have happened since; then both are asked again.
    if (follower.seq > seq) return checkScreens(house, meetingId, followers);
    for (const context of ['speaking', 'polls']) {
      const shown = follower.slice(context) as Record<string, unknown>;
      const given = state[context] as Record<string, unknown>;
      const other = Object.keys({ ...shown, ...given }).filter((key) => !isDeepStrictEqual(shown[key], given[key]));
      must(
        other.length === 0,
        `a screen shows other ${context} than the server at ${seq}: ${other
          .map((key) => `${key} ${JSON.stringify(shown[key])} for ${JSON.stringify(given[key])}`)
          .join('; ')
          .slice(0, 2_000)}`,
      );
    }
  }
}

/** The accepted commands of queue and floor, in the log's order, give the same queue and turns in the naive model. */
function checkQueue(callers: readonly Caller[], state: SpeakingState): void {
  const ids = callers.map(({ userId }) => userId);
  const people = Object.fromEntries(ids.map((id) => [id, { roles: ['member'], sector: null }]));
  const limits = Object.entries(defaultLimits).map(([kind, ms]): [string, number] => [kind, (ms ?? 0) / 1_000]);
  const floor = new NaiveFloor(people, Object.fromEntries(limits));
  Object.assign(floor, { phase: 'live', item: 'i1', needsPresence: false });
  const replay = new Replay(floor);
  const accepted = callers
    .flatMap(({ journal }) => journal)
    .filter(({ type, ack }) => ack.ok && type.startsWith('speaking.') && type !== 'speaking.setSettings')
    .sort((a, b) => seqOf(a) - seqOf(b));
  for (const entry of accepted)
    must(replay.take(entry), `the model refuses ${entry.type} at ${seqOf(entry)}, which was accepted`);
  const queue = queueOf(state, 'i1').map(({ entry: { speaker, kind } }) =>
    kind === 'speech' ? speaker.userId : `${speaker.userId}:${kind}`,
  );
  must(isDeepStrictEqual(queue, floor.queue('i1')), 'the queue is not the model’s');
  const turns = state.turns.map(({ speaker, kind, endedAt, isPaused, extendedMs }) => [
    speaker?.userId,
    kind,
    endedAt !== null,
    endedAt === null && isPaused,
    extendedMs / 1_000,
  ]);
  const plain = floor.turns.map((turn) => [
    turn.who,
    turn.kind,
    turn.endedAt !== null,
    turn.endedAt === null && turn.paused,
    (turn.limit ?? 0) - (floor.limits[turn.kind] ?? 0),
  ]);
  must(isDeepStrictEqual(turns, plain), 'the turns are not the model’s');
}

class Replay {
  readonly #floor: NaiveFloor;
  readonly #entries = new Map<string, NaiveEntry>();
  readonly #turns = new Map<string, NaiveTurn>();

  constructor(floor: NaiveFloor) {
    this.#floor = floor;
  }

  /** False when the model would have refused. */
  take(sent: Entry): boolean {
    const { type, input, userId } = sent;
    const entry = this.#entries.get(String(input['entryId']));
    const turn = this.#turns.get(String(input['turnId']));
    switch (type) {
      case 'speaking.requestToSpeak': {
        const more = { source: 'venue', answers: -1, checkIn: false };
        if (!this.#floor.put(userId, userId, String(input['kind']), 'i1', more)) return false;
        this.#entries.set(outputOf(sent)['entryId'] ?? '', this.#floor.waiting.at(-1) as NaiveEntry);
        return true;
      }
      case 'speaking.withdrawEntry':
      case 'speaking.removeEntry':
        return this.#waits(entry) && this.#floor.close(entry);
      case 'speaking.skipEntry':
        return this.#waits(entry) && this.#floor.skip(entry);
      case 'speaking.grantFloor': {
        if (!this.#waits(entry) || !this.#floor.grant(entry)) return false;
        this.#turns.set(outputOf(sent)['turnId'] ?? '', this.#floor.turns.at(-1) as NaiveTurn);
        return true;
      }
      case 'speaking.pauseTurn':
        return turn !== undefined && this.#floor.pause(turn);
      case 'speaking.resumeTurn':
        return turn !== undefined && this.#floor.resume(turn);
      case 'speaking.extendTurn':
        return turn !== undefined && this.#floor.extend(turn, Number(input['byMs']) / 1_000);
      case 'speaking.endTurn':
        return turn !== undefined && this.#floor.end(turn, 'chair');
      default:
        throw new Error(`the model knows no ${type}`);
    }
  }

  #waits(entry: NaiveEntry | undefined): entry is NaiveEntry {
    return entry !== undefined && this.#floor.waiting.includes(entry);
  }
}
