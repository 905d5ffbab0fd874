'use client';

import { useTranslations } from 'next-intl';
import { useId, useState } from 'react';
import { fromLocalInput, toLocalInput } from '#app/_lib/district-time.ts';
import { clockTime, duration } from '#app/_lib/format.ts';
import { useLive, useServerNow } from '#app/_lib/live/live-context.tsx';
import { useCommand } from '#app/_lib/live/use-command.ts';
import { Dialog } from '#app/_ui/dialog.tsx';
import { Problem } from '#app/_ui/states.tsx';
import { type Evidence, nobody, type Step } from '#server/modules/attendance/state.ts';
import type { PersonLine } from './person-line.ts';
import { useStateText } from './state-text.ts';

/** Everything that speaks for one person's presence, and what may be put right. */
export function PersonDialog({ line, onClose }: { line: PersonLine; onClose: () => void }) {
  const t = useTranslations('attendance.clerk.person');
  const state = useStateText();
  const { person, of } = line;
  const phase = useLive(({ meetings }) => meetings.phase);
  const mayCorrect = phase !== 'scheduled' && phase !== 'archived';
  return (
    <Dialog isOpen onClose={onClose} title={person.name}>
      <p className="text-note text-ink-2">{person.sectorName ?? person.post ?? ''}</p>
      <p className="num text-lg">{state(of)}</p>
      {of.onlineMs > 0 && <p className="num text-note text-ink-2">{t('onlineFor', { time: duration(of.onlineMs) })}</p>}
      <Proofs userId={person.userId} />
      {mayCorrect && <Corrections line={line} />}
    </Dialog>
  );
}

interface Proof {
  readonly at: number;
  readonly text: string;
}

function Proofs({ userId }: { userId: string }) {
  const t = useTranslations('attendance.clerk.person');
  const s = useTranslations('attendance.clerk.state');
  const presence = useLive(({ attendance }) => attendance.people[userId]) ?? nobody;
  const notes = useLive(({ attendance }) => attendance.notes[userId]) ?? [];
  const checks = useLive(({ attendance }) => attendance.checks);
  const participants = useLive(({ meetings }) => meetings.participants);
  const byOf = (ref: string): string => participants[ref.replace(/^user:/, '')]?.name ?? t('staff');
  const stepText = (step: Step): string =>
    step.place === null ? s(`means.${step.by}`) : `${s(`place.${step.place}`)} · ${s(`means.${step.by}`)}`;
  const evidenceText = (one: Evidence): string => {
    switch (one.kind) {
      case 'seen':
        return t('seen', { means: s(`means.${one.means}`) });
      case 'online':
        return t('online', { until: clockTime(one.until), time: duration(one.until - one.at) });
      case 'media':
        return t('media', { until: clockTime(one.until), time: duration(one.until - one.at) });
      case 'undone':
        return t('undone', { step: stepText(one.step), by: byOf(one.by) });
    }
  };
  const proofs: readonly Proof[] = [
    ...presence.steps.map((step) => ({ at: step.at, text: `${stepText(step)} · ${byOf(step.recordedBy)}` })),
    ...presence.evidence.map((one) => ({ at: one.at, text: evidenceText(one) })),
    ...notes.map((note) => ({ at: note.at, text: t(`note.${note.of}`, { text: note.text, by: byOf(note.by) }) })),
    ...checks
      .filter(({ asked, isClosed }) => isClosed && asked.includes(userId))
      .map(({ startedAt, answers }) => ({
        at: startedAt,
        text: t(answers[userId] === undefined ? 'checkMissed' : 'checkAnswered'),
      })),
  ].toSorted((a, b) => a.at - b.at);
  return (
    <section aria-label={t('evidence')} className="mt-3">
      <h3 className="text-sm font-normal text-ink-3">{t('evidence')}</h3>
      {proofs.length === 0 && <p className="text-note text-ink-2">{t('none')}</p>}
      <ol className="max-h-52 overflow-y-auto">
        {proofs.map((proof, at) => (
          <li key={at} className="flex gap-3 border-b border-line py-1 text-note">
            <span className="num flex-none text-ink-3">{clockTime(proof.at)}</span>
            <span className="min-w-0 break-words">{proof.text}</span>
          </li>
        ))}
      </ol>
    </section>
  );
}

const aMinute = 60_000;

/** Check-in by one's own word, check-out, and taking the last step back: each says why. */
function Corrections({ line: { person, of } }: { line: PersonLine }) {
  const t = useTranslations('attendance.clerk.person');
  const { send, problem, isSending } = useCommand();
  const [reason, setReason] = useState('');
  /** As the field shows it; empty means now. */
  const [time, setTime] = useState('');
  const now = useServerNow(aMinute);
  const id = useId();
  const { userId } = person;
  const words = reason.trim();
  const run = (type: string, input: object): void =>
    void send(`attendance.${type}`, { userId, ...input }).then((ack) => {
      if (!ack.ok) return;
      setReason('');
      setTime('');
    });
  const at = fromLocalInput(time);
  const when = at === null ? {} : { at };
  const isIdle = words === '' || isSending;
  return (
    <div className="mt-4">
      <label htmlFor={id} className="text-sm text-ink-2">
        {t('reason')}
      </label>
      <input
        id={id}
        className="field mt-1"
        maxLength={200}
        value={reason}
        onChange={(event) => setReason(event.target.value)}
      />
      <p className="text-sm text-ink-3">{t('reasonHint')}</p>
      <label htmlFor={`${id}-at`} className="mt-3 block text-sm text-ink-2">
        {t('at')}
      </label>
      <input
        id={`${id}-at`}
        type="datetime-local"
        className="field num mt-1"
        aria-describedby={`${id}-hint`}
        max={toLocalInput(now)}
        value={time}
        onChange={(event) => setTime(event.target.value)}
      />
      <p id={`${id}-hint`} className="text-sm text-ink-3">
        {t('atHint')}
      </p>
      <Problem className="mt-1">{problem}</Problem>
      <div className="mt-3 flex flex-wrap gap-2">
        {of.place !== 'venue' && (
          <button
            type="button"
            className="btn btn-line"
            disabled={isIdle}
            onClick={() => run('checkInManually', { place: 'venue', reason: words, ...when })}
          >
            {t('toVenue')}
          </button>
        )}
        {of.place === null && (
          <button
            type="button"
            className="btn btn-line"
            disabled={isIdle}
            onClick={() => run('checkInManually', { place: 'online', reason: words, ...when })}
          >
            {t('toOnline')}
          </button>
        )}
        {of.place !== null && (
          <button
            type="button"
            className="btn btn-line"
            disabled={isSending}
            onClick={() => run('checkOut', { basedOn: of.version, reason: words, ...when })}
          >
            {t('checkOut')}
          </button>
        )}
        {of.lastAt !== null && (
          <button
            type="button"
            className="btn btn-line"
            disabled={isIdle}
            onClick={() => run('undoStep', { basedOn: of.version, reason: words })}
          >
            {t('undo')}
          </button>
        )}
        {of.status === 'expected' && (
          <button
            type="button"
            className="btn btn-line"
            disabled={isIdle}
            onClick={() => run('recordLeave', { kind: 'absence', reason: words })}
          >
            {t('recordLeave')}
          </button>
        )}
      </div>
    </div>
  );
}
