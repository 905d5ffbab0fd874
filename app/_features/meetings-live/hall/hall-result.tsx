'use client';

import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { shortHash, useChoiceLabel, useExplanation, useOutcomeWord } from '#app/_features/polls/poll-words.tsx';
import { VoteBar, VoteMark } from '#app/_features/polls/vote-bar.tsx';
import { barOf, type VoteCell } from '#app/_features/polls/vote-cells.ts';
import { clockTime } from '#app/_lib/format.ts';
import type { PollResult } from '#server/modules/polls/contract.ts';
import type { Poll } from '#server/modules/polls/state.ts';
import { BallotNames } from './ballot-names.tsx';
import { fitted, units } from './fitted.ts';
import { HallOptions } from './hall-options.tsx';
import { HallTop } from './hall-top.tsx';
import { usePollKind } from './poll-kind.ts';

/** A published result: the word, the figures, one cell per person with the lines to cross, and the sentence that explains it. */
export function HallResult({ poll }: { poll: Poll }) {
  const kind = usePollKind();
  const t = useTranslations('hall.poll');
  const { definition, publishedAt, result } = poll;
  if (!result) return null;
  return (
    <>
      <HallTop title={definition.title} itemId={definition.itemId}>
        <span>
          {kind(poll)}
          {publishedAt !== null && <span className="ml-8">{t('publishedAt', { time: clockTime(publishedAt) })}</span>}
        </span>
      </HallTop>
      {definition.question.kind === 'yesNo' ? (
        <YesNo poll={poll} result={result} />
      ) : (
        <HallOptions poll={poll} result={result} />
      )}
      <Why poll={poll} result={result} />
    </>
  );
}

interface Column {
  readonly cell: VoteCell;
  readonly name: string;
  readonly count: number;
  readonly hand: number;
}

function YesNo({ poll, result }: { poll: Poll; result: PollResult }) {
  const t = useTranslations('hall.poll');
  const word = useOutcomeWord();
  const { definition } = poll;
  const isNamed = definition.secrecy === 'named' && definition.method === 'electronic' && definition.form === 'vote';
  const said = word(poll);
  return (
    <main className="flex min-h-0 flex-1 flex-col px-18 pt-12">
      <section className="num flex h-67.5 flex-none">
        <h2
          className="w-166 flex-none self-center font-serif leading-none font-bold tracking-[0.04em] whitespace-nowrap"
          style={{ fontSize: units(fitted(said, 600, 272, 96)) }}
        >
          {said}
        </h2>
        <Columns poll={poll} result={result} />
      </section>
      <div className={`relative flex-none ${isNamed ? 'mt-24' : 'mt-36'}`}>
        <VoteBar poll={poll} className={isNamed ? 'h-20' : 'h-28'} hasMarks={false} />
        <Lines poll={poll} t={t} />
      </div>
      {isNamed && <BallotNames poll={poll} />}
    </main>
  );
}

function Columns({ poll, result: { totals, hand } }: { poll: Poll; result: PollResult }) {
  const t = useTranslations('hall.poll');
  const label = useChoiceLabel();
  const { question } = poll.definition;
  const silent = barOf(poll)?.parts.find(({ cell }) => cell === 'silent')?.count ?? 0;
  const columns: Column[] = (['yes', 'no'] as const).map((cell) => ({
    cell,
    name: label(question, cell),
    count: totals.counts[cell] ?? 0,
    hand: hand?.counts[cell] ?? 0,
  }));
  if (question.canAbstain)
    columns.push({
      cell: 'abstain',
      name: label(question, 'abstain'),
      count: totals.abstain,
      hand: hand?.abstain ?? 0,
    });
  if (totals.invalid > 0)
    columns.push({ cell: 'invalid', name: t('invalidBallots'), count: totals.invalid, hand: totals.invalid });
  columns.push({ cell: 'silent', name: t('silent'), count: silent, hand: 0 });
  const size = columns.some(({ count }) => count > 99) || columns.length > 4 ? 128 : 176;
  return (
    <dl className="grid min-w-0 flex-1 auto-cols-fr grid-flow-col">
      {columns.map(({ cell, name, count, hand: byHand }) => (
        <div
          key={cell}
          className={`flex min-w-0 flex-col justify-between border-l-1 border-line-strong pl-8 ${cell === 'silent' ? 'text-ink-3' : ''}`}
        >
          <dt
            className={`flex items-center gap-4 text-hall-base leading-[1.1] ${cell === 'silent' ? '' : 'text-ink-2'}`}
          >
            <VoteMark cell={cell} className="size-8" />
            <span className="truncate">{name}</span>
          </dt>
          <dd>
            {hand !== null && byHand > 0 && (
              <span className="mb-5 block text-ink-2">{t('byHand', { count: byHand })}</span>
            )}
            <b className="mb-3.5 -ml-1.5 block leading-[0.74]" style={{ fontSize: units(size) }}>
              {count}
            </b>
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** The two lines to cross, and the brackets below: who was there and who was not. */
function Lines({ poll, t }: { poll: Poll; t: ReturnType<typeof useTranslations<'hall.poll'>> }) {
  const bar = barOf(poll);
  if (!bar || !poll.figures) return null;
  const { total, needed, quorum, parts } = bar;
  const absent = parts.find(({ cell }) => cell === 'absent')?.count ?? 0;
  const here = total - absent;
  const at = (count: number): string => `${(count / total) * 100}%`;
  const rule = poll.result?.majority?.rule ?? 'moreThanHalf';
  // A label near the right edge stands left of its line.
  const isLate = needed !== null && needed / total > 0.7;
  return (
    <div className="num leading-none text-ink-2">
      {needed !== null && (
        <p className="absolute -top-14 -bottom-2 w-1 -translate-x-1/2 bg-ink" style={{ left: at(needed) }}>
          <span
            className={`absolute -top-3.5 leading-tight whitespace-nowrap text-ink ${isLate ? 'right-5' : 'left-5'}`}
          >
            {t('needs', { rule, needed })}
          </span>
        </p>
      )}
      <div className="flex gap-2 pt-6.5">
        <p className="relative border-t-2 border-line-strong pt-4.5 whitespace-nowrap" style={{ width: at(here) }}>
          {t(poll.definition.electorate === 'present' ? 'presentCount' : 'electorCount', { count: here })}
          {quorum !== null && quorum <= here && (
            <span
              className="absolute -top-3 h-5.5 w-1 -translate-x-1/2 bg-ink"
              style={{ left: `${(quorum / here) * 100}%` }}
            >
              <span className="absolute top-8 left-1/2 -translate-x-1/2 whitespace-nowrap text-ink">
                {t('quorum', { count: quorum })}
              </span>
            </span>
          )}
        </p>
        {absent > 0 && (
          <p className="min-w-0 flex-1 border-t-2 border-line-strong pt-4.5 whitespace-nowrap">
            {t('absent', { count: absent })}
          </p>
        )}
      </div>
    </div>
  );
}

/** The sentence, its last word as it was decided, and how everybody finds the own ballot again. */
function Why({ poll, result }: { poll: Poll; result: PollResult }) {
  const t = useTranslations('hall.poll');
  const explain = useExplanation();
  const sentence = explain(result);
  const { list, definition } = poll;
  const isPublic = definition.electorate === 'public';
  return (
    <footer className="num flex h-49 flex-none items-center justify-between gap-14 bg-stage px-18">
      <p className="min-w-0 leading-[1.45]" style={{ fontSize: units(fitted(sentence, 1_190, 46, 36, 2)) }}>
        <Sentence text={sentence} isCarried={result.outcome === 'carried'} />
      </p>
      <p className="flex-none text-right leading-normal text-ink-2">
        {isPublic ? t('notVerified') : definition.method !== 'hand' && t('receiptHint')}
        {list !== null && list.listLength > 0 && (
          <span className="block">{t('hash', { hash: shortHash(list.listHash) })}</span>
        )}
      </p>
    </footer>
  );
}

const clause = /[；;]/;

/** Two clauses, two lines; the decision at the end stands out. */
function Sentence({ text, isCarried }: { text: string; isCarried: boolean }): ReactNode {
  const t = useTranslations('hall.poll');
  const at = text.search(clause);
  const parts = at < 0 ? [text] : [text.slice(0, at + 1), text.slice(at + 1).trim()];
  return parts.map((part, index) => {
    const isLast = index === parts.length - 1;
    // The last word is the decision: the outcome that the sentence comes to.
    const [, before = part, decided = ''] = (isLast ? /^(.*[，:,])\s*([^，:,]+)$/s.exec(part) : null) ?? [];
    return (
      <span key={part} className="line-clamp-2">
        {before}
        {decided !== '' && (
          <b className={isCarried ? 'text-nav' : ''}>
            {before.endsWith('，') ? '' : ' '}
            {decided}
          </b>
        )}
        {isLast && t('stop')}
      </span>
    );
  });
}
