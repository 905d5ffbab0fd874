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
import { fitted, units, widthOf } from './fitted.ts';
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
  const word = useOutcomeWord();
  const { definition } = poll;
  const isNamed = definition.secrecy === 'named' && definition.method === 'electronic' && definition.form === 'vote';
  const said = word(poll);
  return (
    <main className={`flex min-h-0 flex-1 flex-col px-18 ${isNamed ? 'pt-4' : 'pt-12'}`}>
      <section className={`num flex flex-none ${isNamed ? 'h-50' : 'h-67.5'}`}>
        <h2
          className="w-166 flex-none self-center font-serif leading-none font-bold tracking-[0.04em] whitespace-nowrap"
          style={{ fontSize: units(fitted(said, 600, isNamed ? 192 : 272, 96)) }}
        >
          {said}
        </h2>
        <Columns poll={poll} result={result} most={isNamed ? 120 : 176} />
      </section>
      <div className={`flex-none ${isNamed ? 'mt-20' : 'mt-36'}`}>
        <div className="relative">
          <VoteBar poll={poll} className={isNamed ? 'h-17' : 'h-28'} hasMarks={false} />
          <NeededLine poll={poll} />
        </div>
        <Brackets poll={poll} />
      </div>
      {isNamed && <BallotNames poll={poll} />}
    </main>
  );
}

function Columns({ poll, result: { totals, hand }, most }: { poll: Poll; result: PollResult; most: number }) {
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
  const size = columns.some(({ count }) => count > 99) || columns.length > 4 ? Math.min(most, 128) : most;
  return (
    <dl className="grid min-w-0 flex-1 auto-cols-fr grid-flow-col">
      {columns.map(({ cell, name, count, hand: byHand }) => (
        <div
          key={cell}
          className={`flex min-w-0 flex-col justify-between border-l-1 border-line-strong pl-8 ${cell === 'silent' ? 'text-ink-3' : ''}`}
        >
          <dt
            className={`flex items-center gap-4 text-hall-base leading-[1.3] ${cell === 'silent' ? '' : 'text-ink-2'}`}
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

/** The line to cross. */
function NeededLine({ poll }: { poll: Poll }) {
  const t = useTranslations('hall.poll');
  const bar = barOf(poll);
  if (bar?.needed == null) return null;
  const { needed, total } = bar;
  const rule = poll.result?.majority?.rule ?? 'moreThanHalf';
  // A label near the right edge stands left of its line.
  const side = needed / total > 0.7 ? 'right-5' : 'left-5';
  return (
    <p
      className="num absolute -top-14 -bottom-2 w-1 -translate-x-1/2 bg-ink"
      style={{ left: `${(needed / total) * 100}%` }}
    >
      <span className={`absolute -top-3.5 leading-tight whitespace-nowrap ${side}`}>
        {t('needs', { rule, needed })}
      </span>
    </p>
  );
}

/** Below the cells: who was there, how many had to be, and who was not. */
function Brackets({ poll }: { poll: Poll }) {
  const t = useTranslations('hall.poll');
  const bar = barOf(poll);
  if (!bar) return null;
  const { total, quorum, parts } = bar;
  const absent = parts.find(({ cell }) => cell === 'absent')?.count ?? 0;
  const here = total - absent;
  return (
    <div className="num flex gap-2 pt-6.5 leading-none text-ink-2">
      <p
        className="relative border-t-2 border-line-strong pt-4.5 whitespace-nowrap"
        style={{ width: `${(here / total) * 100}%` }}
      >
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
  );
}

/** The sentence, its last word as it was decided, and how everybody finds the own ballot again. */
function Why({ poll, result }: { poll: Poll; result: PollResult }) {
  const t = useTranslations('hall.poll');
  const explain = useExplanation();
  const clauses = clausesOf(explain(result));
  const longest = clauses.reduce((widest, one) => (widthOf(one) > widthOf(widest) ? one : widest));
  const { list, definition } = poll;
  const isPublic = definition.electorate === 'public';
  return (
    <footer className="num flex h-49 flex-none items-center justify-between gap-14 bg-stage px-18">
      <p className="min-w-0 leading-[1.4]" style={{ fontSize: units(fitted(longest, 1_180, 46, 36)) }}>
        <Sentence clauses={clauses} isCarried={result.outcome === 'carried'} />
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

/** The sentence in two lines, broken where it breathes. */
function clausesOf(sentence: string): readonly string[] {
  const at = sentence.search(/[；;]/);
  return at < 0 ? [sentence] : [sentence.slice(0, at + 1), sentence.slice(at + 1).trim()];
}

/** The decision at the end stands out. */
function Sentence({ clauses, isCarried }: { clauses: readonly string[]; isCarried: boolean }): ReactNode {
  const t = useTranslations('hall.poll');
  return clauses.map((part, index) => {
    const isLast = index === clauses.length - 1;
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
