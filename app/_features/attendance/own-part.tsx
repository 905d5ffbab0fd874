'use client';

import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useEffect, useState } from 'react';
import { sendCommand } from '#app/_lib/command.ts';
import { clockTime } from '#app/_lib/format.ts';
import { keepReading } from '#app/_lib/keep-reading.ts';
import { useViolationText } from '#app/_lib/violation-text.tsx';
import { Dialog, DialogActions } from '#app/_ui/dialog.tsx';
import { Choices } from '#app/_ui/field.tsx';
import { Icon } from '#app/_ui/icon.tsx';
import { Problem } from '#app/_ui/states.tsx';
import { LeaveKind, type OwnAttendance } from '#server/modules/attendance/contract.ts';
import type { OwnRow } from '#server/modules/attendance/queries.ts';
import { QrCode } from './qr-code.tsx';

interface OwnPartProps {
  readonly meetingId: string;
  readonly title: string;
  readonly row: Omit<OwnRow, 'meetingId' | 'place'> | null;
  /** Whether people can be checked in by now. */
  readonly isRunning: boolean;
  /** What reads the row anew; without it the page is. */
  readonly onChanged?: () => void;
}

/** What a person has to do with the attendance of one meeting: the own code, leave, and how both stand. */
export function OwnPart({ meetingId, title, row, isRunning, onChanged }: OwnPartProps) {
  const t = useTranslations('attendance.own');
  const say = useViolationText();
  const router = useRouter();
  const changed = onChanged ?? (() => router.refresh());
  const [shown, setShown] = useState<'leave' | 'code' | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const leave = row?.leave ?? null;
  const isStanding = leave?.stage === 'requested' || leave?.stage === 'approved';
  const withdraw = async (): Promise<void> => {
    const ack = await sendCommand(meetingId, 'attendance.withdrawLeave', {});
    setProblem(ack.ok ? null : say(ack.error));
    if (ack.ok) changed();
  };
  return (
    <div className="grid w-full gap-1">
      {row?.status === 'present' && row.firstAt !== null && (
        <p className="num flex items-center gap-1.5 text-note text-nav">
          <Icon name="check" className="size-4.5" />
          {t('checkedIn', { time: clockTime(row.firstAt) })}
        </p>
      )}
      {leave && leave.stage !== 'withdrawn' && (
        <p className="text-note text-ink-2">
          {t(`stage.${leave.stage}`, { kind: t(`kind.${leave.kind}`), reason: leave.reason })}
          {leave.answer !== '' && ` ${t('answer', { answer: leave.answer })}`}
        </p>
      )}
      <div className="-ml-2.5 flex flex-wrap items-center text-nav">
        {isRunning && (
          <button type="button" className="tool" onClick={() => setShown('code')}>
            <Icon name="person" />
            {t('code')}
          </button>
        )}
        {isStanding ? (
          <button type="button" className="tool" onClick={() => void withdraw()}>
            <Icon name="close" />
            {t('withdraw')}
          </button>
        ) : (
          <button type="button" className="tool" onClick={() => setShown('leave')}>
            <Icon name="calendar" />
            {t('ask')}
          </button>
        )}
      </div>
      <Problem>{problem}</Problem>
      {shown === 'leave' && (
        <LeaveDialog
          meetingId={meetingId}
          title={title}
          onClose={() => setShown(null)}
          onDone={() => {
            setShown(null);
            changed();
          }}
        />
      )}
      <Dialog isOpen={shown === 'code'} onClose={() => setShown(null)} title={t('codeTitle')}>
        <OwnCode meetingId={meetingId} />
      </Dialog>
    </div>
  );
}

function LeaveDialog({
  meetingId,
  title,
  onClose,
  onDone,
}: {
  meetingId: string;
  title: string;
  onClose: () => void;
  onDone: () => void;
}) {
  const t = useTranslations('attendance.own');
  const c = useTranslations('common');
  const say = useViolationText();
  const [kind, setKind] = useState<LeaveKind>('absence');
  const [reason, setReason] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const [isSending, setSending] = useState(false);
  const ask = async (): Promise<void> => {
    setSending(true);
    const ack = await sendCommand(meetingId, 'attendance.requestLeave', { kind, reason: reason.trim() });
    setSending(false);
    if (ack.ok) onDone();
    else setProblem(say(ack.error));
  };
  return (
    <Dialog isOpen onClose={onClose} title={t('askTitle')}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void ask();
        }}
      >
        <p className="mb-2 text-note text-ink-2">{title}</p>
        <Choices
          label={t('kindLabel')}
          value={kind}
          onChange={setKind}
          options={LeaveKind.options.map((value) => ({ value, label: t(`kind.${value}`) }))}
        />
        <label className="mt-3 grid gap-1 text-sm text-ink-2">
          {t('reason')}
          <textarea
            className="field"
            rows={3}
            required
            maxLength={200}
            value={reason}
            onChange={(event) => setReason(event.target.value)}
          />
        </label>
        <p className="mt-1 text-sm text-ink-3">{t('reasonHint')}</p>
        <Problem className="mt-2">{problem}</Problem>
        <DialogActions>
          <button type="button" className="btn btn-line" onClick={onClose}>
            {c('cancel')}
          </button>
          <button type="submit" className="btn btn-nav" disabled={isSending || reason.trim() === ''}>
            {t('send')}
          </button>
        </DialogActions>
      </form>
    </Dialog>
  );
}

/** The person's own code for the desk, made anew before it runs out. */
function OwnCode({ meetingId }: { meetingId: string }) {
  const t = useTranslations('attendance.own');
  const [code, setCode] = useState<OwnAttendance['memberCode'] | null>(null);
  const [isAway, setAway] = useState(false);
  useEffect(
    () =>
      keepReading(`/api/live/${meetingId}/attendance/mine`, (answer) => {
        const own = answer as OwnAttendance | null;
        setAway(own === null);
        if (own) setCode(own.memberCode);
        return own ? 60_000 : 3_000;
      }),
    [meetingId],
  );
  return (
    <div className="grid justify-items-center gap-3 text-center">
      {code ? <QrCode text={code.code} label={t('codeLabel')} className="w-full max-w-64 rounded-xs" /> : null}
      <p className="text-note text-ink-2">{isAway ? t('codeAway') : t('codeText')}</p>
    </div>
  );
}
