'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { clockTime, duration } from '#app/_lib/format.ts';
import { useLive, useServerNow } from '#app/_lib/live/live-context.tsx';
import { useViolationText } from '#app/_lib/violation-text.tsx';
import { hasAgreed } from './device.ts';
import { DeviceCheck } from './device-check.tsx';
import { StagePicture, Words } from './stage-picture.tsx';
import type { RoomPlace } from './use-media.ts';

/** The stage: the lobby before entering, the picture inside, the notice after the end. */
export function RoomStage({
  place,
  isChecking,
  onChecked,
}: {
  place: RoomPlace;
  isChecking: boolean;
  onChecked: () => void;
}) {
  const t = useTranslations('rooms');
  const phase = useLive(({ meetings }) => meetings.phase);
  const reason = useLive(({ meetings }) => meetings.suspendReason);
  const endedAt = useLive(({ meetings }) => meetings.endedAt);
  const isOver = phase === 'ended' || phase === 'archived';

  if (isOver)
    return (
      <Frame>
        <Words title={t('ended')} text={endedAt === null ? '' : t('endedText', { time: clockTime(endedAt) })} />
      </Frame>
    );
  if (!place.isInside || isChecking)
    return (
      <section className="min-h-0 overflow-y-auto p-4 lg:p-6" aria-label={t('lobby.title')}>
        {isChecking && place.isInside ? (
          <>
            <DeviceCheck />
            <button type="button" className="btn mt-4 bg-stage-nav text-stage-on-nav" onClick={onChecked}>
              {t('check.done')}
            </button>
          </>
        ) : (
          <Lobby place={place} />
        )}
      </section>
    );
  return (
    <Frame>
      <StagePicture media={place.state} />
      {phase === 'suspended' && (
        <p className="absolute inset-x-0 top-0 z-20 bg-stage-scrim px-6 py-3 text-note">
          <b>{t('suspended')}</b> {reason}
        </p>
      )}
    </Frame>
  );
}

function Frame({ children }: { children: React.ReactNode }) {
  const t = useTranslations('rooms');
  return (
    <section className="relative min-h-0 overflow-hidden max-lg:aspect-video" aria-label={t('stage.title')}>
      {children}
    </section>
  );
}

/** Device check and consent; entering is possible once the meeting is open. */
function Lobby({ place }: { place: RoomPlace }) {
  const t = useTranslations('rooms.lobby');
  const say = useViolationText();
  const phase = useLive(({ meetings }) => meetings.phase);
  const plannedStartAt = useLive(({ meetings }) => meetings.details?.plannedStartAt ?? null);
  const [agreed, setAgreed] = useState(hasAgreed);
  const [problem, setProblem] = useState<string | null>(null);
  const canEnter = phase !== 'scheduled';
  const enter = async (): Promise<void> => {
    const ack = await place.enter();
    setProblem(ack.ok ? null : say(ack.error));
  };
  return (
    <div className="mx-auto grid max-w-4xl gap-4">
      <div>
        <h2 className="font-serif text-2xl">{t('title')}</h2>
        <p className="text-note text-stage-ink-2">
          {canEnter ? t('open') : <Countdown plannedStartAt={plannedStartAt} />}
        </p>
      </div>
      <DeviceCheck />
      <label className="flex items-start gap-3 border-t border-stage-line pt-3 text-note">
        <input
          type="checkbox"
          className="mt-1 size-5 flex-none"
          checked={agreed}
          onChange={(event) => setAgreed(event.target.checked)}
        />
        <span>{t('consent')}</span>
      </label>
      {problem && <p role="alert">{problem}</p>}
      {canEnter && (
        <button
          type="button"
          disabled={!agreed}
          className="btn min-h-13 justify-self-start bg-stage-nav text-lg text-stage-on-nav"
          onClick={() => void enter()}
        >
          {t('enter')}
        </button>
      )}
      {canEnter && !agreed && <p className="text-sm text-stage-ink-2">{t('consentFirst')}</p>}
    </div>
  );
}

const anHour = 3_600_000;

function Countdown({ plannedStartAt }: { plannedStartAt: number | null }) {
  const t = useTranslations('rooms.lobby');
  const now = useServerNow();
  if (plannedStartAt === null) return t('notOpen');
  const leftMs = plannedStartAt - now;
  if (leftMs <= 0) return t('late');
  return leftMs < anHour
    ? t('startsIn', { left: duration(leftMs) })
    : t('startsAt', { at: plannedStartAt, time: clockTime(plannedStartAt) });
}
