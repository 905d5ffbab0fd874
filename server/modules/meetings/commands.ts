import type { Actor } from '#server/kernel/actor.ts';
import { type Violation, violation } from '#server/kernel/errors.ts';
import type { LiveModule, LiveState } from '#server/kernel/live.ts';
import { err, ok, type Result } from '#server/kernel/result.ts';
import type { ServerModule, StoredEvent, Write } from '#server/kernel/server-module.ts';
import type { MeetingDetails, Participant } from './contract.ts';
import { type MeetingsState, meetingsLive } from './domain.ts';

/** A person as the members module knows them; everything an invitation needs. */
export interface InvitedPerson {
  readonly userId: string;
  readonly name: string;
  readonly memberId: string | null;
  readonly sectorId: string | null;
  readonly sectorName: string | null;
  readonly post: string | null;
}

/** Where invitations find people. */
export interface PeopleDirectory {
  readonly byUserIds: (userIds: readonly string[]) => Promise<readonly InvitedPerson[]>;
  readonly ofSectors: (sectorIds: readonly string[]) => Promise<readonly InvitedPerson[]>;
  readonly ofCommittees: (committeeIds: readonly string[]) => Promise<readonly InvitedPerson[]>;
}

interface Invitation {
  readonly persons: readonly { readonly userId: string; readonly roles: Participant['roles'] }[];
  readonly sectorIds: readonly string[];
  readonly committeeIds: readonly string[];
}

/** Resolves an invitation to people; everyone once, with named roles before the plain member's. */
async function invite(people: PeopleDirectory, wish: Invitation): Promise<Result<readonly Participant[], Violation>> {
  const [named, sectors, committees] = await Promise.all([
    people.byUserIds(wish.persons.map((person) => person.userId)),
    people.ofSectors(wish.sectorIds),
    people.ofCommittees(wish.committeeIds),
  ]);
  const known = new Map(named.map((person) => [person.userId, person]));
  const unknown = wish.persons.find((person) => !known.has(person.userId));
  if (unknown) return err(violation('invalid_input', 'meetings.personUnknown', { userId: unknown.userId }));
  const invited = new Map<string, Participant>();
  for (const person of [...sectors, ...committees]) invited.set(person.userId, asParticipant(person, ['member']));
  for (const { userId, roles } of wish.persons) {
    const person = known.get(userId);
    if (person) invited.set(userId, asParticipant(person, roles));
  }
  return ok([...invited.values()]);
}

const asParticipant = (person: InvitedPerson, roles: Participant['roles']): Participant => ({
  userId: person.userId as Participant['userId'],
  name: person.name,
  roles: [...roles],
  memberId: person.memberId,
  sectorId: person.sectorId,
  sectorName: person.sectorName,
  post: person.post,
});

const instant = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString());

function meetingWrite(meetingId: string, state: MeetingsState, details: MeetingDetails, plannedBy: string): Write {
  return {
    sql: `insert into meeting (id, title, kind, label, place, planned_start_at, planned_end_at, access, phase, started_at, ended_at, created_by_id)
      values ($1::uuid, $2, $3, $4, $5, $6::timestamptz, $7::timestamptz, $8, $9, $10::timestamptz, $11::timestamptz, $12::uuid)
      on conflict (id) do update set title = excluded.title, kind = excluded.kind, label = excluded.label, place = excluded.place,
        planned_start_at = excluded.planned_start_at, planned_end_at = excluded.planned_end_at, access = excluded.access,
        phase = excluded.phase, started_at = excluded.started_at, ended_at = excluded.ended_at`,
    values: [
      meetingId,
      details.title,
      details.kind,
      details.label,
      details.place,
      instant(details.plannedStartAt),
      instant(details.plannedEndAt),
      details.access,
      state.phase,
      instant(state.startedAt),
      instant(state.endedAt),
      plannedBy,
    ],
  };
}

function participantWrites(meetingId: string, state: MeetingsState): readonly Write[] {
  const people = Object.values(state.participants);
  const rows = people.map((person) => ({ user_id: person.userId, roles: person.roles }));
  return [
    {
      sql: `insert into meeting_participant (meeting_id, user_id, roles)
        select $1::uuid, user_id, roles from json_to_recordset($2::json) as t(user_id uuid, roles text[])
        on conflict (meeting_id, user_id) do update set roles = excluded.roles`,
      values: [meetingId, JSON.stringify(rows)],
    },
    {
      sql: 'delete from meeting_participant where meeting_id = $1::uuid and user_id <> all($2::uuid[])',
      values: [meetingId, people.map((person) => person.userId)],
    },
  ];
}

/** Rows of the meeting after a batch; whatever happened, the row is the state's. */
function project(meetingId: string, events: readonly StoredEvent[], live: LiveState): readonly Write[] {
  const mine = events.filter((event) => event.type.startsWith('meetings.'));
  const state = live['meetings'] as MeetingsState;
  if (mine.length === 0 || !state.details) return [];
  const by = mine[0]?.actor.startsWith('user:') ? mine[0].actor.slice(5) : '00000000-0000-0000-0000-000000000000';
  const isInviting = mine.some((event) => event.type === 'meetings.participantsSet');
  return [
    meetingWrite(meetingId, state, state.details, by),
    ...(isInviting ? participantWrites(meetingId, state) : []),
  ];
}

export function meetingsServer(people: PeopleDirectory): ServerModule {
  return {
    live: meetingsLive as LiveModule,
    async prepare(command) {
      if (command.type === 'meetings.addParticipant') {
        const { userId, role } = command.input as { userId: string; role: Participant['roles'][number] };
        const [person] = await people.byUserIds([userId]);
        return ok(person ? asParticipant(person, [role]) : null);
      }
      if (command.type !== 'meetings.setParticipants') return ok(undefined);
      return invite(people, command.input as Invitation);
    },
    project,
  };
}

/** Who may plan a meeting that does not exist yet: the same people the policy row of `planMeeting` names. */
export const canPlan = (actor: Actor): boolean =>
  actor.kind === 'user' && (actor.role === 'officer' || actor.role === 'admin');
