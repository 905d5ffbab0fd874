import type { QuestionGroup } from '#server/modules/chat/figures.ts';

/** The command that shows a group as the moderator sees it: published as one, or joined to what is published already (C17, C18). */
export function showing({ first, questions, published }: QuestionGroup): readonly [type: string, input: object] {
  const ids = questions.map(({ messageId }) => messageId);
  if (published) return ['chat.joinQuestions', { into: published.messageId, messageIds: ids }];
  return ['chat.publishMessage', { messageId: first.messageId, others: ids.slice(1) }];
}

/** The question that stands for the group once it is shown. */
export function shownOf({ first, published }: QuestionGroup): { readonly messageId: string; readonly text: string } {
  const { messageId, text } = published ?? first;
  return { messageId, text: text ?? '' };
}
