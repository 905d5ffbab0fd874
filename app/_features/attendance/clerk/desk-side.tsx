'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { useLive, useServerNow } from '#app/_lib/live/live-context.tsx';
import { useCommand } from '#app/_lib/live/use-command.ts';
import { Pick } from '#app/_ui/pick.tsx';
import { Problem } from '#app/_ui/states.tsx';
import type { AttendanceSettings } from '#server/modules/attendance/contract.ts';
import type { PresenceCheck } from '#server/modules/attendance/domain.ts';
import { openCheck } from '#server/modules/attendance/state.ts';

/** Beside the list: presence checks, people without an account, and how the attendance is kept. */
export function DeskSide() {
  return (
    <div className="grid content-start gap-8">
      <Checks />
      <WalkIns />
      <Settings />
    </div>
  );
}

function Checks() {
  const t = useTranslations('attendance.clerk.checks');
  const { send, problem, isSending } = useCommand();
  const phase = useLive(({ meetings }) => meetings.phase);
  const running = useLive(({ attendance }) => openCheck(attendance));
  const last = useLive(({ attendance }) => attendance.checks.findLast(({ isClosed }) => isClosed) ?? null);
  return (
    <section aria-label={t('title')}>
      <div className="rule mb-2" />
      <h2 className="font-serif text-lg">{t('title')}</h2>
      <p className="text-sm text-ink-3">{t('text')}</p>
      {running ? <Running check={running} /> : null}
      {!running && last && <p className="num mt-1 text-note">{t('last', figuresOf(last))}</p>}
      <Problem>{problem}</Problem>
      {phase === 'live' && !running && (
        <button
          type="button"
          className="btn btn-line mt-2"
          disabled={isSending}
          onClick={() => void send('attendance.startCheck', {})}
        >
          {t('start')}
        </button>
      )}
    </section>
  );
}

const figuresOf = ({ asked, answers }: PresenceCheck) => ({
  asked: asked.length,
  answered: Object.keys(answers).length,
});

function Running({ check }: { check: PresenceCheck }) {
  const t = useTranslations('attendance.clerk.checks');
  const now = useServerNow();
  const seconds = Math.max(0, Math.ceil((check.closesAt - now) / 1_000));
  return (
    <p role="status" className="num mt-1 text-note font-bold">
      {t('running', { ...figuresOf(check), seconds })}
    </p>
  );
}

function WalkIns() {
  const t = useTranslations('attendance.clerk.walkIns');
  const { send, problem, isSending } = useCommand();
  const phase = useLive(({ meetings }) => meetings.phase);
  const walkIns = useLive(({ attendance }) => attendance.walkIns);
  const [name, setName] = useState('');
  const [from, setFrom] = useState('');
  const mayAdd = phase !== 'scheduled' && phase !== 'archived';
  const add = async (): Promise<void> => {
    const ack = await send('attendance.addWalkIn', { name: name.trim(), from: from.trim(), role: 'observer' });
    if (!ack.ok) return;
    setName('');
    setFrom('');
  };
  return (
    <section aria-label={t('title')}>
      <div className="rule mb-2" />
      <h2 className="font-serif text-lg">
        {t('title')} <span className="num text-note font-normal text-ink-3">{walkIns.length || ''}</span>
      </h2>
      <p className="text-sm text-ink-3">{t('text')}</p>
      <ul>
        {walkIns.map((one) => (
          <li key={one.walkInId} className="flex items-center gap-2 border-b border-line text-note">
            <b>{one.name ?? t('erased')}</b>
            <span className="truncate text-ink-2">{one.from}</span>
            <button
              type="button"
              className="tool ml-auto text-nav"
              aria-label={t('removeOf', { name: one.name ?? '' })}
              onClick={() => void send('attendance.removeWalkIn', { walkInId: one.walkInId })}
            >
              {t('remove')}
            </button>
          </li>
        ))}
      </ul>
      {mayAdd && (
        <form
          className="mt-2 grid gap-2"
          onSubmit={(event) => {
            event.preventDefault();
            void add();
          }}
        >
          <input
            className="field"
            aria-label={t('name')}
            placeholder={t('name')}
            maxLength={40}
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
          <input
            className="field"
            aria-label={t('from')}
            placeholder={t('from')}
            maxLength={80}
            value={from}
            onChange={(event) => setFrom(event.target.value)}
          />
          <Problem>{problem}</Problem>
          <button type="submit" className="btn btn-line justify-self-start" disabled={isSending || name.trim() === ''}>
            {t('add')}
          </button>
        </form>
      )}
    </section>
  );
}

const aMinute = 60_000;
const quorums = ['moreThanHalf', 'twoThirds', 'none'] as const;
const graces = [0, 5, 10, 15, 30];
const paces = [0, 15, 30, 60];

function Settings() {
  const t = useTranslations('attendance.clerk.settings');
  const { send, problem } = useCommand();
  const phase = useLive(({ meetings }) => meetings.phase);
  const settings = useLive(({ attendance }) => attendance.settings);
  const basedOn = useLive(({ attendance }) => attendance.settingsVersion);
  if (phase === 'ended' || phase === 'archived') return null;
  const change = (part: Partial<AttendanceSettings>): void => void send('attendance.setSettings', { ...part, basedOn });
  const minutes = (choices: readonly number[], present: number) =>
    [...new Set([...choices, present])]
      .toSorted((a, b) => a - b)
      .map((count) => ({ value: String(count), label: t('minutes', { count }) }));
  const everyMinutes = (settings.checkEveryMs ?? 0) / aMinute;
  const isNumber = settings.quorum.rule === 'number';
  return (
    <section aria-label={t('title')} className="grid gap-3">
      <div>
        <div className="rule mb-2" />
        <h2 className="font-serif text-lg">{t('title')}</h2>
      </div>
      <Pick
        label={t('quorum')}
        value={settings.quorum.rule}
        options={[
          ...quorums.map((rule) => ({ value: rule, label: t(`quorums.${rule}`) })),
          ...(settings.quorum.rule === 'number'
            ? [{ value: 'number', label: t('quorums.number', { count: settings.quorum.number }) }]
            : []),
        ]}
        onPick={(rule) => {
          if (rule !== 'number' || !isNumber) change({ quorum: { rule: rule as (typeof quorums)[number] } });
        }}
      />
      <Pick
        label={t('grace')}
        value={String(settings.graceMs / aMinute)}
        options={minutes(graces, settings.graceMs / aMinute)}
        onPick={(count) => change({ graceMs: Number(count) * aMinute })}
      />
      <Pick
        label={t('pace')}
        value={String(everyMinutes)}
        options={minutes(paces, everyMinutes).map((one) =>
          one.value === '0' ? { value: '0', label: t('never') } : one,
        )}
        onPick={(count) => change({ checkEveryMs: count === '0' ? null : Number(count) * aMinute })}
      />
      <label className="flex min-h-target items-center gap-2 text-note">
        <input
          type="checkbox"
          className="size-5"
          checked={settings.countsLeave}
          onChange={(event) => change({ countsLeave: event.target.checked })}
        />
        {t('countsLeave')}
      </label>
      <Problem>{problem}</Problem>
    </section>
  );
}
