// The rival of the ballots: whoever puts one row into a table with one INSERT per ballot, and checks nothing. Commands come
// in as lines on stdin (a count), each is answered by one line of JSON.
import { randomUUID } from 'node:crypto';
import { createInterface } from 'node:readline';
import pg from 'pg';

const [databaseUrl = '', connectionsText = '64'] = process.argv.slice(2);
const clients = Array.from({ length: Number(connectionsText) }, () => new pg.Client({ connectionString: databaseUrl }));
await Promise.all(clients.map((client) => client.connect()));
await clients[0]?.query(
  `create table if not exists bench_ballot (poll_id uuid, voter text, receipt text, choice jsonb, primary key (poll_id, voter))`,
);

const choices = ['{"kind":"yesNo","answer":"yes"}', '{"kind":"yesNo","answer":"no"}', '{"kind":"abstain"}'];

async function insert(count: number): Promise<object> {
  const pollId = randomUUID();
  const voters = Array.from({ length: count }, () => randomUUID());
  const delays: number[] = [];
  let next = 0;
  const startedAt = performance.now();
  await Promise.all(
    clients.map(async (client) => {
      for (;;) {
        const index = next++;
        if (index >= count) return;
        const sentAt = performance.now();
        await client.query({
          name: 'ballot',
          text: 'insert into bench_ballot (poll_id, voter, receipt, choice) values ($1, $2, $3, $4)',
          values: [pollId, voters[index], 'ABCDEFGHIJKLMNOPQRST', choices[index % 3]],
        });
        delays.push(performance.now() - sentAt);
      }
    }),
  );
  const ms = performance.now() - startedAt;
  delays.sort((a, b) => a - b);
  return { ms, p99Ms: delays[Math.floor(count * 0.99)] ?? 0 };
}

createInterface({ input: process.stdin })
  .on('line', (line) => void insert(Number(line)).then((answer) => process.stdout.write(`${JSON.stringify(answer)}\n`)))
  .on('close', () => process.exit(0));
process.stdout.write('{}\n');
