import { type MeetingPhase, MeetingPhase as Phases, type PolicyRow } from '#server/kernel/live.ts';

const planning: readonly MeetingPhase[] = ['scheduled', 'open', 'live', 'suspended'];
const running: readonly MeetingPhase[] = ['live', 'suspended', 'ended'];
const preparation: PolicyRow = { roles: ['chair', 'clerk'], phases: planning };
const system: PolicyRow = { roles: ['system'], phases: Phases.options };

/** Who may do what to a vote, and when (RULES.md, Permissions; D13, D16). */
export const policy: Readonly<Record<string, PolicyRow>> = {
  'polls.draftPoll': preparation,
  'polls.revisePoll': preparation,
  'polls.openPoll': { roles: ['chair'], phases: ['live'] },
  // Who may vote is decided by the electorate that was fixed on opening, not by the role held by now (D32).
  'polls.castBallot': {
    roles: ['chair', 'clerk', 'technician', 'member', 'guest', 'observer', 'officer', 'public'],
    phases: ['live'],
  },
  'polls.enterHandCount': { roles: ['clerk'], phases: running },
  'polls.closePoll': { roles: ['chair'], phases: ['live', 'suspended'] },
  'polls.cancelPoll': { roles: ['chair'], phases: [...planning, 'ended'] },
  'polls.publishPoll': { roles: ['chair'], phases: running },
  'polls.closeDuePoll': system,
  'polls.tellTurnout': system,
  'polls.recordCount': system,
  'polls.recordGroups': system,
  'polls.recordStraw': system,
};
