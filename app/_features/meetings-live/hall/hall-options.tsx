'use client';

import { useTranslations } from 'next-intl';
import { useChoiceLabel } from '#app/_features/polls/poll-words.tsx';
import type { PollResult, Question } from '#server/modules/polls/contract.ts';
import type { Poll } from '#server/modules/polls/state.ts';

interface Row {
  readonly optionId: string;
  /** What is drawn, from nothing to `most`. */
  readonly value: number;
  readonly figure: string;
  readonly note: string;
}

type T = ReturnType<typeof useTranslations<'hall.poll'>>;
const optionsOf = (question: Question): readonly string[] =>
  question.kind === 'yesNo' || question.kind === 'text' ? [] : question.options.map(({ optionId }) => optionId);

/** The options with what each got, the highest first; what is equal keeps the order of the ballot (D28). */
function rowsOf({ question }: Poll['definition'], { totals, tally, hand }: PollResult, t: T): readonly Row[] {
  const rows = optionsOf(question).map((optionId): Row => {
    if (question.kind === 'rating') {
      const { sum = 0, raters = 0 } = tally.ratings[optionId] ?? {};
      const mean = raters === 0 ? 0 : sum / raters;
      return { optionId, value: mean, figure: mean.toFixed(2), note: t('raters', { sum, raters }) };
    }
    if (question.kind === 'ranking' && question.method === 'points') {
      const value = tally.points[optionId] ?? 0;
      const first = tally.places[optionId]?.[0] ?? 0;
      return { optionId, value, figure: t('points', { count: value }), note: t('firsts', { count: first }) };
    }
    if (question.kind === 'ranking') return roundsOf(optionId, tally, t);
    const value = totals.counts[optionId] ?? 0;
    const byHand = hand?.counts[optionId] ?? 0;
    return {
      optionId,
      value,
      figure: t('votes', { count: value }),
      note: byHand > 0 ? t('byHand', { count: byHand }) : '',
    };
  });
  return rows.toSorted((a, b) => b.value - a.value);
}

/** An option through the rounds of elimination: its votes in the last one it stood in, and when it went out. */
function roundsOf(optionId: string, { rounds }: PollResult['tally'], t: T): Row {
  const out = rounds.findIndex(({ eliminated }) => eliminated.includes(optionId));
  const last = out < 0 ? rounds.length - 1 : out;
  const count = rounds[last]?.counts[optionId] ?? 0;
  return {
    optionId,
    // Whoever stayed longer stands higher; votes decide within a round.
    value: last + count / 1_000_000,
    figure: t('votes', { count }),
    note: out < 0 ? t('lastRound', { round: rounds.length }) : t('outInRound', { round: out + 1 }),
  };
}

/** How long a bar is: of the scale, of all ballots, or of the highest. */
function shareOf(question: Question, row: Row, result: PollResult, highest: number): number {
  if (question.kind === 'rating') return (row.value - question.lowest) / (question.highest - question.lowest || 1);
  if (question.kind === 'single' || question.kind === 'multiple')
    return result.totals.cast === 0 ? 0 : row.value / result.totals.cast;
  return highest === 0 ? 0 : row.value / highest;
}

/** Results of questions with options: bars in the order of what each got; the leading ones stand out, ties are said. */
export function HallOptions({ poll, result }: { poll: Poll; result: PollResult }) {
  const t = useTranslations('hall.poll');
  const label = useChoiceLabel();
  const { question } = poll.definition;
  if (question.kind === 'text')
    return (
      <main className="flex min-h-0 flex-1 flex-col justify-center px-18">
        <p className="num font-serif text-[length:calc(var(--hall)*160)] leading-none font-bold">
          {t('answers', { count: result.totals.cast })}
        </p>
      </main>
    );
  const rows = rowsOf(poll.definition, result, t);
  const highest = Math.max(0, ...rows.map(({ value }) => value));
  const isMany = rows.length > 7;
  const needed = question.kind === 'single' || question.kind === 'multiple' ? (result.majority?.needed ?? null) : null;
  const { cast } = result.totals;
  return (
    <main className="num flex min-h-0 flex-1 flex-col justify-center gap-6 px-18">
      {needed !== null && <p className="text-ink-2">{t('needsVotes', { needed })}</p>}
      <ol className={`grid content-center ${isMany ? 'grid-cols-2 gap-x-18 gap-y-5' : 'gap-y-7'}`}>
        {rows.slice(0, isMany ? 16 : 7).map((row) => {
          const isLeading =
            result.leaders.includes(row.optionId) || (result.majority?.reached.includes(row.optionId) ?? false);
          return (
            <li key={row.optionId}>
              <p className={`flex items-baseline gap-6 ${isMany ? 'text-hall-sm' : 'text-hall-base'} leading-tight`}>
                <span className={`min-w-0 flex-1 truncate ${isLeading ? 'font-bold' : 'text-ink-2'}`}>
                  {label(question, row.optionId)}
                </span>
                <span className="flex-none text-hall-sm text-ink-2">{row.note}</span>
                <b className="flex-none">{row.figure}</b>
              </p>
              <span className={`relative mt-3 block bg-well ${isMany ? 'h-5' : 'h-9'}`} aria-hidden="true">
                <i
                  className={`absolute inset-y-0 left-0 ${isLeading ? 'bg-yes' : 'bg-nav-3'}`}
                  style={{ width: `${Math.max(0, Math.min(1, shareOf(question, row, result, highest))) * 100}%` }}
                />
                {needed !== null && cast > 0 && needed <= cast && (
                  <i
                    className="absolute -inset-y-2 w-1 -translate-x-1/2 bg-ink"
                    style={{ left: `${(needed / cast) * 100}%` }}
                  />
                )}
              </span>
            </li>
          );
        })}
      </ol>
      <p className="leading-normal text-ink-2">
        {[
          result.isTie ? t('tie', { count: result.leaders.length }) : '',
          question.canAbstain ? t('abstained', { count: result.totals.abstain }) : '',
          result.totals.invalid > 0 ? t('invalidCount', { count: result.totals.invalid }) : '',
        ]
          .filter(Boolean)
          .join('　')}
      </p>
    </main>
  );
}
