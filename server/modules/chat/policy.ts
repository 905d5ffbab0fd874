import type { MeetingPhase, PolicyRow } from '#server/kernel/live.ts';
import type { commands } from './contract.ts';

const running: readonly MeetingPhase[] = ['open', 'live', 'suspended'];
const moderators = ['chair', 'clerk', 'officer'] as const;
const moderation: PolicyRow = { roles: moderators, phases: ['scheduled', ...running, 'ended'] };
/** The public may be asked before the lobby opens (C21). */
const asking: PolicyRow = { roles: ['public'], phases: ['scheduled', ...running] };
const setting: PolicyRow = { roles: moderators, phases: ['scheduled', ...running] };

/** Who may do what in the chat, and when (RULES.md, Permissions). */
export const policy: Readonly<Record<string, PolicyRow> & Record<keyof typeof commands, PolicyRow>> = {
  'chat.postMessage': { roles: ['chair', 'clerk', 'technician', 'member', 'guest', 'officer'], phases: running },
  'chat.submitQuestion': asking,
  'chat.upvoteQuestion': asking,
  'chat.publishMessage': moderation,
  'chat.declineMessage': moderation,
  'chat.deleteMessage': moderation,
  'chat.mutePerson': moderation,
  'chat.unmutePerson': moderation,
  'chat.joinQuestions': moderation,
  'chat.regroupQuestions': moderation,
  'chat.restoreQuestions': moderation,
  'chat.answerQuestion': moderation,
  'chat.markOpinion': moderation,
  'chat.showQuestion': { roles: moderators, phases: running },
  'chat.setChannel': setting,
  'chat.setQuestionRules': setting,
};
