import { z } from 'zod';
import { violation } from '#server/kernel/errors.ts';
import { meetingIdOf, notFound, type Route } from '#server/platform/http.ts';
import { addWords, removeWord, tryText } from './commands.ts';
import { exportQuestions, ownQuestions } from './queries.ts';

const nobody = violation('unauthenticated', 'unauthenticated');
const invalid = violation('invalid_input', 'invalid_input');
const AddWords = z.object({ words: z.array(z.string().max(60)).max(20_000), kind: z.enum(['block', 'review']) });
const largestListBytes = 2 * 1024 * 1024;

/** The author's own questions with their honest status, and the office's word lists. */
export const chatRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/api/live/:meetingId/questions/mine',
    access: 'anyone',
    async handle(context) {
      const actor = await context.actor();
      const meetingId = meetingIdOf(context.params);
      if (!actor || !meetingId) return { body: { questions: [] } };
      return { body: { questions: await ownQuestions(actor, meetingId) } };
    },
  },
  {
    method: 'GET',
    path: '/api/live/:meetingId/questions/export',
    access: 'office',
    async handle(context) {
      const [actor, meetingId] = [await context.actor(), meetingIdOf(context.params)];
      const body = actor && meetingId && (await exportQuestions(actor, meetingId));
      if (!body) return notFound;
      return {
        body,
        headers: {
          'content-type': 'text/csv; charset=utf-8',
          'content-disposition': 'attachment; filename="questions.csv"',
          'cache-control': 'private, no-store',
        },
      };
    },
  },
  {
    method: 'POST',
    path: '/api/chat/words',
    access: 'office',
    async handle(context) {
      const actor = await context.actor();
      if (!actor) return nobody;
      const input = AddWords.safeParse(await context.json(largestListBytes));
      if (!input.success) return invalid;
      const result = await addWords(actor, input.data.words, input.data.kind);
      return result.ok ? { body: result.value } : result.error;
    },
  },
  {
    method: 'DELETE',
    path: '/api/chat/words/:word',
    access: 'office',
    async handle(context) {
      const actor = await context.actor();
      if (!actor) return nobody;
      const result = await removeWord(actor, context.params['word'] ?? '');
      return result.ok ? { body: { ok: true } } : result.error;
    },
  },
  {
    method: 'POST',
    path: '/api/chat/words/test',
    access: 'office',
    async handle(context) {
      const input = z.object({ text: z.string().max(2_000) }).safeParse(await context.json());
      return input.success ? { body: await tryText(input.data.text) } : invalid;
    },
  },
];
