import type { MeetingRole } from '#server/kernel/actor.ts';
import { type MeetingPhase, MeetingPhase as Phases, type PolicyRow } from '#server/kernel/live.ts';

const placed: readonly MeetingRole[] = ['chair', 'clerk', 'technician', 'member', 'guest', 'observer', 'officer'];
const keepers: readonly MeetingRole[] = ['chair', 'clerk', 'officer'];
const running: readonly MeetingPhase[] = ['open', 'live', 'suspended'];
const planning: readonly MeetingPhase[] = ['scheduled', ...running];
const correcting: readonly MeetingPhase[] = [...running, 'ended'];
const correction: PolicyRow = { roles: keepers, phases: correcting };
const leave: PolicyRow = { roles: placed, phases: planning };

/** Who may do what to the attendance, and when (RULES.md, Permissions). */
export const policy: Readonly<Record<string, PolicyRow>> = {
  'attendance.checkInByCode': { roles: placed, phases: running },
  'attendance.checkInAtDesk': { roles: keepers, phases: running },
  'attendance.checkInManually': correction,
  'attendance.checkOut': correction,
  'attendance.undoStep': correction,
  'attendance.startCheck': { roles: keepers, phases: ['live'] },
  'attendance.answerCheck': { roles: placed, phases: running },
  'attendance.attendDue': { roles: ['system'], phases: Phases.options },
  'attendance.requestLeave': leave,
  'attendance.withdrawLeave': leave,
  'attendance.decideLeave': { roles: keepers, phases: [...planning, 'ended'] },
  'attendance.recordLeave': { roles: keepers, phases: [...planning, 'ended'] },
  'attendance.addWalkIn': { roles: keepers, phases: correcting },
  'attendance.removeWalkIn': { roles: keepers, phases: correcting },
  'attendance.setSettings': { roles: keepers, phases: planning },
};
