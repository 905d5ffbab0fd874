'use client';

import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { type FormEvent, useState } from 'react';
import { post } from '#app/_lib/command.ts';
import { LeaveQuestion } from '#app/_lib/leave-question.tsx';
import { ProblemLine } from '#app/_lib/problem-line.tsx';
import { useUnsaved } from '#app/_ui/leave-guard.tsx';
import { type Violation, violation } from '#server/kernel/errors.ts';
import { uuidV7 } from '#server/kernel/ids.ts';
import { DetailsForm, newDetails } from './details-form.tsx';

interface Answer {
  readonly ok: boolean;
  readonly meetingId?: string;
  readonly error?: Violation;
}

/** Plans a meeting from nothing; its id is chosen here, so that sending twice makes one. */
export function NewMeeting({ now }: { now: number }) {
  const t = useTranslations('office.plan');
  const c = useTranslations('common');
  const router = useRouter();
  const [details, setDetails] = useState(() => newDetails(now));
  const [meetingId] = useState(uuidV7);
  const [isDirty, setDirty] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Violation | null>(null);
  useUnsaved(isDirty && !isBusy);
  const create = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (details.plannedEndAt <= details.plannedStartAt)
      return setProblem(violation('invalid_state', 'meetings.endBeforeStart'));
    setBusy(true);
    setProblem(null);
    const answer = await post<Answer>('/api/live/meetings', { meetingId, details });
    if (answer?.ok) return router.push(`/office/meetings/${meetingId}?part=agenda`);
    setBusy(false);
    setProblem(answer?.error ?? violation('unavailable', 'unavailable'));
  };
  return (
    <form onSubmit={(event) => void create(event)} className="max-w-3xl">
      <div className="rule mb-5" />
      <DetailsForm
        details={details}
        onChange={(changed) => {
          setDetails(changed);
          setDirty(true);
        }}
        isLocked={isBusy}
        isAccessFixed={false}
      />
      <div className="mt-6 grid gap-3">
        <ProblemLine problem={problem} />
        <div className="flex flex-wrap items-center gap-3">
          <button type="submit" disabled={isBusy} className="btn btn-nav">
            {isBusy ? t('creating') : t('create')}
          </button>
          <Link href="/office/meetings" className="btn btn-text">
            {c('cancel')}
          </Link>
        </div>
      </div>
      <LeaveQuestion />
    </form>
  );
}
