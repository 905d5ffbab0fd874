'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { ConsentLink, useWording } from '#app/_features/rooms/consent-parts.tsx';
import { agreedVersion } from '#app/_features/rooms/device.ts';
import { useConsent } from '#app/_features/rooms/use-consent.ts';
import type { RoomPlace } from '#app/_features/rooms/use-media.ts';
import { useLive } from '#app/_lib/live/live-context.tsx';
import { useViolationText } from '#app/_lib/violation-text.tsx';
import { Problem } from '#app/_ui/states.tsx';

/** Before the chair has entered: the consent everybody gives, in one press. */
export function Gate({ place, isRunning }: { place: RoomPlace; isRunning: boolean }) {
  const t = useTranslations('rooms.lobby');
  const say = useViolationText();
  const [problem, setProblem] = useState<string | null>(null);
  const consent = useConsent();
  const wording = useWording(consent.text);
  const hasAgreed = consent.text !== null && agreedVersion() === consent.text.version;
  const enter = async (): Promise<void> => {
    const ack = await place.enter(consent.text?.version);
    setProblem(ack.ok ? null : say(ack.error));
    if (!ack.ok && ack.error.code === 'rooms.consentOutdated') await consent.renew();
  };
  const isOver = useLive(({ meetings }) => meetings.endedAt !== null);
  if (!isRunning)
    return (
      <p className="absolute inset-0 flex items-end p-4 text-note text-ink-2">
        {t(isOver ? 'gateOver' : 'gateClosed')}
      </p>
    );
  return (
    <div className="absolute inset-0 flex flex-col justify-between gap-2 p-2.5">
      {hasAgreed ? (
        <span />
      ) : (
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reached by keyboard
        <p className="min-h-0 overflow-y-auto text-sm leading-snug text-ink-2" tabIndex={0}>
          {wording?.line ?? t('consentLoading')} <ConsentLink text={consent.text} />
        </p>
      )}
      <Problem>{problem}</Problem>
      <button
        type="button"
        className="btn btn-nav flex-none self-start"
        disabled={consent.text === null}
        onClick={() => void enter()}
      >
        {t(hasAgreed ? 'enter' : 'agreeAndEnter')}
      </button>
    </div>
  );
}
