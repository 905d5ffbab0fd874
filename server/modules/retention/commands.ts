import { type Actor, actorRef } from '#server/kernel/actor.ts';
import { type Violation, violation } from '#server/kernel/errors.ts';
import { uuidV7 } from '#server/kernel/ids.ts';
import { err, ok, type Result } from '#server/kernel/result.ts';
import { defaultPeriods, type RetentionPeriods, tooShort } from './contract.ts';
import * as repo from './repo.ts';

export const isOffice = (actor: Actor | null): boolean =>
  actor?.kind === 'user' && (actor.role === 'officer' || actor.role === 'admin');

/** The periods that hold, with the count of their changes. */
export async function periodsNow(): Promise<RetentionPeriods & { readonly version: number }> {
  return (await repo.readPeriods()) ?? { ...defaultPeriods, version: 0 };
}

/** Sets how long what is kept (W1). */
export async function setPeriods(
  actor: Actor,
  periods: RetentionPeriods,
  basedOn: number,
): Promise<Result<null, Violation>> {
  if (!isOffice(actor)) return err(violation('forbidden', 'forbidden'));
  const short = tooShort(periods);
  if (short) return err(violation('invalid_input', `retention.${short.period}TooShort`, { least: short.least }));
  if (!(await repo.writePeriods(periods, basedOn))) return err(violation('conflict', 'retention.changedMeanwhile'));
  await repo.appendAudit({
    at: Date.now(),
    actor: actorRef(actor),
    action: 'periodsSet',
    meetingId: null,
    detail: { ...periods },
    key: uuidV7(),
  });
  return ok(null);
}

const dayOf = (at: number): string => new Date(at + 8 * 3_600_000).toISOString().slice(0, 10);

/** Notes that somebody with an account saw a meeting again, once a day (W4). */
export async function noteSeen(meetingId: string, actor: Actor, at = Date.now()): Promise<void> {
  if (actor.kind !== 'user') return;
  const who = actorRef(actor);
  const key = `replaySeen ${meetingId} ${who} ${dayOf(at)}`;
  await repo.appendAudit({ at, actor: who, action: 'replaySeen', meetingId, detail: {}, key });
}

/** Notes that the office published a consent text (W4). */
export async function noteConsentPublished(actor: Actor, version: string): Promise<void> {
  const key = `consentPublished ${version}`;
  const detail = { version };
  await repo.appendAudit({
    at: Date.now(),
    actor: actorRef(actor),
    action: 'consentPublished',
    meetingId: null,
    detail,
    key,
  });
}
