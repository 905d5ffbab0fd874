import type { MeetingRole } from '#server/kernel/actor.ts';
import type { MeetingPhase, PolicyRow } from '#server/kernel/live.ts';
import type { SpeakingKind } from './contract.ts';

const placed: readonly MeetingRole[] = ['chair', 'clerk', 'technician', 'member', 'guest', 'observer', 'officer'];
const running: readonly MeetingPhase[] = ['open', 'live', 'suspended'];
const planning: readonly MeetingPhase[] = ['scheduled', ...running];
const runners = ['chair', 'clerk'] as const;
const queue: PolicyRow = { roles: runners, phases: running };
const floor: PolicyRow = { roles: runners, phases: ['live'] };
const turn: PolicyRow = { roles: runners, phases: ['live', 'suspended'] };
const plan: PolicyRow = { roles: runners, phases: planning };
const record: PolicyRow = { roles: runners, phases: [...planning, 'ended'] };

/** Who may do what with queue and floor, and when (RULES.md, Permissions); what a person may speak for is decided later. */
export const policy: Readonly<Record<string, PolicyRow>> = {
  'speaking.requestToSpeak': { roles: placed, phases: running },
  'speaking.withdrawEntry': { roles: placed, phases: running },
  'speaking.addEntry': queue,
  'speaking.removeEntry': queue,
  'speaking.placeEntry': queue,
  'speaking.releaseEntry': queue,
  'speaking.skipEntry': queue,
  'speaking.setSource': queue,
  'speaking.grantFloor': floor,
  'speaking.callSpeaker': floor,
  'speaking.pauseTurn': floor,
  'speaking.resumeTurn': floor,
  'speaking.extendTurn': turn,
  'speaking.readdLast': turn,
  'speaking.setAddressees': turn,
  'speaking.endTurn': { roles: placed, phases: ['live', 'suspended'] },
  'speaking.nameSpeaker': { roles: runners, phases: ['live', 'suspended', 'ended'] },
  'speaking.setList': plan,
  'speaking.setSettings': plan,
  'speaking.setBudget': plan,
  'speaking.setEligible': plan,
  'speaking.raiseBudgets': { roles: ['chair'], phases: planning },
  'speaking.addWrittenSpeech': record,
  'speaking.removeWrittenSpeech': record,
};

export interface Standing {
  readonly roles: readonly MeetingRole[];
  /** The word of those who run the queue, which goes before the roles (F8). */
  readonly word: boolean | undefined;
}

/** What a person may be on the list for: by the own request, or put there by those who run the queue (D16, F8). */
export function isEligible({ roles, word }: Standing, kind: SpeakingKind, isByRunner: boolean): boolean {
  const isMember = word ?? (roles.includes('member') || roles.includes('chair'));
  const isGuest = word === undefined && roles.includes('guest');
  return isMember || (isGuest && (isByRunner || kind === 'reply'));
}
