'use client';

import { useTranslations } from 'next-intl';
import { choicesOf } from '#server/modules/polls/ballots.ts';
import type { PollResult, Question } from '#server/modules/polls/contract.ts';
import type { Poll } from '#server/modules/polls/state.ts';
import { useChoiceLabel, useExplanation, useOutcomeWord } from './poll-words.tsx';
import { VoteBar, VoteMark } from './vote-bar.tsx';

/** What came of a poll: in a word, in figures, as a row of people, and as the sentence that says why (D21). */
export function PollResultView({ poll, isLarge = false }: { poll: Poll; isLarge?: boolean }) {
  const t = useTranslations('polls.ballot');
  const reasons = useTranslations('polls.reasons');
  const outcome = useOutcomeWord();
  const explain = useExplanation();
  const { result, stage, reason } = poll;
  if (stage === 'cancelled' || stage === 'invalid')
    return (
      <div>
        <p className="font-serif text-2xl font-bold">{outcome(poll)}</p>
        {reason && (
          <p className="text-note text-ink-2">
            {stage === 'invalid' && reasons.has(reason as never) ? reasons(reason as never) : reason}
          </p>
        )}
      </div>
    );
  if (!result)
    return (
      <div>
        <p className="font-serif text-2xl font-bold">{t('counting')}</p>
        <p className="text-note text-ink-2">{t('countingText')}</p>
      </div>
    );
  const { question } = poll.definition;
  return (
    <div className="grid gap-3">
      {poll.definition.form === 'vote' && (
        <p className={`font-serif leading-tight font-bold ${isLarge ? 'text-6xl' : 'text-3xl'}`}>{outcome(poll)}</p>
      )}
      {question.kind === 'yesNo' && <YesNoFigures poll={poll} result={result} />}
      {question.kind === 'statements' && <StatementFigures question={question} result={result} />}
      {question.kind !== 'yesNo' && question.kind !== 'statements' && (
        <OptionFigures question={question} result={result} />
      )}
      {question.kind === 'yesNo' && <VoteBar poll={poll} className={isLarge ? 'mt-3 mb-2 h-6' : 'mt-2 mb-1.5 h-4'} />}
      <p className={isLarge ? 'text-lg' : 'text-note'}>{explain(result)}</p>
    </div>
  );
}

/** How each statement was answered; who thinks alike is the chair's to see. */
function StatementFigures({ question, result }: { question: Question; result: PollResult }) {
  const t = useTranslations('polls');
  const label = useChoiceLabel();
  return (
    <ul className="grid gap-2.5">
      {Object.entries(result.tally.statements ?? {}).map(([optionId, counts]) => {
        const all = Math.max(1, counts.agree + counts.disagree + counts.pass);
        return (
          <li key={optionId}>
            <p className="text-note leading-snug">{label(question, optionId)}</p>
            <span className="mt-1 flex h-2 gap-px bg-well" aria-hidden="true">
              <i className="bg-yes" style={{ width: `${(counts.agree / all) * 100}%` }} />
              <i className="bg-no" style={{ width: `${(counts.disagree / all) * 100}%` }} />
            </span>
            <p className="num text-sm text-ink-2">
              {(['agree', 'disagree', 'pass'] as const)
                .map((one) => `${t(`answer.${one}`)} ${counts[one]}`)
                .join(' · ')}
            </p>
          </li>
        );
      })}
    </ul>
  );
}

function YesNoFigures({ poll, result: { totals } }: { poll: Poll; result: PollResult }) {
  const t = useTranslations('polls');
  const lines = [
    ['yes', totals.counts['yes'] ?? 0, t('choice.yes')],
    ['no', totals.counts['no'] ?? 0, t('choice.no')],
    ...(poll.definition.question.canAbstain ? ([['abstain', totals.abstain, t('choice.abstain')]] as const) : []),
    ...(totals.invalid > 0 ? ([['invalid', totals.invalid, t('ballot.invalid')]] as const) : []),
  ] as const;
  return (
    <dl className="flex flex-wrap gap-x-6 gap-y-1">
      {lines.map(([cell, count, label]) => (
        <div key={cell}>
          <dt className="flex items-center gap-1.5 text-sm text-ink-2">
            <VoteMark cell={cell} />
            {label}
          </dt>
          <dd className="num text-2xl font-bold">{count}</dd>
        </div>
      ))}
    </dl>
  );
}

/** Each option with its votes, points or mean as a bar; ties are said by the sentence, never by the order. */
function OptionFigures({ question, result }: { question: Question; result: PollResult }) {
  const t = useTranslations('polls.ballot');
  const label = useChoiceLabel();
  const { tally, totals, leaders } = result;
  const rows = choicesOf(question).map((optionId) => {
    const rating = tally.ratings[optionId];
    if (question.kind === 'rating') {
      const mean = rating && rating.raters > 0 ? rating.sum / rating.raters : 0;
      const share = (mean - question.lowest) / (question.highest - question.lowest);
      return {
        optionId,
        share,
        figure: t('mean', { mean: Math.round(mean * 100) / 100, raters: rating?.raters ?? 0 }),
      };
    }
    if (question.kind === 'ranking' && question.method === 'points') {
      const points = tally.points[optionId] ?? 0;
      const most = Math.max(1, ...Object.values(tally.points));
      return { optionId, share: points / most, figure: t('points', { points }) };
    }
    const count = totals.counts[optionId] ?? 0;
    return { optionId, share: count / Math.max(1, totals.valid), figure: t('votes', { count }) };
  });
  return (
    <ul className="grid gap-2">
      {rows.map(({ optionId, share, figure }) => (
        <li key={optionId}>
          <p className={`flex justify-between gap-3 text-note ${leaders.includes(optionId) ? 'font-bold' : ''}`}>
            <span>{label(question, optionId)}</span>
            <span className="num whitespace-nowrap">{figure}</span>
          </p>
          <span className="mt-0.5 block h-2 bg-well" aria-hidden="true">
            <i className="block h-full bg-nav" style={{ width: `${Math.max(0, Math.min(1, share)) * 100}%` }} />
          </span>
        </li>
      ))}
      {totals.abstain > 0 && (
        <li className="flex justify-between text-note text-ink-2">
          <span>{t('abstain')}</span>
          <span className="num">{t('votes', { count: totals.abstain })}</span>
        </li>
      )}
      {question.kind === 'ranking' && tally.rounds.length > 0 && (
        <li>
          <details>
            <summary className="flex min-h-target cursor-pointer items-center text-note text-nav">
              {t('rounds')}
            </summary>
            <ol className="grid gap-1 text-sm">
              {tally.rounds.map(({ counts, eliminated }, index) => (
                <li key={index}>
                  {t('round', { number: index + 1 })}{' '}
                  {Object.entries(counts)
                    .map(([id, count]) => `${label(question, id)} ${count}`)
                    .join(' · ')}
                  {eliminated.length > 0 &&
                    t('eliminated', { options: eliminated.map((id) => label(question, id)).join(' · ') })}
                </li>
              ))}
            </ol>
          </details>
        </li>
      )}
    </ul>
  );
}
