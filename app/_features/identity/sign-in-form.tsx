'use client';
import { useTranslations } from 'next-intl';
import { type FormEvent, useState } from 'react';
import { post } from '#app/_lib/command.ts';
import { ProblemLine } from '#app/_lib/problem-line.tsx';
import { Problem } from '#app/_ui/states.tsx';
import type { Violation } from '#server/kernel/errors.ts';

const unreachable: Violation = { kind: 'unavailable', code: 'unavailable' };
interface Answer {
  readonly ok: boolean;
  readonly error?: Violation;
}

export function SignInForm({ from }: { from: string }) {
  const t = useTranslations('portal.signIn');
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Violation | null>(null);
  const submit = async (event: FormEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    setBusy(true);
    setProblem(null);
    const answer = await post<Answer>('/api/session', {
      identifier: form.get('identifier'),
      password: form.get('password'),
    });
    if (answer?.ok) return location.assign(from);
    setProblem(answer?.error ?? unreachable);
    setBusy(false);
  };
  return (
    <form onSubmit={(event) => void submit(event)} className="grid gap-4">
      <label className="grid gap-1 text-note">
        {t('identifier')}
        <input name="identifier" required autoComplete="username" autoCapitalize="none" className="field" />
      </label>
      <label className="grid gap-1 text-note">
        {t('password')}
        <input name="password" type="password" required autoComplete="current-password" className="field" />
      </label>
      <ProblemLine problem={problem} />
      <button type="submit" disabled={isBusy} className="btn btn-nav btn-big">
        {isBusy ? t('busy') : t('submit')}
      </button>
      <p className="text-sm text-ink-3">{t('hint')}</p>
    </form>
  );
}

export function PasswordForm() {
  const t = useTranslations('portal.password');
  const [problem, setProblem] = useState<Violation | null>(null);
  const [isDifferent, setDifferent] = useState(false);
  const submit = async (event: FormEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    setDifferent(form.get('next') !== form.get('repeat'));
    if (form.get('next') !== form.get('repeat')) return;
    const answer = await post<Answer>('/api/session/password', {
      current: form.get('current'),
      next: form.get('next'),
    });
    if (answer?.ok) return location.assign('/desk');
    setProblem(answer?.error ?? unreachable);
  };
  const field = (name: string, autoComplete: string) => (
    <label className="grid gap-1 text-note">
      {t(name as 'current')}
      <input
        name={name}
        type="password"
        required
        minLength={name === 'current' ? 1 : 10}
        autoComplete={autoComplete}
        className="field"
      />
    </label>
  );
  return (
    <form onSubmit={(event) => void submit(event)} className="grid gap-4">
      {field('current', 'current-password')}
      {field('next', 'new-password')}
      {field('repeat', 'new-password')}
      <Problem>{isDifferent && t('mismatch')}</Problem>
      <ProblemLine problem={problem} />
      <button type="submit" className="btn btn-nav btn-big">
        {t('submit')}
      </button>
    </form>
  );
}
