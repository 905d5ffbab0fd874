'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { clockTime } from '#app/_lib/format.ts';
import { useLive } from '#app/_lib/live/live-context.tsx';
import { useCommand } from '#app/_lib/live/use-command.ts';
import { Notice, Problem } from '#app/_ui/states.tsx';
import type { AttendanceState, Leave } from '#server/modules/attendance/domain.ts';
import { noteOf } from '#server/modules/attendance/figures.ts';

/** Who waits for an answer, first asked first. */
export const waitingLeaves = (attendance: AttendanceState): readonly (readonly [string, Leave])[] =>
  Object.entries(attendance.leaves)
    .filter(([, { stage }]) => stage === 'requested')
    .toSorted(([, a], [, b]) => a.askedAt - b.askedAt);

/** Leave to decide, and what was decided. */
export function LeaveRequests() {
  const t = useTranslations('attendance.clerk.leave');
  const attendance = useLive((view) => view.attendance);
  const waiting = waitingLeaves(attendance);
  const decided = Object.entries(attendance.leaves).filter(([, { stage }]) => stage !== 'requested');
  return (
    <div className="max-w-3xl">
      {waiting.length === 0 && (
        <Notice icon="check" title={t('none')}>
          {t('noneText')}
        </Notice>
      )}
      <ul>
        {waiting.map(([userId, leave]) => (
          <Request key={userId} userId={userId} leave={leave} reason={noteOf(attendance, userId, 'leave')} />
        ))}
      </ul>
      {decided.length > 0 && (
        <section aria-label={t('decided')} className="mt-8">
          <h2 className="font-serif text-lg">{t('decided')}</h2>
          <ul>
            {decided.map(([userId, leave]) => (
              <Decided
                key={userId}
                userId={userId}
                leave={leave}
                reason={noteOf(attendance, userId, 'leave')}
                answer={noteOf(attendance, userId, 'leaveAnswer')}
              />
            ))}
          </ul>
        </section>
      )}
    </div>
  );
}

const useName = (userId: string): string => useLive(({ meetings }) => meetings.participants[userId]?.name ?? '');

function Request({ userId, leave, reason }: { userId: string; leave: Leave; reason: string }) {
  const t = useTranslations('attendance.clerk.leave');
  const o = useTranslations('attendance.own');
  const name = useName(userId);
  const { send, problem, isSending } = useCommand();
  const [answer, setAnswer] = useState('');
  const decide = (isApproved: boolean): void =>
    void send('attendance.decideLeave', { userId, basedOn: leave.version, isApproved, answer: answer.trim() });
  return (
    <li className="border-b border-line py-4">
      <p className="num">
        <b className="text-lg">{name}</b>
        <span className="ml-2 text-note text-ink-2">
          {o(`kind.${leave.kind}`)} · {clockTime(leave.askedAt)}
        </span>
      </p>
      <p className="break-words">{reason}</p>
      <div className="mt-2 flex flex-wrap items-center gap-2">
        <input
          className="field min-w-0 flex-1 basis-56"
          aria-label={t('answerTo', { name })}
          placeholder={t('answer')}
          maxLength={200}
          value={answer}
          onChange={(event) => setAnswer(event.target.value)}
        />
        <button
          type="button"
          className="btn btn-nav"
          aria-label={t('approveOf', { name })}
          disabled={isSending}
          onClick={() => decide(true)}
        >
          {t('approve')}
        </button>
        <button
          type="button"
          className="btn btn-line"
          aria-label={t('declineOf', { name })}
          disabled={isSending}
          onClick={() => decide(false)}
        >
          {t('decline')}
        </button>
      </div>
      <Problem>{problem}</Problem>
    </li>
  );
}

function Decided({ userId, leave, reason, answer }: { userId: string; leave: Leave; reason: string; answer: string }) {
  const t = useTranslations('attendance.clerk.leave');
  const o = useTranslations('attendance.own');
  const name = useName(userId);
  return (
    <li className="num border-b border-line py-2 text-note">
      <b>{name}</b>{' '}
      <span className="text-ink-2">
        {o(`kind.${leave.kind}`)} · {t(`stages.${leave.stage}`)}
        {leave.decidedAt !== null && ` ${clockTime(leave.decidedAt)}`} · {reason}
        {answer !== '' && ` · ${o('answer', { answer })}`}
      </span>
    </li>
  );
}
