import type { Actor } from '#server/kernel/actor.ts';
import { type LogEvent, redactedType } from '#server/kernel/live.ts';
import { events as consentEvents } from '#server/modules/consents/contract.ts';
import { allMeetings, type MeetingRow, meetingTitles } from '#server/modules/meetings/index.ts';
import { peopleByUserIds } from '#server/modules/members/index.ts';
import { events as replayEvents } from '#server/modules/replays/contract.ts';
import { foldReplays, type ReplaysState } from '#server/modules/replays/index.ts';
import { brokenAt } from './chain.ts';
import { isOffice, periodsNow } from './commands.ts';
import { type AuditLine, defaultPeriods, type RetentionPeriods } from './contract.ts';
import * as repo from './repo.ts';

const shownLines = 200;
const mostEvents = 5_000;
const replayTypes = Object.keys(replayEvents);
const ofMeetings: readonly string[] = [...replayTypes, ...Object.keys(consentEvents), redactedType];

/** How long what is kept; the office's to read (W5). */
export const retentionPeriods = async (actor: Actor): Promise<RetentionPeriods & { readonly version: number }> =>
  isOffice(actor) ? periodsNow() : { ...defaultPeriods, version: 0 };

export interface AuditTrail {
  readonly lines: readonly AuditLine[];
  /** Number of the first line that does not fit the one before; null while the chain is whole. */
  readonly brokenAt: number | null;
}

/** The newest lines of the trail and of what was done to meetings, together (W4). */
export async function auditTrail(actor: Actor): Promise<AuditTrail> {
  if (!isOffice(actor)) return { lines: [], brokenAt: null };
  const [rows, events] = await Promise.all([repo.listAudit(shownLines), repo.eventsOf(ofMeetings, null, shownLines)]);
  const [people, titles] = await Promise.all([
    peopleByUserIds([...new Set([...rows, ...events].map((one) => userOf(one.actor)))].filter((id) => id !== '')),
    meetingTitles([...new Set([...rows, ...events].flatMap(({ meetingId }) => meetingId ?? []))]),
  ]);
  const names = new Map(people.map(({ userId, name }) => [userId, name]));
  const named = (one: { actor: string; meetingId: string | null }) => ({
    who: names.get(userOf(one.actor)) ?? null,
    meetingTitle: titles.get(one.meetingId ?? '') ?? null,
  });
  const lines: readonly AuditLine[] = [
    ...rows.map((row) => ({
      key: `trail ${row.seq}`,
      at: row.at,
      action: row.action,
      meetingId: row.meetingId,
      detail: row.detail as Record<string, unknown>,
      ...named(row),
    })),
    ...events.map((event) => ({
      key: `${event.meetingId} ${event.seq}`,
      at: event.at,
      action: event.type,
      meetingId: event.meetingId,
      detail: event.payload ?? {},
      ...named(event),
    })),
  ];
  return {
    lines: lines.toSorted((one, other) => other.at - one.at).slice(0, shownLines),
    brokenAt: brokenAt(rows.toReversed()),
  };
}

const userOf = (ref: string): string => (ref.startsWith('user:') ? ref.slice(5) : '');

/** Meetings that have ended, with who may see them again, what is down and whether they are held. */
export async function replayDesk(actor: Actor): Promise<readonly (MeetingRow & { readonly replay: ReplaysState })[]> {
  if (!isOffice(actor)) return [];
  const ended = (await allMeetings()).filter(({ endedAt }) => endedAt !== null).slice(0, 100);
  const events = await repo.eventsOf(
    replayTypes,
    ended.map(({ meetingId }) => meetingId),
    mostEvents,
  );
  const byMeeting = Map.groupBy(events.toReversed(), ({ meetingId }) => meetingId);
  return ended.map((meeting) => ({
    ...meeting,
    replay: foldReplays((byMeeting.get(meeting.meetingId) ?? []) as readonly LogEvent[]),
  }));
}
