import { useTranslations } from 'next-intl';
import { clockTime } from '#app/_lib/format.ts';
import type { PublishedQuestion } from '#server/modules/chat/state.ts';

/** Who answered a question of the public, and what; nothing while nobody has. */
export function QuestionAnswer({ answer }: Pick<PublishedQuestion, 'answer'>) {
  const t = useTranslations('chat');
  if (!answer) return null;
  return (
    <p className="mt-1 border-l-2 border-line-strong pl-3 text-note text-ink-2">
      <b className="mr-2 text-ink">{answer.by}</b>
      {answer.text ?? t('answeredInMeeting', { time: clockTime(answer.at) })}
    </p>
  );
}
