import type { MeetingRole } from '#server/kernel/actor.ts';
import { MeetingPhase, type PolicyRow } from '#server/kernel/live.ts';
import type { commands } from './contract.ts';

const hall: PolicyRow = { roles: ['chair', 'technician'], phases: ['open', 'live', 'suspended'] };

/** Who may do what with the hall's sources, and when (RULES.md, Permissions). */
export const policy: Readonly<Record<string, PolicyRow> & Record<keyof typeof commands, PolicyRow>> = {
  'venue.addEncoder': hall,
  'venue.addPulled': hall,
  'venue.wantSource': hall,
  'venue.removeSource': hall,
  'venue.recordSource': { roles: ['system'], phases: MeetingPhase.options },
};

/** Whether roles let somebody decide what the hall sends. */
export const runsTheHall = (roles: readonly MeetingRole[]): boolean =>
  roles.includes('chair') || roles.includes('technician');
