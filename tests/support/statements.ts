import type pg from 'pg';

/** Everything that connections opened from now on send to Postgres. */
export function listenTo(db: pg.Pool): string[] {
  const statements: string[] = [];
  db.on('connect', (client) => {
    const query = client.query.bind(client) as (...args: unknown[]) => unknown;
    const told = (...args: unknown[]): unknown => {
      const [statement] = args as [string | { text: string }];
      statements.push(typeof statement === 'string' ? statement : statement.text);
      return query(...args);
    };
    client.query = told as typeof client.query;
  });
  return statements;
}

/** What begins and ends a transaction. */
export const isFrame = (statement: string): boolean => /^(begin|commit)$/i.test(statement);

/** Without what is not of the batch: a snapshot now and then, and the word lists, looked at every two seconds. */
export const ownOf = (statements: readonly string[]): readonly string[] =>
  statements.filter((statement) => !/log_snapshot|chat_word/.test(statement));
