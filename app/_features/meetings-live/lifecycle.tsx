'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { useOpenVote } from '#app/_features/polls/use-polls.ts';
import { useLive, useLiveClient } from '#app/_lib/live/live-context.tsx';
import { Confirm, Dialog, DialogActions } from '#app/_ui/dialog.tsx';
import type { MeetingPhase } from '#server/kernel/live.ts';
import type { CommandAck } from '#server/kernel/protocol.ts';

export type LifecycleStep = 'open' | 'start' | 'suspend' | 'resume' | 'end';

const stepsOf: Readonly<Record<MeetingPhase, readonly LifecycleStep[]>> = {
  scheduled: ['open'],
  open: ['start'],
  live: ['suspend', 'end'],
  suspended: ['resume', 'end'],
  ended: [],
  archived: [],
};

/** The steps that may be taken now; each asks once and names its consequence. */
export function Lifecycle({ onAnswer }: { onAnswer: (ack: CommandAck) => void }) {
  const isVoting = useOpenVote() !== null;
  const t = useTranslations('live.lifecycle');
  const { send } = useLiveClient();
  const phase = useLive(({ meetings }) => meetings.phase);
  const present = useLive(({ rooms }) => Object.keys(rooms.people).length);
  const [asked, setAsked] = useState<LifecycleStep | null>(null);
  const [reason, setReason] = useState('');
  const take = (step: LifecycleStep, input: object = {}): void => {
    setAsked(null);
    void send(`meetings.${step}Meeting`, input).then(onAnswer);
  };
  return (
    <div className="flex flex-wrap items-center gap-2 max-sm:w-full">
      {isVoting && (
        <p id="held-by-vote" className="max-w-36 text-right text-sm leading-tight text-ink-2">
          {t('heldByVote')}
        </p>
      )}
      {stepsOf[phase].map((step) => (
        <button
          key={step}
          type="button"
          className={`btn px-3.5 text-sm ${step === 'end' ? 'btn-end' : step === 'suspend' ? 'btn-line' : 'btn-nav'}`}
          disabled={isVoting}
          aria-describedby={isVoting ? 'held-by-vote' : undefined}
          onClick={() => setAsked(step)}
        >
          {t(`${step}.action`)}
        </button>
      ))}
      {(['open', 'start', 'resume', 'end'] as const).map((step) => (
        <Confirm
          key={step}
          isOpen={asked === step}
          onClose={() => setAsked(null)}
          onConfirm={() => take(step)}
          title={t(`${step}.title`)}
          text={t(`${step}.text`, { count: present })}
          confirm={t(`${step}.action`)}
          cancel={t('cancel')}
          isIrreversible={step === 'end' || step === 'start'}
        />
      ))}
      <Dialog isOpen={asked === 'suspend'} onClose={() => setAsked(null)} title={t('suspend.title')}>
        <form
          onSubmit={(event) => {
            event.preventDefault();
            take('suspend', { reason: reason.trim() });
          }}
        >
          <p className="text-note text-ink-2">{t('suspend.text')}</p>
          <label className="mt-3 grid gap-1 text-sm text-ink-3">
            {t('suspend.reason')}
            <input
              className="field"
              value={reason}
              maxLength={200}
              onChange={(event) => setReason(event.target.value)}
            />
          </label>
          <DialogActions>
            <button type="button" className="btn btn-line" onClick={() => setAsked(null)}>
              {t('cancel')}
            </button>
            <button type="submit" className="btn btn-nav">
              {t('suspend.action')}
            </button>
          </DialogActions>
        </form>
      </Dialog>
    </div>
  );
}
