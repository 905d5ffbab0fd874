import type { MeetingPhase, PolicyRow } from '#server/kernel/live.ts';
import type { commands } from './contract.ts';

const running: readonly MeetingPhase[] = ['open', 'live', 'suspended'];
const moderators = ['chair', 'clerk', 'officer'] as const;
const moderation: PolicyRow = { roles: moderators, phases: [...running, 'ended'] };

/** Who may do what in the chat, and when (RULES.md, Permissions). */
export const policy: Readonly<Record<string, PolicyRow> & Record<keyof typeof commands, PolicyRow>> = {
  'chat.postMessage': { roles: ['chair', 'clerk', 'technician', 'member', 'guest', 'officer'], phases: running },
  'chat.submitQuestion': { roles: ['public'], phases: running },
  'chat.publishMessage': moderation,
  'chat.declineMessage': moderation,
  'chat.deleteMessage': moderation,
  'chat.mutePerson': moderation,
  'chat.unmutePerson': moderation,
  'chat.setChannel': { roles: moderators, phases: ['scheduled', ...running] },
};
