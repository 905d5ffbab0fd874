import type { Actor, MeetingRole } from '#server/kernel/actor.ts';
import { violation } from '#server/kernel/errors.ts';
import type { MeetingId } from '#server/kernel/ids.ts';
import type { LiveFacts, LiveState } from '#server/kernel/live.ts';
import { searchPeople } from '#server/modules/members/index.ts';
import { meetingIdOf, notFound, type Route, type RouteContext } from '#server/platform/http.ts';
import { hallCode, memberCode } from './codes.ts';
import type { FoundPerson, OwnAttendance } from './contract.ts';
import { noteOf } from './figures.ts';
import { type AttendanceState, nobody } from './state.ts';

export interface AttendanceRoutesEnvironment {
  readonly appUrl: string;
  readonly factsOf: (meetingId: MeetingId, actor: Actor | null) => Promise<LiveFacts | null>;
  /** The meeting's state with everything that any node has written; null when there is no such meeting. */
  readonly stateOf: (meetingId: MeetingId) => Promise<LiveState | null>;
}

const base = '/api/live/:meetingId/attendance';
const own = { 'cache-control': 'private, no-store' };
const mostFound = 20;
const running = new Set(['open', 'live', 'suspended']);
const screenKeepers: readonly MeetingRole[] = ['chair', 'clerk', 'technician', 'officer'];
const placed: readonly MeetingRole[] = [...screenKeepers, 'member', 'guest', 'observer'];

/** Facts for whoever holds one of the roles; null for everyone else, as for a meeting that does not exist. */
async function askedBy(
  env: AttendanceRoutesEnvironment,
  context: RouteContext,
  roles: readonly MeetingRole[],
): Promise<{ readonly facts: LiveFacts; readonly userId: string } | null> {
  const meetingId = meetingIdOf(context.params);
  const actor = await context.actor();
  const facts = meetingId && actor?.kind === 'user' ? await env.factsOf(meetingId, actor) : null;
  if (!facts || actor?.kind !== 'user' || !facts.roles.some((role) => roles.includes(role))) return null;
  return { facts, userId: actor.userId };
}

function ownOf(state: AttendanceState, meetingId: string, userId: string): OwnAttendance {
  const last = (state.people[userId] ?? nobody).steps.at(-1);
  const leave = state.leaves[userId];
  return {
    place: last?.place ?? null,
    since: last?.place ? last.at : null,
    leave: leave
      ? {
          kind: leave.kind,
          stage: leave.stage,
          askedAt: leave.askedAt,
          reason: noteOf(state, userId, 'leave'),
          answer: leave.decidedAt === null ? '' : noteOf(state, userId, 'leaveAnswer'),
        }
      : null,
    memberCode: memberCode(meetingId, userId, Date.now()),
  };
}

/** The hall screen's code, the own attendance with the own code, and whom the desk may find. */
export function attendanceRoutes(env: AttendanceRoutesEnvironment): readonly Route[] {
  return [
    {
      method: 'GET',
      path: `${base}/code`,
      access: 'person',
      async handle(context) {
        const asked = await askedBy(env, context, screenKeepers);
        if (!asked) return notFound;
        const { meetingId, phase } = asked.facts;
        if (!running.has(phase)) return violation('invalid_state', 'wrongPhase', { phase });
        return { body: hallCode(env.appUrl, meetingId, Date.now()), headers: own };
      },
    },
    {
      method: 'GET',
      path: `${base}/mine`,
      access: 'person',
      async handle(context) {
        const asked = await askedBy(env, context, placed);
        const state = asked && (await env.stateOf(asked.facts.meetingId));
        if (!asked || !state) return notFound;
        const body = ownOf(state['attendance'] as AttendanceState, asked.facts.meetingId, asked.userId);
        return { body, headers: own };
      },
    },
    {
      method: 'GET',
      path: `${base}/people`,
      access: 'person',
      async handle(context) {
        const asked = await askedBy(env, context, ['clerk', 'officer']);
        if (!asked) return notFound;
        const text = (context.url.searchParams.get('q') ?? '').trim().slice(0, 40);
        const found = text === '' ? [] : await searchPeople(text, mostFound);
        const people: readonly FoundPerson[] = found.map((one) => ({
          ...one,
          isInvited: asked.facts.personOf(one.userId) !== null,
        }));
        return { body: { people }, headers: own };
      },
    },
  ];
}
