import type { InstantMs } from '#server/kernel/clock.ts';
import type { AgendaVisibility, MeetingPhase } from '#server/kernel/live.ts';
import type { AgendaItemPlan, MeetingDetails, MeetingDocument, Participant } from './contract.ts';

export type AgendaItemState = 'pending' | 'current' | 'done';

/** An agenda item with what happened to it. `spentMs` leaves the running visit out; that is `now - startedAt`. */
export interface AgendaItem extends AgendaItemPlan {
  readonly state: AgendaItemState;
  readonly startedAt: InstantMs | null;
  readonly spentMs: number;
}

/** How often each part of the plan was set; what a change is based on (M14). */
export interface PlanRevisions {
  readonly details: number;
  readonly agenda: number;
  readonly participants: number;
}

/** The meeting as one audience knows it; `participants` is empty for the public. */
export interface MeetingsState {
  details: MeetingDetails | null;
  phase: MeetingPhase;
  agenda: readonly AgendaItem[];
  /** Whether `agenda` is the whole one; the public's holds public items only (M8). */
  hasWholeAgenda: boolean;
  /** May name an item that this audience does not see in its agenda. */
  currentItemId: string | null;
  currentVisibility: AgendaVisibility;
  participants: Readonly<Record<string, Participant>>;
  documents: readonly MeetingDocument[];
  openedAt: InstantMs | null;
  startedAt: InstantMs | null;
  suspendedAt: InstantMs | null;
  suspendReason: string | null;
  /** Sum of finished suspensions. */
  suspendedMs: number;
  endedAt: InstantMs | null;
  revisions: PlanRevisions;
}

export const initial = (): MeetingsState => ({
  details: null,
  phase: 'scheduled',
  agenda: [],
  hasWholeAgenda: false,
  currentItemId: null,
  currentVisibility: 'public',
  participants: {},
  documents: [],
  openedAt: null,
  startedAt: null,
  suspendedAt: null,
  suspendReason: null,
  suspendedMs: 0,
  endedAt: null,
  revisions: { details: 0, agenda: 0, participants: 0 },
});
