import type { Actor } from '#server/kernel/actor.ts';
import { type Violation, violation } from '#server/kernel/errors.ts';
import type { LiveModule, LiveState } from '#server/kernel/live.ts';
import { err, ok, type Result } from '#server/kernel/result.ts';
import type { ServerModule, StoredEvent, Write } from '#server/kernel/server-module.ts';
import type { ConsentText, ConsentWording } from './contract.ts';
import { consentsLive, hasWithdrawn } from './domain.ts';
import * as repo from './repo.ts';

export const isOffice = (actor: Actor | null): boolean =>
  actor?.kind === 'user' && (actor.role === 'officer' || actor.role === 'admin');

type Row = Awaited<ReturnType<typeof repo.newestText>>;

/** A stored version; who published it is named where the office reads it. */
export const toText = (row: Row): ConsentText => ({
  version: String(row.version),
  zh: { line: row.zhLine, text: row.zhText },
  en: { line: row.enLine, text: row.enText },
  publishedAt: row.publishedAt.getTime(),
  publishedBy: null,
});

/** The text that is shown before entering. */
export const currentConsent = async (): Promise<ConsentText> => toText(await repo.newestText());

const freshMs = 1_000;
let known: { version: string; readAt: number } | null = null;

/** The newest version (K2). A whole district enters within a minute: it is read once a second, and at once where it was published. */
export async function currentVersion(now = Date.now()): Promise<string> {
  if (known && now - known.readAt < freshMs) return known.version;
  const { version } = await currentConsent();
  known = { version, readAt: now };
  return version;
}

/** Publishes the next version (K1); `after` is the newest one that the office saw. */
export async function publishConsent(
  actor: Actor,
  after: string,
  { zh, en }: ConsentWording,
): Promise<Result<{ version: string }, Violation>> {
  if (actor.kind !== 'user' || !isOffice(actor)) return err(violation('forbidden', 'forbidden'));
  const newest = (await repo.newestText()).version;
  const wording = { zhLine: zh.line, zhText: zh.text, enLine: en.line, enText: en.text };
  if (String(newest) !== after || !(await repo.insertText(newest, wording, actor.userId)))
    return err(violation('conflict', 'consents.changedMeanwhile'));
  known = null;
  return ok({ version: String(newest + 1) });
}

interface Act {
  readonly seq: number;
  readonly userId: string;
  readonly kind: 'given' | 'withdrawn' | 'renewed';
  readonly version: string | null;
  readonly at: string;
  readonly by: string;
}

/** Who agreed to what, and who took it back, as rows (K3). Coming in again after a withdrawal agrees to nothing (K5). */
function actsOf(events: readonly StoredEvent[], state: LiveState): readonly Act[] {
  return events.flatMap(({ type, payload, seq, at, actor }): Act[] => {
    const { userId, version, consentVersion } = payload as Record<'userId' | 'version' | 'consentVersion', string>;
    const act = { seq, userId, at: new Date(at).toISOString(), by: actor };
    if (type === 'rooms.personEntered' && !hasWithdrawn(state, userId))
      return [{ ...act, kind: 'given', version: consentVersion }];
    if (type === 'consents.consentWithdrawn') return [{ ...act, kind: 'withdrawn', version: null }];
    return type === 'consents.consentRenewed' ? [{ ...act, kind: 'renewed', version }] : [];
  });
}

function project(meetingId: string, events: readonly StoredEvent[], state: LiveState): readonly Write[] {
  const acts = actsOf(events, state);
  if (acts.length === 0) return [];
  return [
    {
      sql: `insert into consent_act (meeting_id, seq, user_id, kind, version, at, by)
        select $1::uuid, seq, "userId", kind, version, at, by from json_to_recordset($2::json)
          as t(seq int, "userId" uuid, kind text, version text, at timestamptz, by text)`,
      values: [meetingId, JSON.stringify(acts)],
    },
  ];
}

export const consentsServer: ServerModule = {
  live: consentsLive as LiveModule,
  prepare: async (command) => ok(command.type === 'consents.renewConsent' ? await currentVersion() : undefined),
  project,
};
