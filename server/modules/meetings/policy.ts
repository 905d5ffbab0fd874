import type { MeetingPhase, PolicyRow } from '#server/kernel/live.ts';
import type { commands } from './contract.ts';

const planning: readonly MeetingPhase[] = ['scheduled', 'open', 'live', 'suspended'];
const notArchived: readonly MeetingPhase[] = ['scheduled', 'open', 'live', 'suspended', 'ended'];

/** Who may do what to a meeting, and when (RULES.md, Permissions). */
export const policy: Readonly<Record<string, PolicyRow> & Record<keyof typeof commands, PolicyRow>> = {
  'meetings.planMeeting': { roles: ['officer'], phases: ['scheduled'] },
  'meetings.reviseMeeting': { roles: ['officer', 'clerk', 'chair'], phases: planning },
  'meetings.setAgenda': { roles: ['officer', 'clerk', 'chair'], phases: planning },
  'meetings.setParticipants': { roles: ['officer', 'clerk'], phases: planning },
  'meetings.addParticipant': { roles: ['officer', 'clerk'], phases: planning },
  'meetings.addDocument': { roles: ['officer', 'clerk'], phases: notArchived },
  'meetings.removeDocument': { roles: ['officer', 'clerk'], phases: notArchived },
  'meetings.openMeeting': { roles: ['chair', 'clerk', 'officer'], phases: ['scheduled'] },
  'meetings.startMeeting': { roles: ['chair'], phases: ['open'] },
  'meetings.suspendMeeting': { roles: ['chair'], phases: ['live'] },
  'meetings.resumeMeeting': { roles: ['chair'], phases: ['suspended'] },
  'meetings.endMeeting': { roles: ['chair'], phases: ['live', 'suspended'] },
  'meetings.archiveMeeting': { roles: ['clerk', 'officer'], phases: ['ended'] },
  'meetings.startItem': { roles: ['chair', 'clerk'], phases: ['live'] },
  'meetings.finishItem': { roles: ['chair', 'clerk'], phases: ['live'] },
};
