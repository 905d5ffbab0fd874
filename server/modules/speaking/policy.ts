import type { MeetingRole } from '#server/kernel/actor.ts';
import type { MeetingPhase, PolicyRow } from '#server/kernel/live.ts';

const placed: readonly MeetingRole[] = ['chair', 'clerk', 'technician', 'member', 'guest', 'observer', 'officer'];
const running: readonly MeetingPhase[] = ['open', 'live', 'suspended'];
const planning: readonly MeetingPhase[] = ['scheduled', ...running];
const runners = ['chair', 'clerk'] as const;
const ofQueue: PolicyRow = { roles: runners, phases: running };
const ofFloor: PolicyRow = { roles: runners, phases: ['live'] };
const ofTurn: PolicyRow = { roles: runners, phases: ['live', 'suspended'] };
const ofPlan: PolicyRow = { roles: runners, phases: planning };
const ofRecord: PolicyRow = { roles: runners, phases: [...planning, 'ended'] };

/** Who may do what with queue and floor, and when (RULES.md, Permissions); what a person may speak for is decided later. */
export const policy: Readonly<Record<string, PolicyRow>> = {
  'speaking.requestToSpeak': { roles: placed, phases: running },
  'speaking.withdrawEntry': { roles: placed, phases: running },
  'speaking.addEntry': ofQueue,
  'speaking.removeEntry': ofQueue,
  'speaking.placeEntry': ofQueue,
  'speaking.releaseEntry': ofQueue,
  'speaking.skipEntry': ofQueue,
  'speaking.setSource': ofQueue,
  'speaking.grantFloor': ofFloor,
  'speaking.callSpeaker': ofFloor,
  'speaking.pauseTurn': ofFloor,
  'speaking.resumeTurn': ofFloor,
  'speaking.extendTurn': ofTurn,
  'speaking.readdLast': ofTurn,
  'speaking.setAddressees': ofTurn,
  'speaking.endTurn': { roles: placed, phases: ['live', 'suspended'] },
  'speaking.nameSpeaker': { roles: runners, phases: ['live', 'suspended', 'ended'] },
  'speaking.setList': ofPlan,
  'speaking.setSettings': ofPlan,
  'speaking.setBudget': ofPlan,
  'speaking.setEligible': ofPlan,
  'speaking.raiseBudgets': { roles: ['chair'], phases: planning },
  'speaking.addWrittenSpeech': ofRecord,
  'speaking.removeWrittenSpeech': ofRecord,
};
