'use client';

import { useTranslations } from 'next-intl';
import { useCallback, useEffect, useRef, useState } from 'react';
import { sendCommand } from '#app/_lib/command.ts';
import { clockTime } from '#app/_lib/format.ts';
import { useViolationText } from '#app/_lib/violation-text.tsx';
import { Icon } from '#app/_ui/icon.tsx';
import { Notice } from '#app/_ui/states.tsx';
import type { Violation } from '#server/kernel/errors.ts';
import type { CheckedIn } from '#server/modules/attendance/contract.ts';

interface CheckInProps {
  readonly meetingId: string;
  readonly code: string;
  readonly name: string;
  /** null for people without a place in the meeting. */
  readonly title: string | null;
  readonly place: string;
}

type State =
  | { readonly kind: 'sending' }
  | { readonly kind: 'done'; readonly answer: CheckedIn }
  | { readonly kind: 'refused'; readonly error: Violation };

/** What becomes of a scanned code: one large answer, and what to do next. */
export function CheckIn({ meetingId, code, name, title, place }: CheckInProps) {
  const [state, setState] = useState<State>({ kind: 'sending' });
  const hasSent = useRef(false);
  const send = useCallback((): void => {
    setState({ kind: 'sending' });
    void sendCommand(meetingId, 'attendance.checkInByCode', { code }).then((ack) =>
      setState(ack.ok ? { kind: 'done', answer: ack.output as CheckedIn } : { kind: 'refused', error: ack.error }),
    );
  }, [meetingId, code]);
  useEffect(() => {
    if (hasSent.current) return;
    hasSent.current = true;
    send();
  }, [send]);
  return (
    <section aria-live="polite" className="mx-auto max-w-md py-6 text-center">
      {state.kind === 'sending' && <Sending />}
      {state.kind === 'done' && (
        <Done answer={state.answer} meetingId={meetingId} name={name} title={title ?? ''} place={place} />
      )}
      {state.kind === 'refused' && <Refused error={state.error} onRetry={send} />}
    </section>
  );
}

function Sending() {
  const t = useTranslations('attendance.checkIn');
  return <p className="py-16 text-lg text-ink-2">{t('sending')}</p>;
}

function Done({
  answer,
  meetingId,
  name,
  title,
  place,
}: {
  answer: CheckedIn;
  meetingId: string;
  name: string;
  title: string;
  place: string;
}) {
  const t = useTranslations('attendance.checkIn');
  return (
    <>
      <Icon name="check" className="mx-auto size-20 text-nav" />
      <h1 className="num font-serif text-4xl">{t('done', { time: clockTime(answer.at) })}</h1>
      <p className="mt-2 text-lg">{t(answer.isNew ? 'who' : 'already', { name })}</p>
      <div className="rule mx-auto my-6 max-w-xs" />
      <p className="text-lg font-bold">{title}</p>
      <p className="text-note text-ink-2">{place === '' ? t('inHall') : t('inHallAt', { place })}</p>
      <p className="mt-3 text-note text-ink-2">{t('recorded')}</p>
      <p className="mt-6 text-note text-ink-2">{t('next')}</p>
      <a href={`/live/${meetingId}`} className="btn btn-big btn-nav mt-3 w-full">
        {t('room')}
      </a>
    </>
  );
}

/** Why it did not work, and what to do: an old code is scanned again, a stranger asks at the desk. */
function Refused({ error, onRetry }: { error: Violation; onRetry: () => void }) {
  const t = useTranslations('attendance.checkIn');
  const say = useViolationText();
  const code = error.code.replace('attendance.', '');
  const isStranger = code === 'notInvited' || code === 'forbidden' || code === 'personRemoved';
  const isOld = code === 'codeExpired' || code === 'codeWrong';
  const isClosed = code === 'wrongPhase';
  const title = isOld ? 'old' : isStranger ? 'stranger' : isClosed ? 'closed' : 'failed';
  return (
    <Notice
      icon="warning"
      title={t(`${title}.title`)}
      action={
        title === 'failed' ? (
          <button type="button" className="btn btn-nav" onClick={onRetry}>
            {t('retry')}
          </button>
        ) : (
          <a href="/desk" className="btn btn-line">
            {t('desk')}
          </a>
        )
      }
    >
      <p>{title === 'failed' ? say(error) : t(`${title}.text`)}</p>
    </Notice>
  );
}
