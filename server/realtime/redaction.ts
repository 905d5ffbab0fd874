import type { Pool } from 'pg';
import { z } from 'zod';
import { violation } from '#server/kernel/errors.ts';
import { type LiveModule, RedactedPayload, redactedType } from '#server/kernel/live.ts';
import { err, ok } from '#server/kernel/result.ts';
import type { ServerModule } from '#server/kernel/server-module.ts';

const everyPhase = ['scheduled', 'open', 'live', 'suspended', 'ended', 'archived'] as const;

/** The log's own commands: words are erased for good, the chain stays whole and says who did it and why (L9). */
export const logLive: LiveModule<Record<string, never>> = {
  context: 'log',
  version: 1,
  commands: {
    'log.redactEvents': {
      input: z.object({
        seqs: z.array(z.int32().positive()).min(1).max(200),
        reason: z.string().trim().min(1).max(200),
      }),
      output: z.object({}),
    },
  },
  events: { [redactedType]: { payload: RedactedPayload, audience: 'public', throughClosed: true } },
  policy: { 'log.redactEvents': { roles: ['clerk', 'officer', 'system'], phases: everyPhase } },
  initial: () => ({}),
  decide(_state, command, ctx) {
    const { seqs, reason } = command.input as { seqs: number[]; reason: string };
    const redactable = ctx.prepared as ReadonlySet<number>;
    const unknown = seqs.find((seq) => !redactable.has(seq));
    if (unknown !== undefined) return err(violation('invalid_state', 'log.notRedactable', { seq: unknown }));
    return ok({ events: [{ type: redactedType, payload: { seqs: [...new Set(seqs)], reason } }] });
  },
  evolve: (state) => state,
};

/** `findRedactable` tells which of the seqs hold personal words that are still there. */
export function logServer(
  findRedactable: (meetingId: string, seqs: readonly number[]) => Promise<ReadonlySet<number>>,
): ServerModule {
  return {
    live: logLive as LiveModule,
    async prepare(command, { meetingId }) {
      return ok(await findRedactable(meetingId, (command.input as { seqs: number[] }).seqs));
    },
    project(meetingId, events) {
      const seqs = events.flatMap((event) =>
        event.type === redactedType ? RedactedPayload.parse(event.payload).seqs : [],
      );
      if (seqs.length === 0) return [];
      return [
        {
          sql: 'update log_event set payload = null, salt = null where meeting_id = $1 and seq = any($2::int[])',
          values: [meetingId, seqs],
        },
        { sql: 'delete from log_snapshot where meeting_id = $1', values: [meetingId] },
      ];
    },
  };
}

/** Looks up which seqs hold words that are still there; `isPersonal` knows the types that hold any. */
export function redactable(db: Pool, isPersonal: (type: string) => boolean) {
  return async (meetingId: string, seqs: readonly number[]): Promise<ReadonlySet<number>> => {
    const found = await db.query<{ seq: number; type: string }>(
      'select seq, type from log_event where meeting_id = $1 and seq = any($2::int[]) and payload is not null',
      [meetingId, seqs],
    );
    return new Set(found.rows.filter((row) => isPersonal(row.type)).map((row) => row.seq));
  };
}
