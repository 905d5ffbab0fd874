'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { clockTime, duration } from '#app/_lib/format.ts';
import { useViolationText } from '#app/_lib/violation-text.tsx';
import { AskDialog, ReasonField } from '#app/_ui/dialog.tsx';
import { Field } from '#app/_ui/field.tsx';
import { Pick } from '#app/_ui/pick.tsx';
import type { Violation } from '#server/kernel/errors.ts';
import type { ReplayVisibility } from '#server/modules/replays/contract.ts';
import type { DeskMeeting } from './replay-desk.tsx';
import { useSending } from './use-sending.ts';

interface DialogProps {
  readonly meeting: DeskMeeting;
  readonly onClose: () => void;
  readonly submit: (name: string, input: object) => Promise<{ readonly error?: Violation }>;
}

/** Sends one command and closes once it was taken. */
function useAsking({ submit, onClose }: DialogProps) {
  const { send, problem } = useSending();
  const say = useViolationText();
  return {
    problem: problem && say(problem),
    confirm: (name: string, input: object): void =>
      void send(submit(name, input)).then((isTaken) => isTaken && onClose()),
  };
}

export function VisibilityDialog(props: DialogProps) {
  const t = useTranslations('retention.desk');
  const { replay, access } = props.meeting;
  const { confirm, problem } = useAsking(props);
  const [visibility, setVisibility] = useState<string>(replay.visibility ?? 'default');
  const [minutes, setMinutes] = useState(String(replay.delayMinutes));
  const options = ['default', ...(access === 'public' ? ['public'] : []), 'members', 'hidden'] as const;
  return (
    <AskDialog
      title={t('setVisibility')}
      onClose={props.onClose}
      onConfirm={() =>
        confirm('setReplay', {
          visibility: visibility === 'default' ? null : (visibility as ReplayVisibility),
          delayMinutes: Math.max(0, Math.round(Number(minutes) || 0)),
          basedOn: replay.version,
        })
      }
      problem={problem}
      cancel={t('cancel')}
      confirm={t('save')}
    >
      <p className="mb-3 text-note text-ink-2">{props.meeting.title}</p>
      <Pick
        label={t('who')}
        options={options.map((value) => ({
          value,
          label:
            value === 'default'
              ? t(access === 'public' ? 'visibility.asPublic' : 'visibility.asMembers')
              : t(`visibility.${value as ReplayVisibility}`),
        }))}
        value={visibility}
        onPick={setVisibility}
      />
      <Field label={t('delay')} className="mt-3">
        {({ id }) => (
          <input
            id={id}
            type="number"
            min={0}
            max={43_200}
            className="field num"
            value={minutes}
            onChange={(event) => setMinutes(event.target.value)}
          />
        )}
      </Field>
    </AskDialog>
  );
}

/** `1:23:45`, `23:45` or seconds, as the replay shows it; null while it is none of these. */
function offsetMs(text: string): number | null {
  if (!/^\d{1,2}(:\d{1,2}){0,2}$/.test(text.trim())) return null;
  return text.split(':').reduce((sum, part) => sum * 60 + Number(part), 0) * 1000;
}

export function TakeDownDialog(props: DialogProps) {
  const t = useTranslations('retention.desk');
  const { startedAt, endedAt, title } = props.meeting;
  const { confirm, problem } = useAsking(props);
  const [from, setFrom] = useState('0:00');
  const [to, setTo] = useState(duration((endedAt ?? 0) - (startedAt ?? 0)));
  const [isWhole, setWhole] = useState(false);
  const [reason, setReason] = useState('');
  const begin = startedAt ?? 0;
  const [fromMs, toMs] = [offsetMs(from), offsetMs(to)];
  const isReady = reason.trim() !== '' && (isWhole || (fromMs !== null && toMs !== null && toMs > fromMs));
  const times = [
    ['from', from, setFrom],
    ['to', to, setTo],
  ] as const;
  return (
    <AskDialog
      title={t('takeDown')}
      onClose={props.onClose}
      onConfirm={() =>
        confirm('takeDown', {
          ...(isWhole ? { from: 0, to: null } : { from: begin + (fromMs ?? 0), to: begin + (toMs ?? 0) }),
          reason,
        })
      }
      problem={problem}
      cancel={t('cancel')}
      confirm={t('takeDownNow')}
      canConfirm={isReady}
    >
      <p className="mb-3 text-note text-ink-2">{t('takeDownText', { title })}</p>
      <label className="flex min-h-target items-center gap-3">
        <input
          type="checkbox"
          className="size-5"
          checked={isWhole}
          onChange={(event) => setWhole(event.target.checked)}
        />
        {t('whole')}
      </label>
      {!isWhole && (
        <div className="grid grid-cols-2 gap-3">
          {times.map(([name, value, set]) => (
            <Field key={name} label={t(name)}>
              {({ id }) => (
                <input
                  id={id}
                  className="field num"
                  value={value}
                  inputMode="numeric"
                  aria-invalid={offsetMs(value) === null}
                  onChange={(event) => set(event.target.value)}
                />
              )}
            </Field>
          ))}
        </div>
      )}
      <ReasonField label={t('reason')} value={reason} onChange={setReason} isRequired />
    </AskDialog>
  );
}

export function LiftDialog(props: DialogProps) {
  const t = useTranslations('retention.desk');
  const { startedAt, replay } = props.meeting;
  const { confirm, problem } = useAsking(props);
  const [takedownId, setTakedown] = useState(replay.takedowns[0]?.takedownId ?? '');
  const [reason, setReason] = useState('');
  const begin = startedAt ?? 0;
  const options = replay.takedowns.map((one) => ({
    value: one.takedownId,
    label:
      one.to === null
        ? t('wholeOf', { reason: one.reason })
        : t('stretch', { from: duration(one.from - begin), to: duration(one.to - begin), reason: one.reason }),
  }));
  return (
    <AskDialog
      title={t('lift')}
      onClose={props.onClose}
      onConfirm={() => confirm('liftTakedown', { takedownId, reason })}
      problem={problem}
      cancel={t('cancel')}
      confirm={t('liftNow')}
      canConfirm={reason.trim() !== ''}
    >
      <Pick label={t('which')} options={options} value={takedownId} onPick={setTakedown} />
      <p className="mt-1 text-sm text-ink-3">
        {t('downSince', {
          time: clockTime(replay.takedowns.find((one) => one.takedownId === takedownId)?.at ?? 0),
        })}
      </p>
      <ReasonField label={t('reason')} value={reason} onChange={setReason} isRequired />
    </AskDialog>
  );
}

export function HoldDialog(props: DialogProps) {
  const t = useTranslations('retention.desk');
  const { heldFor } = props.meeting.replay;
  const { confirm, problem } = useAsking(props);
  const [reason, setReason] = useState('');
  const isHeld = heldFor !== null;
  return (
    <AskDialog
      title={t(isHeld ? 'release' : 'hold')}
      onClose={props.onClose}
      onConfirm={() => confirm('setHold', { isHeld: !isHeld, reason })}
      problem={problem}
      cancel={t('cancel')}
      confirm={t(isHeld ? 'release' : 'hold')}
      canConfirm={reason.trim() !== ''}
    >
      <p className="text-note text-ink-2">{isHeld ? t('heldFor', { reason: heldFor }) : t('holdText')}</p>
      <ReasonField label={t('reason')} value={reason} onChange={setReason} isRequired />
    </AskDialog>
  );
}
