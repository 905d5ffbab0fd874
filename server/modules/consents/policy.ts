import type { MeetingRole } from '#server/kernel/actor.ts';
import { MeetingPhase, type PolicyRow } from '#server/kernel/live.ts';
import type { commands } from './contract.ts';

const placed: readonly MeetingRole[] = ['chair', 'clerk', 'technician', 'member', 'guest', 'observer', 'officer'];
const ever = MeetingPhase.options;

/** Who may do what with a consent, and when (RULES.md, Permissions). */
export const policy: Readonly<Record<string, PolicyRow> & Record<keyof typeof commands, PolicyRow>> = {
  'consents.withdrawConsent': { roles: placed, phases: ever },
  'consents.renewConsent': { roles: placed, phases: ever },
  'consents.recordWithdrawal': { roles: ['clerk', 'officer'], phases: ever },
};
