import type { DecideContext, LiveCommand } from '#server/kernel/live.ts';
import type { Answer, DeclineReason } from './contract.ts';
import { type Decided, done, event, refuse } from './deciding.ts';
import type { ChatState, PendingQuestion, PublishedQuestion } from './state.ts';

interface Input {
  readonly messageId: string;
  readonly messageIds: readonly string[];
  readonly others: readonly string[];
  readonly into: string;
  readonly with: string | null;
  readonly reason: DeclineReason;
  readonly note: string;
  readonly answer: Answer | null;
  readonly isFor: boolean;
}

const withId = <T extends { readonly messageId: string }>(list: readonly T[], id: string | null): T | undefined =>
  list.find(({ messageId }) => messageId === id);
/** Those that wait, in the order named; null when one of them waits no more (C17). */
function waitingAll(state: ChatState, ids: readonly string[]): readonly PendingQuestion[] | null {
  const byId = new Map(state.pending.map((question) => [question.messageId, question]));
  const found = [...new Set(ids)].flatMap((id) => byId.get(id) ?? []);
  return found.length === new Set(ids).size ? found : null;
}
const published = (state: ChatState, id: string | null): PublishedQuestion | undefined => {
  const found = withId(state.published, id);
  return found?.text == null ? undefined : found;
};
const idsOf = (questions: readonly { readonly messageId: string }[]): readonly string[] =>
  questions.map(({ messageId }) => messageId);

function publish(state: ChatState, { messageId, others }: Input): Decided {
  const questions = waitingAll(state, [messageId, ...others]);
  const [first, ...rest] = questions ?? [];
  if (!first || first.text === null) return refuse('conflict', 'notPending');
  const { name, text, at } = first;
  const shown = event('questionPublished', { messageId, name: name ?? '', text, askedAt: at, joined: rest.length });
  return rest.length === 0
    ? done(shown)
    : done(shown, event('questionsJoined', { into: messageId, messageIds: idsOf(rest) }));
}

function join(state: ChatState, { into, messageIds }: Input): Decided {
  const question = published(state, into);
  if (!question) return refuse('conflict', 'notPublished');
  const joined = waitingAll(state, messageIds);
  if (!joined) return refuse('conflict', 'notPending');
  const { upvotes } = question;
  const counts = [{ messageId: into, upvotes, joined: question.joined + joined.length }];
  return done(event('questionsJoined', { into, messageIds: idsOf(joined) }), event('questionsCounted', { counts }));
}

function regroup(state: ChatState, input: Input, ctx: DecideContext): Decided {
  const moved = waitingAll(state, input.messageIds);
  if (!moved) return refuse('conflict', 'notPending');
  const target = withId(state.pending, input.with) ?? published(state, input.with);
  if (input.with !== null && !target) return refuse('conflict', 'notPending');
  const groupId = target ? (target.groupId ?? target.messageId) : ctx.newId();
  return done(event('questionsRegrouped', { messageIds: idsOf(moved), groupId }));
}

function decline(state: ChatState, { messageId, reason, note, others }: Input): Decided {
  const questions = waitingAll(state, [messageId, ...others]);
  if (!questions) return refuse('conflict', 'notPending');
  const rest = idsOf(questions).filter((id) => id !== messageId);
  return done(event('questionDeclined', { messageId, reason, note, others: rest }));
}

function restore(state: ChatState, { messageIds }: Input): Decided {
  const found = messageIds.every((id) => withId(state.declined, id) !== undefined);
  return found ? done(event('questionsRestored', { messageIds })) : refuse('conflict', 'notDeclined');
}

function answer(state: ChatState, input: Input, { facts }: DecideContext): Decided {
  const question = published(state, input.messageId);
  if (!question) return refuse('conflict', 'notPublished');
  if (input.answer === null && question.answer === null) return refuse('conflict', 'notAnswered');
  if (input.answer?.turnId != null && !facts.hasTurn(input.answer.turnId)) return refuse('not_found', 'turnUnknown');
  return done(event('questionAnswered', { messageId: input.messageId, answer: input.answer }));
}

function mark(state: ChatState, { messageId, note }: Input, { facts }: DecideContext): Decided {
  const question = withId(state.pending, messageId) ?? published(state, messageId) ?? withId(state.declined, messageId);
  if (!question) return refuse('not_found', 'messageUnknown');
  if (state.opinions.includes(messageId)) return refuse('conflict', 'alreadyMarked');
  return done(event('questionMarked', { messageId, as: 'opinion', note, itemId: facts.currentItemId }));
}

function show(state: ChatState, { messageId }: { readonly messageId: string | null }): Decided {
  if (messageId === null && state.shown === null) return refuse('conflict', 'nothingShown');
  if (messageId !== null && !published(state, messageId)) return refuse('conflict', 'notPublished');
  return done(event('questionShown', { messageId }));
}

/** Sending the same again changes nothing and is no fault (C22). */
function upvote(state: ChatState, { messageId, isFor }: Input, ctx: DecideContext): Decided {
  if (ctx.actor.kind === 'visitor' && !ctx.actor.phoneVerified) return refuse('unauthenticated', 'phoneNotVerified');
  if (!published(state, messageId)) return refuse('conflict', 'notPublished');
  const { mark: own } = ctx.prepared as { readonly mark: string };
  const has = state.upvoters[messageId]?.[own] === 1;
  if (has === isFor) return done();
  return done({ ...event('questionUpvoted', { messageId, mark: own, isFor }), actor: 'system:chat' });
}

const showing = new Set(['chat.publishMessage', 'chat.joinQuestions', 'chat.answerQuestion', 'chat.showQuestion']);
/** Whether the public would miss it while an item is hidden from them (C28); clearing the screen is no showing. */
const isShowing = ({ type, input }: LiveCommand): boolean =>
  showing.has(type) && !(type === 'chat.showQuestion' && (input as Input).messageId === null);

/** What becomes of the public's questions; null for other commands. */
export function decideQuestions(state: ChatState, command: LiveCommand, ctx: DecideContext): Decided | null {
  const input = command.input as Input;
  if (isShowing(command) && ctx.facts.currentVisibility !== 'public') return refuse('invalid_state', 'itemNotPublic');
  switch (command.type) {
    case 'chat.publishMessage':
      return publish(state, input);
    case 'chat.joinQuestions':
      return join(state, input);
    case 'chat.regroupQuestions':
      return regroup(state, input, ctx);
    case 'chat.declineMessage':
      return decline(state, input);
    case 'chat.restoreQuestions':
      return restore(state, input);
    case 'chat.answerQuestion':
      return answer(state, input, ctx);
    case 'chat.markOpinion':
      return mark(state, input, ctx);
    case 'chat.showQuestion':
      return show(state, input);
    case 'chat.upvoteQuestion':
      return upvote(state, input, ctx);
    default:
      return null;
  }
}
