import { type Violation, violation } from '#server/kernel/errors.ts';
import type { DecideContext, LiveCommand, LiveModule, NewEvent } from '#server/kernel/live.ts';
import { type ChannelSettings, commands, events, type QuestionRules } from './contract.ts';
import { decidePosting } from './decide-posting.ts';
import { decideQuestions } from './decide-questions.ts';
import { type Decided, done, event, refuse } from './deciding.ts';
import { chatFold } from './evolve.ts';
import { policy } from './policy.ts';
import type { ChatMessage, ChatState } from './state.ts';

export { holdsLink, type ScreenedText } from './decide-posting.ts';
export { isNear } from './grouping.ts';
export type { ChatMessage, ChatState, PendingQuestion } from './state.ts';

const find = (list: readonly ChatMessage[], messageId: string): ChatMessage | undefined =>
  list.find((one) => one.messageId === messageId);

function decideModeration(state: ChatState, command: LiveCommand): Decided {
  const input = command.input as Record<string, string>;
  switch (command.type) {
    case 'chat.deleteMessage': {
      const isMembers = find(state.members, input['messageId'] ?? '');
      const found = isMembers ?? find(state.published, input['messageId'] ?? '');
      if (!found || found.deletedReason !== null) return refuse('not_found', 'messageUnknown');
      const deleted = event('messageDeleted', input);
      return done(isMembers ? { ...deleted, audience: 'room' } : deleted);
    }
    case 'chat.mutePerson':
      return state.muted[input['person'] ?? ''] === undefined
        ? done(event('personMuted', input))
        : refuse('conflict', 'alreadyMuted');
    case 'chat.unmutePerson':
      return state.muted[input['person'] ?? ''] !== undefined
        ? done(event('personUnmuted', input))
        : refuse('conflict', 'notMuted');
    case 'chat.setChannel':
      return done(event('channelSet', command.input as ChannelSettings));
    case 'chat.setQuestionRules': {
      const rules = command.input as QuestionRules;
      const { opensAt, closesAt } = rules.hours;
      const isEmpty = opensAt !== null && closesAt !== null && closesAt <= opensAt;
      return isEmpty ? refuse('invalid_input', 'hoursEmpty') : done(event('questionRulesSet', rules));
    }
    default:
      return refuse('invalid_input', 'unknownCommand');
  }
}

/** What the queue does with a question (C24): put on the list, and on the floor. */
function react(state: ChatState, { type, payload }: NewEvent): readonly NewEvent[] {
  const p = payload as {
    questionId?: string | null;
    entryId: string;
    turnId: string;
    speaker: { name: string } | null;
  };
  const messageId = p.questionId ?? null;
  if (messageId === null || !find(state.published, messageId)) return [];
  const by = p.speaker?.name ?? '';
  if (type === 'speaking.entryAdded') return [event('questionTaken', { messageId, entryId: p.entryId, by })];
  if (type === 'speaking.turnStarted') return [event('questionRaised', { messageId, turnId: p.turnId, by })];
  return [];
}

/** Only a question that everybody can read goes to the floor (C24). */
function veto(state: ChatState, { type, input }: LiveCommand, _ctx: DecideContext): Violation | null {
  if (type !== 'speaking.addEntry' && type !== 'speaking.callSpeaker') return null;
  const { questionId = null } = input as { readonly questionId?: string | null };
  const isKnown = questionId === null || find(state.published, questionId)?.text != null;
  return isKnown ? null : violation('conflict', 'chat.notPublished');
}

function counted(state: ChatState): readonly NewEvent[] {
  const counts = state.uncounted.flatMap((messageId) => {
    const question = state.published.find((one) => one.messageId === messageId);
    const upvotes = Object.keys(state.upvoters[messageId] ?? {}).length;
    return question ? [{ messageId, upvotes, joined: question.joined }] : [];
  });
  return counts.length > 0 ? [event('questionsCounted', { counts })] : [];
}

export const chatLive: LiveModule<ChatState> = {
  ...chatFold,
  commands,
  events,
  policy,
  decide: (state, command, ctx) =>
    decidePosting(state, command, ctx) ?? decideQuestions(state, command, ctx) ?? decideModeration(state, command),
  react,
  veto,
  conclude: counted,
};
