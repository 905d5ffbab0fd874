import type { MeetingRole } from '#server/kernel/actor.ts';
import { type MeetingPhase, MeetingPhase as Phases, type PolicyRow } from '#server/kernel/live.ts';
import type { commands } from './contract.ts';

const running: readonly MeetingPhase[] = ['open', 'live', 'suspended'];
const placed: readonly MeetingRole[] = ['chair', 'clerk', 'technician', 'member', 'guest', 'observer', 'officer'];
const system: PolicyRow = { roles: ['system'], phases: Phases.options };

/** Who may do what in the room, and when (RULES.md, Permissions). */
export const policy: Readonly<Record<string, PolicyRow> & Record<keyof typeof commands, PolicyRow>> = {
  'rooms.enterRoom': { roles: placed, phases: running },
  'rooms.leaveRoom': { roles: placed, phases: running },
  'rooms.reportMode': { roles: placed, phases: running },
  'rooms.switchStage': { roles: ['chair', 'technician'], phases: running },
  'rooms.removePerson': { roles: ['chair', 'clerk', 'officer'], phases: running },
  'rooms.recordMedia': system,
  'rooms.recordConnectionLost': system,
  'rooms.recordMediaState': system,
};

/** Whether roles carry the right to publish media (R1). */
export const mayPublish = (roles: readonly MeetingRole[]): boolean =>
  roles.includes('chair') || roles.includes('technician');

/** Whether roles open the hall screen (R16). */
export const mayOpenScreen = (roles: readonly MeetingRole[]): boolean =>
  roles.some((role) => role === 'chair' || role === 'clerk' || role === 'technician' || role === 'officer');
