import type { LogEvent } from '#server/kernel/live.ts';
import type { Answer, DeclineReason, QuestionRules, Screening } from './contract.ts';
import { keep, message, remember } from './lists.ts';
import { type ChatState, type PendingQuestion, type PublishedQuestion, windowSize } from './state.ts';

interface Payload {
  readonly messageId: string;
  readonly messageIds: readonly string[];
  readonly others?: readonly string[];
  readonly name: string;
  readonly text: string;
  readonly screening: Screening;
  readonly askedAt: number;
  readonly joined?: number;
  readonly reason: DeclineReason;
  readonly note: string;
  readonly groupId: string;
  readonly answer: Answer | null;
  readonly entryId: string;
  readonly turnId: string;
  readonly by: string;
  readonly mark: string;
  readonly isFor: boolean;
  readonly counts: readonly { readonly messageId: string; readonly upvotes: number; readonly joined: number }[];
}

/** Takes questions out of the waiting; the public's state has none. */
function takePending(state: ChatState, ids: readonly string[]): readonly PendingQuestion[] {
  const taken = state.pending.filter(({ messageId }) => ids.includes(messageId));
  if (taken.length > 0) state.pending = state.pending.filter(({ messageId }) => !ids.includes(messageId));
  return taken;
}

function change(state: ChatState, messageId: string, fields: Partial<PublishedQuestion>): void {
  const at = state.published.findIndex((one) => one.messageId === messageId);
  const found = state.published[at];
  if (found) state.published[at] = { ...found, ...fields };
}

function submit(state: ChatState, event: LogEvent, { screening, ...words }: Payload): void {
  const twin = screening.repeatOf;
  // Before questions had groups they named the one they repeated.
  const groupId = screening.groupId ?? twin ?? words.messageId;
  state.pending.push({ ...message(event, words), screening, groupId, terms: screening.terms ?? null });
  remember(state, event, words.text);
}

function publish(state: ChatState, event: LogEvent, { messageId, name, text, askedAt, joined = 0 }: Payload): void {
  const [pending] = takePending(state, [messageId]);
  const shown: PublishedQuestion = {
    ...message(event, { messageId, name, text }),
    at: askedAt,
    // Whoever published it is not its author.
    author: pending?.author ?? '',
    publishedAt: event.at,
    upvotes: 0,
    joined,
    answer: null,
    taken: null,
    raised: null,
    groupId: pending?.groupId ?? null,
    terms: pending?.terms ?? null,
  };
  keep(state.published, shown, windowSize);
  state.counts.published++;
}

function decline(state: ChatState, event: LogEvent, { messageId, reason, note, others = [] }: Payload): void {
  const taken = takePending(state, [messageId, ...others]);
  for (const question of taken) keep(state.declined, { ...question, reason, note, declinedAt: event.at }, windowSize);
  state.counts.declined += 1 + others.length;
}

function restore(state: ChatState, ids: readonly string[]): void {
  const back = state.declined.filter(({ messageId }) => ids.includes(messageId));
  state.declined = state.declined.filter(({ messageId }) => !ids.includes(messageId));
  const waiting = back.map(({ reason: _, note: __, declinedAt: ___, ...question }) => question);
  state.pending = [...state.pending, ...waiting].toSorted((one, other) => one.seq - other.seq);
  state.counts.declined -= ids.length;
}

function vote(state: ChatState, { messageId, mark, isFor }: Payload): void {
  const voters = (state.upvoters[messageId] ??= {});
  if (isFor) voters[mark] = 1;
  else delete voters[mark];
  if (!state.uncounted.includes(messageId)) state.uncounted.push(messageId);
}

/** Folds what happens to the public's questions; readers of the public audience see only published ones. */
export function evolveQuestions(state: ChatState, event: LogEvent): void {
  const p = event.payload as unknown as Payload;
  switch (event.type) {
    case 'chat.questionSubmitted':
      return submit(state, event, p);
    case 'chat.questionPublished':
      return publish(state, event, p);
    case 'chat.questionDeclined':
      return decline(state, event, p);
    case 'chat.questionsRestored':
      return restore(state, p.messageIds);
    case 'chat.questionsRegrouped':
      state.pending = state.pending.map((one) =>
        p.messageIds.includes(one.messageId) ? { ...one, groupId: p.groupId } : one,
      );
      return;
    case 'chat.questionsJoined':
      takePending(state, p.messageIds);
      return;
    case 'chat.questionAnswered':
      return change(state, p.messageId, { answer: p.answer && { ...p.answer, at: event.at, seq: event.seq } });
    case 'chat.questionTaken':
      return change(state, p.messageId, { taken: { entryId: p.entryId, by: p.by } });
    case 'chat.questionRaised':
      return change(state, p.messageId, { taken: null, raised: { turnId: p.turnId, by: p.by, at: event.at } });
    case 'chat.questionMarked':
      keep(state.opinions, p.messageId, windowSize);
      return;
    case 'chat.questionShown':
      state.shown = p.messageId === null ? null : { messageId: p.messageId, at: event.at };
      return;
    case 'chat.questionUpvoted':
      return vote(state, p);
    case 'chat.questionsCounted':
      for (const { messageId, upvotes, joined } of p.counts) change(state, messageId, { upvotes, joined });
      state.uncounted = [];
      return;
    case 'chat.questionRulesSet':
      state.rules = event.payload as unknown as QuestionRules;
      return;
  }
}
