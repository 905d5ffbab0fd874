import pg from 'pg';
import { z } from 'zod';
import type { Actor } from '#server/kernel/actor.ts';
import { violation } from '#server/kernel/errors.ts';
import { type MeetingId, type UserId, uuidV7 } from '#server/kernel/ids.ts';
import type { LiveModule } from '#server/kernel/live.ts';
import { err, ok } from '#server/kernel/result.ts';
import type { ServerModule } from '#server/kernel/server-module.ts';
import { Hub, type HubEnvironment } from '#server/realtime/hub.ts';
import { createHead } from '#server/realtime/log-store.ts';
import { logServer, redactable } from '#server/realtime/redaction.ts';
import { ModuleRegistry } from '#server/realtime/registry.ts';

/** A slice small enough to reason about, with every kind of outcome the log must bear. */
export interface TallyState {
  total: number;
  notes: { seq: number; text: string | null }[];
}

export const tallyLive: LiveModule<TallyState> = {
  context: 'tally',
  version: 1,
  commands: {
    'tally.add': {
      input: z.object({ by: z.int(), audience: z.enum(['public', 'room', 'staff']) }),
      output: z.object({ total: z.int() }),
    },
    'tally.note': { input: z.object({ text: z.string() }), output: z.object({}) },
    'tally.breakDecision': { input: z.object({}), output: z.object({}) },
    'tally.breakFold': { input: z.object({}), output: z.object({}) },
    'tally.spoil': { input: z.object({ how: z.enum(['row', 'projection']) }), output: z.object({}) },
  },
  events: {
    'tally.added': { payload: z.object({ by: z.int() }), audience: 'public' },
    'tally.noted': { payload: z.object({ text: z.string() }), audience: 'public', personal: true },
    'tally.unfoldable': { payload: z.object({}), audience: 'public' },
    'tally.spoiled': { payload: z.object({ how: z.string() }), audience: 'public' },
  },
  policy: Object.fromEntries(
    ['add', 'note', 'breakDecision', 'breakFold', 'spoil'].map((name) => [
      `tally.${name}`,
      { roles: ['officer', 'member'], phases: ['scheduled', 'open', 'live'] },
    ]),
  ),
  initial: () => ({ total: 0, notes: [] }),
  decide(state, command) {
    switch (command.type) {
      case 'tally.add': {
        const { by, audience } = command.input as { by: number; audience: 'public' | 'room' | 'staff' };
        if (by === 0) return err(violation('invalid_state', 'tally.zero'));
        return ok({
          events: [{ type: 'tally.added', payload: { by }, audience }],
          output: { total: state.total + by },
        });
      }
      case 'tally.note':
        return ok({ events: [{ type: 'tally.noted', payload: command.input as { text: string } }] });
      case 'tally.spoil':
        return ok({ events: [{ type: 'tally.spoiled', payload: command.input as { how: string } }] });
      case 'tally.breakFold':
        return ok({ events: [{ type: 'tally.unfoldable', payload: {} }] });
      default:
        throw new Error('a decision with a bug');
    }
  },
  evolve(state, event) {
    if (event.type === 'tally.added') state.total += (event.payload as { by: number }).by;
    else if (event.type === 'tally.noted')
      state.notes.push({ seq: event.seq, text: (event.payload as { text: string }).text });
    else if (event.type !== 'tally.spoiled') throw new Error('a fold with a bug');
    return state;
  },
  facts: (_state, actor) => ({
    isPublic: true,
    roles: actor.kind === 'user' && actor.role === 'officer' ? ['officer'] : ['member'],
  }),
  redact(state, seq) {
    for (const note of state.notes) if (note.seq === seq) note.text = null;
    return state;
  },
};

export const tallyServer: ServerModule = {
  live: tallyLive as LiveModule,
  project(meetingId, events) {
    const spoiled = events.find((event) => event.type === 'tally.spoiled');
    if (!spoiled) return [];
    if ((spoiled.payload as { how: string }).how === 'projection') throw new Error('a projection with a bug');
    // Postgres refuses a NUL for good, however often it is asked.
    const sql = `insert into chat_word (word, kind) select $1, 'block' where $2::uuid is not null`;
    return [{ sql, values: ['a\0b', meetingId] }];
  },
};

export const officer: Actor = {
  kind: 'user',
  userId: '01900000-0000-7000-8000-000000000001' as UserId,
  role: 'officer',
  sessionId: 's1',
  name: 'Officer',
};
export const otherOfficer: Actor = { ...officer, userId: '01900000-0000-7000-8000-000000000002' as UserId };

/** One node of the live log with the tally module; close its pool when done. */
export function startNode(
  url: string,
  overrides: Partial<HubEnvironment> = {},
): { hub: Hub; db: pg.Pool; errors: unknown[] } {
  const db = new pg.Pool({ connectionString: url, max: 8 });
  db.on('error', () => undefined);
  db.on('connect', (client) => client.on('error', () => undefined));
  const errors: unknown[] = [];
  const hub = new Hub({
    db,
    modules: new ModuleRegistry([
      tallyServer,
      logServer(redactable(db, (type) => tallyLive.events[type]?.personal === true)),
    ]),
    clock: () => Date.now(),
    onCommitted: () => undefined,
    onError: (error) => errors.push(error),
    ...overrides,
  });
  return { hub, db, errors };
}

export async function newMeeting(db: pg.Pool, hash: 'sha256' | 'sm3' = 'sha256'): Promise<MeetingId> {
  const meetingId = uuidV7() as MeetingId;
  await createHead(db, meetingId, hash);
  return meetingId;
}
