'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { clockTime } from '#app/_lib/format.ts';
import { useLiveClient } from '#app/_lib/live/live-context.tsx';
import { useSettling } from '#app/_lib/live/use-command.ts';
import { useViolationText } from '#app/_lib/violation-text.tsx';
import { AskDialog, Dialog, DialogActions } from '#app/_ui/dialog.tsx';
import { Field } from '#app/_ui/field.tsx';
import { Icon } from '#app/_ui/icon.tsx';
import { type Violation, violation } from '#server/kernel/errors.ts';
import { uuidV7 } from '#server/kernel/ids.ts';
import { EncoderTicket } from '#server/modules/venue/contract.ts';

const longestLabel = 40;
const longestAddress = 500;

async function askEncoder(meetingId: string, sourceId: string, label: string): Promise<EncoderTicket | Violation> {
  try {
    const response = await fetch(`/api/live/${meetingId}/encoders`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ sourceId, label }),
    });
    const answer: unknown = await response.json();
    const ticket = EncoderTicket.safeParse(answer);
    return ticket.success
      ? ticket.data
      : ((answer as { error?: Violation }).error ?? violation('internal', 'internal'));
  } catch {
    return violation('unavailable', 'unavailable');
  }
}

/** An encoder of its own name; then what it is set up with, this once. */
export function AddEncoder({ onClose }: { onClose: () => void }) {
  const t = useTranslations('venue');
  const say = useViolationText();
  const { meetingId } = useLiveClient();
  // The same for every press: asked twice it is made once.
  const [sourceId] = useState(uuidV7);
  const [label, setLabel] = useState('OBS');
  const [problem, setProblem] = useState<string | null>(null);
  const [ticket, setTicket] = useState<EncoderTicket | null>(null);
  if (ticket) return <Setup ticket={ticket} onClose={onClose} />;
  const make = async (): Promise<void> => {
    const answer = await askEncoder(meetingId, sourceId, label);
    if ('token' in answer) setTicket(answer);
    else setProblem(say(answer));
  };
  return (
    <AskDialog
      title={t('addEncoder')}
      onClose={onClose}
      onConfirm={() => void make()}
      problem={problem}
      cancel={t('cancel')}
      confirm={t('make')}
      canConfirm={label.trim() !== ''}
    >
      <p className="mb-3 text-note text-ink-2">{t('encoderText')}</p>
      <LabelField value={label} onChange={setLabel} />
    </AskDialog>
  );
}

function LabelField({ value, onChange }: { value: string; onChange: (label: string) => void }) {
  const t = useTranslations('venue');
  return (
    <Field label={t('label')} className="mb-3">
      {({ id }) => (
        <input
          id={id}
          className="field"
          required
          maxLength={longestLabel}
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  );
}

/** Only the button closes it, so that no slip of the hand loses the token. */
function Setup({ ticket: { url, token, expiresAt }, onClose }: { ticket: EncoderTicket; onClose: () => void }) {
  const t = useTranslations('venue');
  return (
    <Dialog isOpen onClose={() => undefined} title={t('setupTitle')}>
      <p className="mb-3 text-note text-ink-2">{t('setupText', { time: clockTime(expiresAt) })}</p>
      <Copied label={t('address')} value={url} />
      <Copied label={t('token')} value={token} />
      <DialogActions>
        <button type="button" className="btn btn-nav" onClick={onClose}>
          {t('noted')}
        </button>
      </DialogActions>
    </Dialog>
  );
}

function Copied({ label, value }: { label: string; value: string }) {
  const t = useTranslations('venue');
  const [isCopied, setCopied] = useState(false);
  return (
    <Field label={label} className="mb-3">
      {({ id }) => (
        <span className="flex gap-2">
          <input
            id={id}
            className="field num min-w-0 flex-1"
            readOnly
            value={value}
            onFocus={(event) => event.target.select()}
          />
          <button
            type="button"
            className="btn btn-line flex-none"
            aria-label={t('copyOf', { label })}
            onClick={() => void navigator.clipboard?.writeText(value).then(() => setCopied(true))}
          >
            <Icon name={isCopied ? 'check' : 'copy'} />
            {t(isCopied ? 'copied' : 'copy')}
          </button>
        </span>
      )}
    </Field>
  );
}

/** A camera, a stream or a file that this product fetches itself. */
export function AddPulled({ onClose }: { onClose: () => void }) {
  const t = useTranslations('venue');
  const { problem, settle } = useSettling(onClose);
  const [sourceId] = useState(uuidV7);
  const [label, setLabel] = useState('');
  const [address, setAddress] = useState('');
  return (
    <AskDialog
      title={t('addPulled')}
      onClose={onClose}
      onConfirm={() =>
        void settle(
          ['venue.addPulled', { sourceId, label: label.trim(), address: address.trim() }],
          ['venue.wantSource', { sourceId, isWanted: true }],
        )
      }
      problem={problem}
      cancel={t('cancel')}
      confirm={t('pull')}
      canConfirm={label.trim() !== '' && address.trim() !== ''}
    >
      <LabelField value={label} onChange={setLabel} />
      <Field label={t('address')} hint={t('addressHint')}>
        {({ id, describedBy }) => (
          <input
            id={id}
            aria-describedby={describedBy}
            className="field num"
            required
            maxLength={longestAddress}
            autoComplete="off"
            spellCheck={false}
            placeholder="rtsp://10.0.0.20/stream1"
            value={address}
            onChange={(event) => setAddress(event.target.value)}
          />
        )}
      </Field>
    </AskDialog>
  );
}
