import pg from 'pg';
import type { Entry } from './caller.ts';
import type { PlayedRun } from './checks.ts';

/** Plants one fault into a run that was played; what it returns takes it out again. */
type Plant = () => Promise<() => unknown> | (() => unknown);

/** A fault and what the checks must say of it. */
interface Planted {
  readonly found: string;
  readonly plant: Plant;
}

/** Faults that the checks of a run must find, so that their silence means something. */
export async function openPlanting(
  databaseUrl: string,
  run: PlayedRun,
): Promise<{ readonly faults: readonly Planted[]; readonly close: () => Promise<void> }> {
  const db = new pg.Client({ connectionString: databaseUrl });
  await db.connect();
  // Whoever can write to the database can pass by its triggers too.
  await db.query('set session_replication_role = replica');
  const faults = [...forgotten(run), ...shown(run), ...stored(db, run)];
  return { faults, close: () => db.end() };
}

/** What a client remembers and the server does not, or the other way round. */
function forgotten(run: PlayedRun): readonly Planted[] {
  const memory =
    (wanted: string, change: (entry: Entry) => readonly Entry[]): Plant =>
    () => {
      const isIt = ({ type, ack }: Entry): boolean => ack.ok && type === wanted;
      const journal = run.callers.map((caller) => caller.journal).find((one) => one.some(isIt));
      const entry = journal?.find(isIt);
      if (!journal || !entry) throw new Error(`nobody sent ${wanted}`);
      const kept = [...journal];
      journal.splice(journal.indexOf(entry), 1, ...change(entry));
      return () => journal.splice(0, journal.length, ...kept);
    };
  return [
    { found: 'ballots were acked', plant: memory('polls.castBallot', () => []) },
    { found: 'out of order', plant: memory('polls.castBallot', (entry) => [entry, entry]) },
    {
      found: 'not the one on record',
      plant: memory('polls.castBallot', (entry) => [{ ...entry, ack: { ok: true, seq: 999_999, output: {} } }]),
    },
    { found: 'model', plant: memory('speaking.requestToSpeak', () => []) },
  ];
}

/** What a screen heard or shows. */
function shown({ followers }: PlayedRun): readonly Planted[] {
  const [, screen, other] = followers;
  if (!screen || !other) throw new Error('there are no screens');
  return [
    {
      found: 'out of order at 7',
      plant() {
        other.faults.push('out of order at 7');
        return () => other.faults.pop();
      },
    },
    {
      found: 'a screen shows other',
      plant() {
        const kept = screen.state;
        screen.state = structuredClone(kept);
        (screen.slice('speaking') as { floorVersion: number }).floorVersion++;
        return () => {
          screen.state = kept;
        };
      },
    },
  ];
}

/** What the database holds. */
function stored(db: pg.Client, run: PlayedRun): readonly Planted[] {
  const poll = run.polls[0]?.pollId;
  const ballot = run.callers.flatMap(({ journal }) => journal).find(({ type }) => type === 'polls.castBallot');
  const ofMeeting = `meeting_id = '${run.meetingId}'`;
  type Row = Readonly<Record<string, unknown>>;
  const rows =
    (change: string, undo: (row: Row) => readonly [sql: string, ...values: unknown[]]): Plant =>
    async () => {
      const changed = await db.query<Row>(change);
      const [row] = changed.rows;
      if (!row) throw new Error(`changed nothing: ${change}`);
      const [sql, ...values] = undo(row);
      return () => db.query(sql, values);
    };
  const paper = `poll_paper where poll_id = '${poll}' and place = 1`;
  const event = `${ofMeeting} and seq = 20`;
  return [
    {
      found: 'not the one on record',
      plant: rows(
        `delete from log_command where ${ofMeeting} and command_id = '${ballot?.commandId}' returning *`,
        ({ meeting_id, command_id, actor, ack, at }) => [
          'insert into log_command (meeting_id, command_id, actor, ack, at) values ($1, $2, $3, $4, $5)',
          meeting_id,
          command_id,
          actor,
          ack,
          at,
        ],
      ),
    },
    {
      found: 'the log is not whole',
      plant: rows(`update log_event set actor = actor || 'x' where ${event} returning actor`, ({ actor }) => [
        `update log_event set actor = $1 where ${event}`,
        String(actor).slice(0, -1),
      ]),
    },
    {
      found: 'the roll names others',
      plant: rows(`insert into poll_mark (poll_id, voter) values ('${poll}', 'nobody') returning voter`, () => [
        `delete from poll_mark where poll_id = '${poll}' and voter = 'nobody'`,
      ]),
    },
    {
      found: 'is not what was acked',
      plant: rows(
        `update poll_paper as now set choice = '{"kind":"abstain","x":1}' from (select choice from ${paper}) as before
          where now.poll_id = '${poll}' and now.place = 1 returning before.choice as choice`,
        ({ choice }) => [
          `update poll_paper set choice = $1 where poll_id = '${poll}' and place = 1`,
          JSON.stringify(choice),
        ],
      ),
    },
    {
      found: 'left in the order they came',
      plant: rows(
        `insert into poll_ballot (poll_id, receipt, choice) values ('${poll}', 'left', '{}') returning id`,
        ({ id }) => ['delete from poll_ballot where id = $1', id],
      ),
    },
  ];
}
