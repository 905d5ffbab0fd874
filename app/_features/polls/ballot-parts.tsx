'use client';

import { useTranslations } from 'next-intl';
import { type ReactNode, useState } from 'react';
import { useViolationText } from '#app/_lib/violation-text.tsx';
import { Icon } from '#app/_ui/icon.tsx';
import { Bones, Problem } from '#app/_ui/states.tsx';
import { quorumNeeded, votesNeeded } from '#server/modules/polls/result.ts';
import type { Poll } from '#server/modules/polls/state.ts';
import { ChoiceForm } from './choice-form.tsx';
import { useChoiceText, usePollLines } from './poll-words.tsx';
import { shownReceipt } from './receipts.ts';
import type { Ballot } from './use-ballot.ts';
import { VoteBar } from './vote-bar.tsx';

/** What this person can do with the poll now: the paper, what became of it, or why there is none. */
export function BallotBody({ ballot, onFind }: { ballot: Ballot; onFind?: () => void }) {
  const t = useTranslations('polls.ballot');
  const say = useViolationText();
  const { poll, state, choice, choose } = ballot;
  const { question, title } = poll.definition;
  switch (state.kind) {
    case 'unknown':
      return <Bones lines={3} />;
    case 'notEntitled':
      return <Told icon="people" title={t('notEntitled')} text={t('notEntitledText')} />;
    case 'hand':
      return <Told icon="hand" title={t('hand')} text={t('handText')} />;
    case 'missed':
      return <Told icon="clock" title={t('missed')} text={t('missedText')} />;
    case 'voted':
      return <Given ballot={ballot} {...(onFind && { onFind })} />;
    case 'sending':
    case 'choosing':
      return (
        <>
          <ChoiceForm
            question={question}
            title={title}
            choice={state.kind === 'sending' ? state.choice : choice}
            onChoose={choose}
            isOff={state.kind === 'sending'}
            chosenNote={t(state.kind === 'sending' ? 'sending' : 'chosen')}
          />
          {state.kind === 'choosing' && <Problem className="mt-2">{state.error && say(state.error)}</Problem>}
        </>
      );
  }
}

function Told({ icon, title, text }: { icon: 'people' | 'hand' | 'clock'; title: string; text: string }) {
  return (
    <div className="grid gap-1 rounded-sm border border-line-strong bg-sheet p-4">
      <p className="flex items-center gap-2 text-lg font-bold">
        <Icon name={icon} className="size-6 text-nav" />
        {title}
      </p>
      <p className="text-note text-ink-2">{text}</p>
    </div>
  );
}

/** The ballot is in: the receipt, and what was given where that is known. */
function Given({ ballot: { poll, state, receipt, setChanging }, onFind }: { ballot: Ballot; onFind?: () => void }) {
  const t = useTranslations('polls.ballot');
  const words = useChoiceText();
  const { question, secrecy } = poll.definition;
  if (state.kind !== 'voted') return null;
  return (
    <div className="grid gap-3 rounded-sm border border-nav bg-sheet p-4">
      <p className="flex items-center gap-2 text-lg font-bold text-nav" tabIndex={-1} data-autofocus>
        <Icon name="check" className="size-6" />
        {t('given')}
      </p>
      {state.choice ? (
        <p className="text-lg">{t.rich('yours', { choice: words(question, state.choice), b: strong })}</p>
      ) : (
        secrecy === 'secret' && <p className="text-note text-ink-2">{t('secretGiven')}</p>
      )}
      {receipt && <ReceiptLine receipt={receipt} note={t(secrecy === 'named' ? 'receiptNamed' : 'receiptNote')} />}
      <p className="flex flex-wrap gap-3">
        {state.mayChange && (
          <button type="button" className="btn btn-line" onClick={() => setChanging(true)}>
            {t('change')}
          </button>
        )}
        {poll.stage === 'published' && onFind && (
          <button type="button" className="btn btn-text" onClick={onFind}>
            {t('findMine')}
          </button>
        )}
      </p>
    </div>
  );
}

const strong = (words: ReactNode) => <b>{words}</b>;

/** The code, large enough to be copied by hand or photographed. */
export function ReceiptLine({ receipt, note }: { receipt: string; note: string }) {
  const t = useTranslations('polls.ballot');
  const [isCopied, setCopied] = useState(false);
  const copy = (): void => {
    void navigator.clipboard?.writeText(shownReceipt(receipt)).then(() => setCopied(true));
  };
  return (
    <div>
      <p className="flex flex-wrap items-center gap-x-3">
        <span className="text-sm text-ink-2">{t('receipt')}</span>
        <b className="num text-lg tracking-wide">{shownReceipt(receipt)}</b>
        <button type="button" className="tool text-nav" onClick={copy}>
          <Icon name={isCopied ? 'check' : 'copy'} />
          <span aria-live="polite">{t(isCopied ? 'copied' : 'copy')}</span>
        </button>
      </p>
      <p className="text-sm text-ink-2">{note}</p>
    </div>
  );
}

/** Under the paper: who votes, what has to be reached, and how many have voted. */
export function VoteFigures({ poll }: { poll: Poll }) {
  const t = useTranslations('polls.ballot');
  const lines = usePollLines();
  const { figures, definition, voted, stage } = poll;
  if (!figures) return null;
  const { electorate, form } = definition;
  const needed = neededVotes(poll);
  const quorum = quorumNeeded(definition.quorum, figures.entitled);
  const electors = figures.electors - figures.hand;
  return (
    <div className="grid gap-1 text-note text-ink-2">
      {form === 'vote' && (
        <>
          <p>
            {t('attendance', { entitled: figures.entitled, present: figures.present })}
            {quorum !== null && t(poll.isQuorate ? 'quorate' : 'notQuorate', { needed: quorum })}
          </p>
          <p>
            {needed === null
              ? lines.majority(definition)
              : t('carries', { majority: lines.majority(definition), needed })}
          </p>
        </>
      )}
      {electorate !== 'public' && <VoteBar poll={poll} className="my-1 h-3" hasMarks={stage !== 'open'} />}
      <p className="num" aria-live="off">
        {electorate === 'public'
          ? t('votedOnly', { voted })
          : t('turnout', { voted, left: Math.max(0, electors - voted) })}
      </p>
    </div>
  );
}

/** The votes that are needed, where that is known before the count: of those present or entitled. */
function neededVotes({ definition: { majority }, figures }: Poll): number | null {
  if (!majority || !figures) return null;
  if (majority.rule === 'absolute') return votesNeeded('moreThanHalf', figures.entitled);
  if (majority.base !== 'present' && majority.base !== 'entitled') return null;
  return votesNeeded(majority.rule, figures[majority.base]);
}

/** The deliberate second press: what is marked on the paper is given. */
export function GiveButton({ ballot, className }: { ballot: Ballot; className: string }) {
  const t = useTranslations('polls.ballot');
  const words = useChoiceText();
  const { state, choice, isWhole, give, poll } = ballot;
  const { question, form, secrecy } = poll.definition;
  if (state.kind !== 'choosing' && state.kind !== 'sending') return null;
  const isChange = state.kind === 'choosing' && state.isChange;
  const isShort = choice?.kind === 'yesNo' || choice?.kind === 'abstain' || question.kind === 'single';
  const what = choice && isWhole && isShort ? words(question, choice) : null;
  const label =
    state.kind === 'sending'
      ? t('sending')
      : !isWhole
        ? t('chooseFirst')
        : what
          ? t(isChange ? 'changeTo' : 'giveChoice', { choice: what })
          : t(isChange ? 'changeBallot' : 'give');
  // Red is for what cannot be taken back.
  const isFinal = form === 'vote' && secrecy === 'secret';
  const tone = !isWhole || state.kind === 'sending' ? 'btn-waiting' : isFinal ? 'btn-live' : 'btn-nav';
  return (
    <button
      type="button"
      disabled={!isWhole || state.kind === 'sending'}
      className={`${className} ${tone} disabled:opacity-100`}
      onClick={give}
    >
      {label}
    </button>
  );
}
