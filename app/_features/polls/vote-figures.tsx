'use client';

import { useTranslations } from 'next-intl';
import { choicesOf } from '#server/modules/polls/ballots.ts';
import type { PollResult } from '#server/modules/polls/contract.ts';
import { presentResult } from '#server/modules/polls/domain.ts';
import type { Poll } from '#server/modules/polls/state.ts';
import { useChoiceLabel, useExplanation, useOutcomeWord } from './poll-words.tsx';
import { VoteBar } from './vote-bar.tsx';

/** A counted vote as those who lead the meeting may see it, before it is published too: word, row of people, sentence (D21). */
export function VoteFigures({ poll }: { poll: Poll }) {
  const t = useTranslations('votes.panel');
  const outcome = useOutcomeWord();
  const explain = useExplanation();
  const result = poll.result ?? presentResult(poll);
  if (!result) return <p className="text-note text-ink-2">{t(poll.counted ? 'handMissing' : 'counting')}</p>;
  const shown = { ...poll, result };
  return (
    <div className="grid gap-1.5">
      {poll.definition.form === 'vote' && <p className="font-serif text-xl font-bold">{outcome(shown)}</p>}
      {poll.definition.question.kind === 'yesNo' && <VoteBar poll={shown} className="my-1.5 h-5" />}
      <Counts poll={poll} result={result} />
      <p className="text-sm text-ink-2">{explain(result)}</p>
    </div>
  );
}

function Counts({ poll, result }: { poll: Poll; result: PollResult }) {
  const t = useTranslations('votes.panel');
  const label = useChoiceLabel();
  const { question } = poll.definition;
  const { totals, tally, leaders } = result;
  if (question.kind === 'text') return null;
  const figure = (optionId: string): string => {
    const rated = tally.ratings[optionId];
    if (question.kind === 'rating')
      return t('mean', { mean: rated && rated.raters > 0 ? rated.sum / rated.raters : 0, raters: rated?.raters ?? 0 });
    if (question.kind === 'ranking' && question.method === 'points') return String(tally.points[optionId] ?? 0);
    const stated = tally.statements?.[optionId];
    if (stated) return t('stated', { agree: stated.agree, disagree: stated.disagree, pass: stated.pass });
    return String(totals.counts[optionId] ?? 0);
  };
  return (
    <dl className="flex flex-wrap gap-x-5 text-sm">
      {choicesOf(question).map((optionId) => (
        <div key={optionId} className="flex items-baseline gap-2">
          <dt className={leaders.includes(optionId) ? 'font-bold' : 'text-ink-2'}>{label(question, optionId)}</dt>
          <dd className="num font-bold">{figure(optionId)}</dd>
        </div>
      ))}
      {question.canAbstain && (
        <div className="flex items-baseline gap-2">
          <dt className="text-ink-2">{label(question, 'abstain')}</dt>
          <dd className="num font-bold">{totals.abstain}</dd>
        </div>
      )}
      {totals.invalid > 0 && (
        <div className="flex items-baseline gap-2">
          <dt className="text-ink-2">{t('invalid')}</dt>
          <dd className="num font-bold">{totals.invalid}</dd>
        </div>
      )}
    </dl>
  );
}
