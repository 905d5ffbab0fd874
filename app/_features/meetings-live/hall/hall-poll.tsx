'use client';

import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { useChoiceLabel, usePollLines } from '#app/_features/polls/poll-words.tsx';
import { usePollLeftMs } from '#app/_features/polls/use-polls.ts';
import { VoteBar, VoteMark } from '#app/_features/polls/vote-bar.tsx';
import { TurnTime, useTurnClock } from '#app/_features/speaking/turn-clock.tsx';
import { turnText } from '#app/_features/speaking/turn-text.ts';
import { useFloor } from '#app/_features/speaking/use-floor.ts';
import { clockTime } from '#app/_lib/format.ts';
import { choicesOf } from '#server/modules/polls/ballots.ts';
import { quorumNeeded } from '#server/modules/polls/result.ts';
import type { Poll } from '#server/modules/polls/state.ts';
import type { Turn } from '#server/modules/speaking/state.ts';
import { headline, units } from './fitted.ts';
import { HallResult } from './hall-result.tsx';
import { HallTop, Standing } from './hall-top.tsx';
import { usePollKind } from './poll-kind.ts';

/** A vote or poll on the whole screen, whatever has become of it. */
export function HallPoll({ poll }: { poll: Poll }) {
  switch (poll.stage) {
    case 'draft':
      return <Announced poll={poll} />;
    case 'open':
      return <Open poll={poll} />;
    case 'closed':
      return <Closed poll={poll} />;
    case 'published':
      return <HallResult poll={poll} />;
    case 'cancelled':
    case 'invalid':
      return <Undone poll={poll} />;
  }
}

function Question({ poll, most }: { poll: Poll; most: number }) {
  const { title } = poll.definition;
  return (
    <h2
      className="line-clamp-2 font-serif leading-tight font-bold"
      style={{ fontSize: units(headline(title, 1_776, most, 56)) }}
    >
      {title}
    </h2>
  );
}

/** The choices that a ballot has, with the marks by which the result will tell them apart. */
function Choices({ poll }: { poll: Poll }) {
  const label = useChoiceLabel();
  const { question } = poll.definition;
  const keys = question.kind === 'text' ? [] : [...choicesOf(question), ...(question.canAbstain ? ['abstain'] : [])];
  if (question.kind === 'yesNo')
    return (
      <p className="mt-11 flex flex-wrap gap-x-18 gap-y-5 text-hall-caption">
        {keys.map((key) => (
          <span key={key} className="inline-flex items-center gap-5">
            <VoteMark cell={key as 'yes' | 'no' | 'abstain'} className="size-10" />
            {label(question, key)}
          </span>
        ))}
      </p>
    );
  return (
    <ol className={`mt-10 grid gap-x-14 gap-y-4 text-hall-base ${keys.length > 4 ? 'grid-cols-2' : ''}`}>
      {keys.slice(0, 10).map((key, index) => (
        <li key={key} className="flex items-baseline gap-6 leading-tight">
          <span className="num w-11 flex-none text-ink-3">{index + 1}</span>
          <span className="truncate">{label(question, key)}</span>
        </li>
      ))}
    </ol>
  );
}

/** How it is asked and what it needs, at the foot. */
function Terms({ poll, children }: { poll: Poll; children?: ReactNode }) {
  const t = useTranslations('hall.poll');
  const lines = usePollLines();
  const { definition } = poll;
  const hasMajority = definition.majority !== null;
  return (
    <footer className="flex h-49 flex-none items-center justify-between gap-14 bg-stage px-18">
      <p className="num min-w-0 text-hall-sm leading-relaxed text-ink-2">
        <span className="line-clamp-1">{lines.method(definition)}</span>
        {hasMajority && <span className="line-clamp-1">{t('carriedIf', { rule: lines.majority(definition) })}</span>}
      </p>
      {children}
    </footer>
  );
}

/** A prepared vote, announced before it opens. */
function Announced({ poll }: { poll: Poll }) {
  const t = useTranslations('hall.poll');
  return (
    <>
      <HallTop itemId={poll.definition.itemId} />
      <main className="flex min-h-0 flex-1 flex-col px-18 pt-9">
        <p className="mb-8 text-hall-base text-nav">{t('announced')}</p>
        <Question poll={poll} most={112} />
        <Choices poll={poll} />
      </main>
      <Terms poll={poll} />
    </>
  );
}

/** While it is open: the question, what is left, and how many have voted; never how (D26). */
function Open({ poll }: { poll: Poll }) {
  const t = useTranslations('hall.poll');
  const kind = usePollKind();
  const { main, inner } = useFloor();
  const speaking = inner ?? main;
  const { figures, voted, definition } = poll;
  const isPublic = definition.electorate === 'public';
  const byDevice = (figures?.electors ?? 0) - (figures?.hand ?? 0);
  return (
    <>
      <HallTop itemId={definition.itemId}>
        <span>{kind(poll)}</span>
        <Standing />
      </HallTop>
      <main className="flex min-h-0 flex-1 flex-col px-18 pt-6">
        <p className="mb-7 flex items-center gap-3.5 font-bold text-live">
          <i className="live-dot" />
          {t('voting')}
        </p>
        <Question poll={poll} most={100} />
        <Choices poll={poll} />
        <div className="num mt-auto flex items-end justify-between gap-14 pb-9">
          {definition.method === 'hand' ? (
            <p className="text-hall-title leading-tight">{t('raiseHands')}</p>
          ) : (
            <p className="flex items-baseline gap-8 text-hall-base text-ink-2">
              {t('voted')}
              <b className="text-[length:calc(var(--hall)*176)] leading-[0.76] tracking-tight text-ink">{voted}</b>
              {!isPublic && <span className="text-hall-title">/ {byDevice}</span>}
            </p>
          )}
          <Countdown poll={poll} />
        </div>
        {!isPublic && definition.method !== 'hand' && <VoteBar poll={poll} className="mb-9 h-20" hasMarks={false} />}
      </main>
      <Terms poll={poll}>{speaking ? <StillSpeaking turn={speaking} /> : <QuorumLine poll={poll} />}</Terms>
    </>
  );
}

function Countdown({ poll }: { poll: Poll }) {
  const t = useTranslations('hall.poll');
  const leftMs = usePollLeftMs(poll);
  if (leftMs === null) return null;
  const isShort = leftMs <= 10_000;
  return (
    <p className="flex items-baseline gap-8 text-hall-base text-ink-2">
      {t('left')}
      <b
        role="timer"
        className={`text-[length:calc(var(--hall)*176)] leading-[0.76] tracking-tight ${isShort ? 'text-time' : 'text-ink'}`}
      >
        {turnText({ spentMs: 0, leftMs })}
      </b>
    </p>
  );
}

/** Opening a vote touches neither floor nor clock (D30): whoever speaks keeps a line. */
function StillSpeaking({ turn }: { turn: Turn }) {
  const t = useTranslations('hall');
  const clock = useTurnClock(turn);
  return (
    <p className="flex flex-none items-baseline gap-8 text-hall-base">
      <span className="text-hall-sm text-ink-2">{t(`doing.${turn.kind}`)}</span>
      <b className="font-serif">{turn.speaker?.name ?? t('asker')}</b>
      <TurnTime clock={clock} className="text-hall-caption" />
    </p>
  );
}

/** Entitled, present, and whether that is enough; as it was when the vote opened (D22). */
function QuorumLine({ poll: { figures, definition, isQuorate } }: { poll: Poll }) {
  const t = useTranslations('hall.poll');
  if (!figures) return null;
  const needed = quorumNeeded(definition.quorum, figures.entitled);
  return (
    <p className="num flex-none text-right text-hall-sm leading-relaxed text-ink-2">
      {t('entitled', { entitled: figures.entitled, present: figures.present })}
      {needed !== null && (
        <span className="block text-ink">{t(isQuorate ? 'quorumMet' : 'quorumMissed', { needed })}</span>
      )}
    </p>
  );
}

/** Closed and not yet published: counted, or waiting for the hall's figures or the chair's word. */
function Closed({ poll }: { poll: Poll }) {
  const t = useTranslations('hall.poll');
  const kind = usePollKind();
  const { definition, voted, figures, closedAt, counted, handCounts } = poll;
  const isHand = definition.method !== 'electronic';
  const waitsForHands = isHand && handCounts.length === 0;
  const state = waitsForHands ? 'handsCounting' : counted || definition.method === 'hand' ? 'counted' : 'counting';
  return (
    <>
      <HallTop itemId={definition.itemId}>
        <span>{kind(poll)}</span>
        <Standing />
      </HallTop>
      <main className="flex min-h-0 flex-1 flex-col px-18 pt-9">
        <Question poll={poll} most={84} />
        <p className="my-auto font-serif text-[length:calc(var(--hall)*160)] leading-none font-bold">{t(state)}</p>
        <VoteBar poll={poll} className="mb-11 h-20" hasMarks={false} />
      </main>
      <Terms poll={poll}>
        <p className="num flex-none text-right leading-relaxed text-ink-2">
          {closedAt !== null && t('closedAt', { time: clockTime(closedAt) })}
          {definition.method !== 'hand' && (
            <span className="block text-ink">
              {t('turnout', { voted, electors: (figures?.electors ?? 0) - (figures?.hand ?? 0) })}
            </span>
          )}
        </p>
      </Terms>
    </>
  );
}

/** Cancelled or invalid: the word and the reason, no figures. */
function Undone({ poll }: { poll: Poll }) {
  const t = useTranslations('hall.poll');
  const reasons = useTranslations('polls.reasons');
  const { stage, reason, definition } = poll;
  const text = stage === 'invalid' && reason === 'rollMismatch' ? reasons('rollMismatch') : reason;
  return (
    <>
      <HallTop title={definition.title} itemId={definition.itemId} />
      <main className="flex min-h-0 flex-1 flex-col justify-center px-18 pb-37">
        <h2 className="font-serif text-[length:calc(var(--hall)*272)] leading-none font-bold tracking-wide">
          {t(stage === 'invalid' ? 'invalid' : 'cancelled')}
        </h2>
        <p className="mt-14 text-hall-title leading-snug text-ink-2">{t('because', { reason: text ?? '' })}</p>
      </main>
    </>
  );
}
