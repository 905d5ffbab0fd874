import type { Actor, MeetingRole } from '#server/kernel/actor.ts';
import { type Violation, violation } from '#server/kernel/errors.ts';
import type { DecideContext, Decision, LiveCommand, LiveFacts, LiveModule, NewEvent } from '#server/kernel/live.ts';
import { err, ok, type Result } from '#server/kernel/result.ts';
import { checkAgenda } from './agenda.ts';
import {
  type AgendaItemPlan,
  commands,
  events,
  type MeetingDetails,
  type MeetingDocument,
  type Participant,
} from './contract.ts';
import { meetingsFold } from './evolve.ts';
import { policy } from './policy.ts';
import type { MeetingsState, PlanRevisions } from './state.ts';

export type { AgendaItem, AgendaItemState, MeetingsState } from './state.ts';

type Decided = Result<Decision, Violation>;
interface Based {
  readonly basedOn?: number;
}
const refuse = (code: string, params?: Record<string, string | number>): Decided =>
  err(violation(code === 'meetings.notFound' ? 'not_found' : 'invalid_state', code, params));
const decided = (events: readonly NewEvent[], output: unknown = {}): Decided => ok({ events, output });
const event = (name: string, payload: object = {}): NewEvent => ({
  type: `meetings.${name}`,
  payload: payload as Readonly<Record<string, unknown>>,
});

/** The public's agenda always goes out before the whole one (M8). */
function agendaEvents(items: readonly AgendaItemPlan[]): readonly NewEvent[] {
  const publicItems = items.filter((item) => item.visibility === 'public');
  const shown = new Set(publicItems.map((item) => item.itemId));
  const rooted = publicItems.map((item) =>
    item.parentId !== null && !shown.has(item.parentId) ? { ...item, parentId: null } : item,
  );
  return [event('publicAgendaSet', { items: rooted }), event('agendaSet', { items })];
}

/** What the sender did not see must not be overwritten: a change that names an older revision is refused (M14). */
function staleness(state: MeetingsState, part: keyof PlanRevisions, basedOn: number | undefined): Decided | null {
  if (basedOn === undefined || basedOn === state.revisions[part]) return null;
  return err(violation('conflict', 'meetings.changedMeanwhile'));
}

function decidePlanning(state: MeetingsState, command: LiveCommand, ctx: DecideContext): Decided | null {
  switch (command.type) {
    case 'meetings.planMeeting':
      if (state.details) return refuse('meetings.alreadyPlanned');
      return checkTimes(command.input as MeetingDetails) ?? decided([plannedEvent(command.input as MeetingDetails)]);
    case 'meetings.reviseMeeting': {
      const { basedOn, ...change } = command.input as Partial<MeetingDetails> & Based;
      if (!state.details) return refuse('meetings.notFound');
      const stale = staleness(state, 'details', basedOn);
      if (stale) return stale;
      if (change.access !== undefined && change.access !== state.details.access && ctx.facts.phase !== 'scheduled') {
        return refuse('meetings.accessFixed');
      }
      return checkTimes({ ...state.details, ...change }) ?? decided([event('meetingRevised', change)]);
    }
    case 'meetings.setAgenda': {
      const { items, basedOn } = command.input as { items: AgendaItemPlan[] } & Based;
      const problem = checkAgenda(items, state.agenda);
      return staleness(state, 'agenda', basedOn) ?? (problem ? err(problem) : decided(agendaEvents(items)));
    }
    case 'meetings.setParticipants': {
      const participants = ctx.prepared as readonly Participant[];
      const { basedOn } = command.input as Based;
      return (
        staleness(state, 'participants', basedOn) ??
        decided([event('participantsSet', { participants })], { count: participants.length })
      );
    }
    case 'meetings.addParticipant': {
      const added = ctx.prepared as Participant | null;
      if (!added) return refuse('meetings.personGone');
      if (state.participants[added.userId]) return err(violation('conflict', 'meetings.alreadyInvited'));
      return decided([event('participantsSet', { participants: [...Object.values(state.participants), added] })]);
    }
    case 'meetings.addDocument': {
      const document = command.input as MeetingDocument;
      if (state.documents.some((known) => known.documentId === document.documentId))
        return refuse('meetings.documentExists');
      const added = event('documentAdded', document);
      return decided([document.visibility === 'public' ? added : { ...added, audience: 'room' }]);
    }
    case 'meetings.removeDocument': {
      const { documentId } = command.input as { documentId: string };
      if (!state.documents.some((known) => known.documentId === documentId)) return refuse('meetings.documentUnknown');
      return decided([event('documentRemoved', { documentId })]);
    }
    default:
      return null;
  }
}

/** The first event of a meeting for members only is not public either (M10); later ones are narrowed by the facts. */
function plannedEvent(details: MeetingDetails): NewEvent {
  const planned = event('meetingPlanned', details);
  return details.access === 'public' ? planned : { ...planned, audience: 'room' };
}

function checkTimes(details: MeetingDetails): Decided | null {
  return details.plannedEndAt > details.plannedStartAt ? null : refuse('meetings.endBeforeStart');
}

function decideLifecycle(state: MeetingsState, command: LiveCommand): Decided | null {
  const leaving = state.currentItemId === null ? [] : [event('itemFinished', { itemId: state.currentItemId })];
  switch (command.type) {
    case 'meetings.openMeeting':
      if (!Object.values(state.participants).some((person) => person.roles.includes('chair')))
        return refuse('meetings.noChair');
      if (state.agenda.length === 0) return refuse('meetings.noAgenda');
      return decided([event('meetingOpened')]);
    case 'meetings.startMeeting':
      return decided([event('meetingStarted')]);
    case 'meetings.suspendMeeting':
      return decided([event('meetingSuspended', command.input as object)]);
    case 'meetings.resumeMeeting':
      return decided([event('meetingResumed')]);
    case 'meetings.endMeeting':
      return decided([...leaving, event('meetingEnded')]);
    case 'meetings.archiveMeeting':
      return decided([event('meetingArchived')]);
    default:
      return null;
  }
}

function decideItems(state: MeetingsState, command: LiveCommand): Decided | null {
  switch (command.type) {
    case 'meetings.startItem': {
      const { itemId, basedOn } = command.input as { itemId: string; basedOn: string | null };
      if (basedOn !== state.currentItemId) return err(violation('conflict', 'meetings.stale'));
      const item = state.agenda.find((candidate) => candidate.itemId === itemId);
      if (!item) return refuse('meetings.itemUnknown');
      if (item.state === 'current') return refuse('meetings.itemIsCurrent');
      const leaving = state.currentItemId === null ? [] : [event('itemFinished', { itemId: state.currentItemId })];
      return decided([...leaving, event('itemStarted', { itemId, visibility: item.visibility })]);
    }
    case 'meetings.finishItem': {
      const { itemId } = command.input as { itemId: string };
      if (itemId !== state.currentItemId) return err(violation('conflict', 'meetings.stale'));
      return decided([event('itemFinished', { itemId })]);
    }
    default:
      return null;
  }
}

function decide(state: MeetingsState, command: LiveCommand, ctx: DecideContext): Decided {
  return (
    decidePlanning(state, command, ctx) ??
    decideLifecycle(state, command) ??
    decideItems(state, command) ??
    err(violation('invalid_input', 'invalid_input'))
  );
}

/** The roles an actor holds in the meeting (M12); never empty. */
export function rolesOf(state: MeetingsState, actor: Actor): readonly MeetingRole[] {
  if (actor.kind !== 'user') return ['public'];
  const roles: MeetingRole[] = [...(state.participants[actor.userId]?.roles ?? [])];
  if (actor.role === 'officer' || actor.role === 'admin') roles.push('officer');
  return roles.length > 0 ? roles : ['public'];
}

function facts(state: MeetingsState, actor: Actor): Partial<LiveFacts> {
  return {
    phase: state.phase,
    currentItemId: state.currentItemId,
    currentVisibility: state.currentVisibility,
    isPublic: state.details?.access !== 'members',
    roles: rolesOf(state, actor),
    personOf: (userId) => state.participants[userId] ?? null,
    visibilityOf: (itemId) => state.agenda.find((item) => item.itemId === itemId)?.visibility ?? null,
    documentOf: (documentId) => state.documents.find((one) => one.documentId === documentId) ?? null,
    kind: state.details?.kind ?? null,
    body: () => bodyOf(state),
  };
}

/** The members of the body that meets (M15): who was invited as a member, and a chair who is one. */
export const bodyOf = (state: MeetingsState): readonly string[] =>
  Object.values(state.participants)
    .filter(({ roles, memberId }) => roles.includes('member') || (roles.includes('chair') && memberId !== null))
    .map(({ userId }) => userId);

/** Name and sector of whoever the log's actor reference names; null when they have no place in the meeting. */
export function participantOf(state: MeetingsState, ref: string): Participant | null {
  return ref.startsWith('user:') ? (state.participants[ref.slice(5)] ?? null) : null;
}

export { elapsedMs, expectedEndAt, nextItem, spentMs } from './figures.ts';

export const meetingsLive: LiveModule<MeetingsState> = {
  ...meetingsFold,
  commands,
  events,
  policy,
  decide,
  facts,
};
