import type { InstantMs } from '#server/kernel/clock.ts';
import type { Foldable } from '#server/kernel/fold.ts';
import type { AgendaVisibility, LogEvent, MeetingPhase } from '#server/kernel/live.ts';
import type { AgendaItemPlan, MeetingDetails, MeetingDocument, Participant } from './contract.ts';
import { type AgendaItem, initial, type MeetingsState, type PlanRevisions } from './state.ts';

/** Stops the running visit of the current item at `at` and gives it the state it leaves with. */
function leaveCurrent(state: MeetingsState, at: InstantMs, leavesAs: 'done' | 'current'): void {
  state.agenda = state.agenda.map((item) =>
    item.state === 'current'
      ? {
          ...item,
          state: leavesAs,
          spentMs: item.spentMs + (item.startedAt === null ? 0 : Math.max(0, at - item.startedAt)),
          startedAt: null,
        }
      : item,
  );
}

function countRevision(state: MeetingsState, part: keyof PlanRevisions): void {
  state.revisions = { ...state.revisions, [part]: state.revisions[part] + 1 };
}

function setPhase(state: MeetingsState, phase: MeetingPhase): void {
  state.phase = phase;
}

function mergeAgenda(state: MeetingsState, plans: readonly AgendaItemPlan[]): void {
  const known = new Map(state.agenda.map((item) => [item.itemId, item]));
  state.agenda = plans.map((plan): AgendaItem => {
    const before = known.get(plan.itemId);
    return {
      ...plan,
      state: before?.state ?? 'pending',
      startedAt: before?.startedAt ?? null,
      spentMs: before?.spentMs ?? 0,
    };
  });
}

function startItem(state: MeetingsState, at: InstantMs, itemId: string, visibility: AgendaVisibility): void {
  leaveCurrent(state, at, 'done');
  state.currentItemId = itemId;
  state.currentVisibility = visibility;
  state.agenda = state.agenda.map((item) =>
    item.itemId === itemId ? { ...item, state: 'current', startedAt: at } : item,
  );
}

function finishItem(state: MeetingsState, at: InstantMs, itemId: string): void {
  if (state.currentItemId !== itemId) return;
  leaveCurrent(state, at, 'done');
  state.currentItemId = null;
  state.currentVisibility = 'public';
}

function evolveLifecycle(state: MeetingsState, event: LogEvent): boolean {
  switch (event.type) {
    case 'meetings.meetingOpened':
      setPhase(state, 'open');
      state.openedAt = event.at;
      return true;
    case 'meetings.meetingStarted':
      setPhase(state, 'live');
      state.startedAt = event.at;
      return true;
    case 'meetings.meetingSuspended':
      setPhase(state, 'suspended');
      state.suspendedAt = event.at;
      state.suspendReason = (event.payload as { reason: string }).reason;
      leaveCurrent(state, event.at, 'current');
      return true;
    case 'meetings.meetingResumed':
      setPhase(state, 'live');
      if (state.suspendedAt !== null) state.suspendedMs += event.at - state.suspendedAt;
      state.suspendedAt = null;
      state.suspendReason = null;
      state.agenda = state.agenda.map((item) => (item.state === 'current' ? { ...item, startedAt: event.at } : item));
      return true;
    case 'meetings.meetingEnded':
      if (state.suspendedAt !== null) state.suspendedMs += event.at - state.suspendedAt;
      setPhase(state, 'ended');
      state.endedAt = event.at;
      state.suspendedAt = null;
      return true;
    case 'meetings.meetingArchived':
      setPhase(state, 'archived');
      return true;
    default:
      return false;
  }
}

/** Folds one event of this module. Events of narrower audiences may be missing. */
export function evolve(state: MeetingsState, event: LogEvent): MeetingsState {
  if (evolveLifecycle(state, event)) return state;
  switch (event.type) {
    case 'meetings.meetingPlanned':
      state.details = event.payload as MeetingDetails;
      countRevision(state, 'details');
      break;
    case 'meetings.meetingRevised':
      if (state.details) state.details = { ...state.details, ...(event.payload as Partial<MeetingDetails>) };
      countRevision(state, 'details');
      break;
    case 'meetings.publicAgendaSet':
      if (!state.hasWholeAgenda) mergeAgenda(state, (event.payload as { items: AgendaItemPlan[] }).items);
      break;
    case 'meetings.agendaSet':
      state.hasWholeAgenda = true;
      countRevision(state, 'agenda');
      mergeAgenda(state, (event.payload as { items: AgendaItemPlan[] }).items);
      break;
    case 'meetings.participantsSet': {
      const { participants } = event.payload as { participants: Participant[] };
      state.participants = Object.fromEntries(participants.map((person) => [person.userId, person]));
      countRevision(state, 'participants');
      break;
    }
    case 'meetings.documentAdded':
      state.documents = [...state.documents, event.payload as MeetingDocument];
      break;
    case 'meetings.documentRemoved': {
      const { documentId } = event.payload as { documentId: string };
      state.documents = state.documents.filter((document) => document.documentId !== documentId);
      break;
    }
    case 'meetings.itemStarted': {
      const { itemId, visibility } = event.payload as { itemId: string; visibility: AgendaVisibility };
      startItem(state, event.at, itemId, visibility);
      break;
    }
    case 'meetings.itemFinished':
      finishItem(state, event.at, (event.payload as { itemId: string }).itemId);
      break;
  }
  return state;
}

export const meetingsFold: Foldable<MeetingsState> = { context: 'meetings', version: 2, initial, evolve };
