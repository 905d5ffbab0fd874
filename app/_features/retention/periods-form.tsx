'use client';

import { useTranslations } from 'next-intl';
import { type FormEvent, useState } from 'react';
import { post } from '#app/_lib/command.ts';
import { ProblemLine } from '#app/_lib/problem-line.tsx';
import { Field } from '#app/_ui/field.tsx';
import { Section } from '#app/_ui/section.tsx';
import { leastDays, type Period, type RetentionPeriods } from '#server/modules/retention/contract.ts';
import { useSending } from './use-sending.ts';

const names = ['recordingDays', 'wordDays', 'auditDays'] as const satisfies readonly Period[];

/** How long what is kept; the law's least stands beside each. */
export function PeriodsForm({ periods }: { periods: RetentionPeriods & { readonly version: number } }) {
  const t = useTranslations('retention.periods');
  const [days, setDays] = useState<Readonly<Record<Period, string>>>({
    recordingDays: String(periods.recordingDays),
    wordDays: String(periods.wordDays),
    auditDays: String(periods.auditDays),
  });
  const { send, problem, isBusy } = useSending();
  const isSame = names.every((name) => Number(days[name]) === periods[name]);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const wanted = Object.fromEntries(names.map((name) => [name, Math.round(Number(days[name]))]));
    void send(post('/api/retention', { ...wanted, basedOn: periods.version }));
  };
  return (
    <Section title={t('title')}>
      <p className="mb-4 text-note text-ink-2">{t('lead')}</p>
      <form onSubmit={submit} className="grid gap-4">
        {names.map((name) => (
          <Field key={name} label={t(name)} hint={t('least', { days: leastDays[name] })}>
            {({ id, describedBy }) => (
              <span className="flex items-center gap-2">
                <input
                  id={id}
                  aria-describedby={describedBy}
                  type="number"
                  inputMode="numeric"
                  min={1}
                  max={3650}
                  required
                  className="field num w-32"
                  value={days[name]}
                  onChange={(event) => setDays({ ...days, [name]: event.target.value })}
                />
                {t('days')}
              </span>
            )}
          </Field>
        ))}
        <ProblemLine problem={problem} />
        <button type="submit" className="btn btn-nav justify-self-start" disabled={isSame || isBusy}>
          {t('save')}
        </button>
      </form>
    </Section>
  );
}
