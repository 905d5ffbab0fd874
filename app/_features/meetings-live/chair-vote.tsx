'use client';

import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { usePollLines } from '#app/_features/polls/poll-words.tsx';
import { useElectorate } from '#app/_features/polls/use-electorate.ts';
import { usePollLeftMs, usePolls } from '#app/_features/polls/use-polls.ts';
import { VoteBar } from '#app/_features/polls/vote-bar.tsx';
import { VoteFigures } from '#app/_features/polls/vote-figures.tsx';
import { duration } from '#app/_lib/format.ts';
import { useLive, useLiveClient } from '#app/_lib/live/live-context.tsx';
import { Icon } from '#app/_ui/icon.tsx';
import { presentResult } from '#server/modules/polls/domain.ts';
import { quorumNeeded } from '#server/modules/polls/result.ts';
import type { Poll } from '#server/modules/polls/state.ts';
import type { OpenDialog } from './chair-dialogs.ts';
import type { Chairing } from './use-chair-acts.ts';
import { usePanelPoll } from './vote-step.ts';

interface VoteProps {
  readonly chairing: Chairing;
  readonly open: OpenDialog;
}

/** The vote that is next, open, or just over. */
export function ChairVote({ chairing, open }: VoteProps) {
  const t = useTranslations('votes.panel');
  const polls = usePolls();
  const poll = usePanelPoll();
  const phase = useLive(({ meetings }) => meetings.phase);
  const drafts = polls.filter(({ stage }) => stage === 'draft').length;
  const straws = polls.filter(({ stage, definition }) => stage === 'open' && definition.form === 'straw').length;
  const canPrepare = chairing.isRunner && phase !== 'ended' && phase !== 'archived';
  return (
    <section
      aria-label={t('title')}
      className="mt-3 flex-none border-t border-line pb-1 [@media(max-height:739px)]:mt-2"
    >
      <h2 className="flex min-h-10 items-center gap-2 text-note [@media(max-height:739px)]:min-h-9">
        {t('title')}
        <span className="num text-sm font-normal text-ink-3">
          {poll?.stage === 'open' ? t('isOpen') : drafts > 0 ? t('prepared', { count: drafts }) : ''}
          {straws > 0 && ` ${t('straws', { count: straws })}`}
        </span>
        <span className="ml-auto flex font-normal">
          {canPrepare && poll && (
            <button
              type="button"
              className="tool min-h-9! text-nav elder:min-h-target!"
              onClick={() => open({ kind: 'draft' })}
            >
              {t('prepare')}
            </button>
          )}
          <button
            type="button"
            className="tool -mr-2.5 min-h-9! text-nav elder:min-h-target!"
            onClick={() => open({ kind: 'votes' })}
          >
            {t('all')} <kbd>B</kbd>
          </button>
        </span>
      </h2>
      {poll ? (
        <PollOnPanel poll={poll} chairing={chairing} open={open} />
      ) : (
        <div className="pb-1">
          <p className="text-note text-ink-2">{t('none')}</p>
          {canPrepare && (
            <button
              type="button"
              className="btn btn-line mt-2 px-3.5 text-note"
              onClick={() => open({ kind: 'draft' })}
            >
              {t('prepareFirst')} {chairing.vote.kind === 'prepare' && <kbd>V</kbd>}
            </button>
          )}
        </div>
      )}
    </section>
  );
}

function PollOnPanel({ poll, chairing, open }: VoteProps & { poll: Poll }) {
  const { definition, stage } = poll;
  const parts = { poll, chairing, open };
  return (
    <>
      <h3 className="line-clamp-2 font-serif text-lg leading-snug" title={definition.title}>
        {definition.title}
      </h3>
      {stage === 'draft' ? <Prepared {...parts} /> : stage === 'open' ? <Open {...parts} /> : <Over {...parts} />}
    </>
  );
}

type Parts = VoteProps & { readonly poll: Poll };

const Lines = ({ children }: { children: ReactNode }) => (
  <dl className="mt-1.5 grid grid-cols-[4.75rem_1fr] text-sm leading-6 [@media(max-height:739px)]:mt-1 [@media(max-height:739px)]:leading-5.5 elder:grid-cols-[7rem_1fr]">
    {children}
  </dl>
);

function Light({ isOn, children }: { isOn: boolean; children: ReactNode }) {
  return (
    <span className={`inline-flex items-center gap-1.5 font-bold ${isOn ? 'text-nav' : 'text-time'}`}>
      <Icon name={isOn ? 'check' : 'clock'} className="size-4.5" />
      {children}
    </span>
  );
}

/** Before it is opened: how it would be, with the numbers as they stand now. */
function Prepared({ poll, chairing, open }: Parts) {
  const t = useTranslations('votes.panel');
  const words = useTranslations('polls');
  const lines = usePollLines();
  const { definition } = poll;
  const { figures, isQuorate, quorum, needed } = useElectorate(poll);
  const phase = useLive(({ meetings }) => meetings.phase);
  const { pollId } = poll;
  return (
    <>
      <Lines>
        <dt className="text-ink-3">{t('method')}</dt>
        <dd>{lines.method(definition)}</dd>
        <dt className="text-ink-3">{t('quorum')}</dt>
        <dd>
          {quorum === null ? (
            lines.quorum(definition)
          ) : (
            <Light isOn={isQuorate}>{words('quorum.figures', { present: figures.present, needed: quorum })}</Light>
          )}
        </dd>
        <dt className="text-ink-3">{t('majority')}</dt>
        <dd>
          {needed === null ? lines.majority(definition) : t('needs', { majority: lines.majority(definition), needed })}
        </dd>
      </Lines>
      <p className="mt-2.5 flex flex-wrap items-center gap-2 [@media(max-height:739px)]:mt-2">
        {chairing.acts.vote && (
          <button type="button" className="btn btn-live px-3.5" onClick={chairing.acts.vote}>
            {t('open')} <Cap>V</Cap>
          </button>
        )}
        {chairing.isRunner && (
          <>
            <button type="button" className="btn btn-line px-3.5" onClick={() => open({ kind: 'reviseVote', pollId })}>
              {t('revise')}
            </button>
            {chairing.isChair && (
              <button
                type="button"
                className="btn btn-line px-3.5"
                onClick={() => open({ kind: 'cancelVote', pollId })}
              >
                {t('drop')}
              </button>
            )}
          </>
        )}
      </p>
      <p className="mt-2 text-sm text-ink-3 [@media(max-height:739px)]:mt-1.5">
        {phase !== 'live'
          ? t('notLive')
          : !chairing.isChair
            ? t('chairOnly')
            : t(definition.electorate === 'present' ? 'fixes' : 'fixesOthers', { count: figures.electors })}
      </p>
    </>
  );
}

const Cap = ({ children }: { children: ReactNode }) => (
  <kbd className="border-current! bg-transparent! text-inherit!">{children}</kbd>
);

/** While it is open: the countdown, and how many have voted; never with what (D26). */
function Open({ poll, chairing, open }: Parts) {
  const t = useTranslations('votes.panel');
  const words = useTranslations('polls.quorum');
  const lines = usePollLines();
  const left = usePollLeftMs(poll);
  const { figures, definition, voted, pollId } = poll;
  const needed = figures && quorumNeeded(definition.quorum, figures.entitled);
  return (
    <>
      <p className="mt-1 flex items-baseline gap-4">
        {left !== null && (
          <b
            role="timer"
            className={`num text-5xl leading-none ${left < 10_000 ? 'text-live' : 'text-time'}`}
            aria-label={t('left')}
          >
            {duration(Math.ceil(left / 1_000) * 1_000)}
          </b>
        )}
        <span className="num text-note">
          {t('voted')} <b className="text-2xl">{voted}</b> / {figures?.electors ?? 0}
        </span>
      </p>
      <VoteBar poll={poll} className="my-2 h-4" />
      <Lines>
        <dt className="text-ink-3">{t('method')}</dt>
        <dd>{lines.method(definition)}</dd>
        {figures && needed !== null && (
          <>
            <dt className="text-ink-3">{t('quorum')}</dt>
            <dd>
              <Light isOn={poll.isQuorate}>{words('figures', { present: figures.present, needed })}</Light>
            </dd>
          </>
        )}
      </Lines>
      <p className="mt-2 flex flex-wrap gap-2">
        {chairing.acts.vote && (
          <button type="button" className="btn btn-live px-3.5" onClick={chairing.acts.vote}>
            {t('close')} <Cap>V</Cap>
          </button>
        )}
        <button type="button" className="btn btn-line px-3.5" onClick={() => open({ kind: 'roll', pollId })}>
          {t('roll')}
        </button>
        {chairing.isChair && (
          <button type="button" className="btn btn-line px-3.5" onClick={() => open({ kind: 'cancelVote', pollId })}>
            {t('cancel')}
          </button>
        )}
      </p>
      {definition.form === 'vote' && <p className="mt-1.5 text-sm text-ink-3">{t('holds')}</p>}
    </>
  );
}

/** Closed: the result, and what to do with it. */
function Over({ poll, chairing, open }: Parts) {
  const t = useTranslations('votes.panel');
  const { meetingId } = useLiveClient();
  const { pollId, stage } = poll;
  const isCounted = poll.counted !== null || poll.result !== null;
  return (
    <div className="mt-1 grid gap-2">
      {stage === 'cancelled' || stage === 'invalid' ? <Reason poll={poll} /> : <VoteFigures poll={poll} />}
      <p className="flex flex-wrap items-center gap-2">
        {chairing.vote.kind === 'publish' && (
          <button type="button" className="btn btn-live px-3.5" onClick={chairing.acts.vote}>
            {t('publish')} <Cap>V</Cap>
          </button>
        )}
        {chairing.isRunner && (
          <button type="button" className="btn btn-line px-3 text-note" onClick={() => open({ kind: 'roll', pollId })}>
            {t('roll')}
          </button>
        )}
        {isCounted && chairing.isRunner && (
          <a
            className="btn btn-line px-3 text-note text-ink"
            href={`/api/live/${meetingId}/polls/${pollId}/export`}
            download
          >
            {t('export')}
          </a>
        )}
        {chairing.isRunner && stage !== 'closed' && (
          <button
            type="button"
            className="btn btn-line px-3 text-note"
            onClick={() => open({ kind: 'voteAgain', pollId })}
          >
            {t('again')}
          </button>
        )}
        {chairing.isChair && stage === 'closed' && (
          <button
            type="button"
            className="btn btn-line px-3 text-note"
            onClick={() => open({ kind: 'cancelVote', pollId })}
          >
            {t('cancel')}
          </button>
        )}
      </p>
      {stage === 'closed' && poll.counted && !presentResult(poll) && (
        <p className="text-sm text-ink-3">{t('handByClerk')}</p>
      )}
    </div>
  );
}

export function Reason({ poll }: { poll: Poll }) {
  const t = useTranslations('polls');
  const { stage, reason } = poll;
  if (stage !== 'cancelled' && stage !== 'invalid') return null;
  return (
    <p className="text-note text-ink-2">
      <b>{t(`outcome.${stage}`)}</b> {reason === 'rollMismatch' ? t('reasons.rollMismatch') : reason}
    </p>
  );
}
