'use client';

import { useTranslations } from 'next-intl';
import { type ReactNode, useState } from 'react';
import { clockTime } from '#app/_lib/format.ts';
import { useLive, useLiveClient, useLiveStatus } from '#app/_lib/live/live-context.tsx';
import { useCommand } from '#app/_lib/live/use-command.ts';
import { useViolationText } from '#app/_lib/violation-text.tsx';
import { Icon } from '#app/_ui/icon.tsx';
import { Problem } from '#app/_ui/states.tsx';
import { BigButton, big } from './big-button.tsx';
import { ConsentLink, useWording } from './consent-parts.tsx';
import { agreedVersion } from './device.ts';
import { FloorLine, OwnDevicesPart } from './floor-line.tsx';
import { PublishControls } from './publish-controls.tsx';
import { useConsent } from './use-consent.ts';
import type { RoomPlace } from './use-media.ts';
import type { OwnTurn } from './use-own-turn.ts';
import { useStanding } from './use-standing.ts';

interface ActBarProps {
  readonly place: RoomPlace;
  readonly userId: string;
  readonly own: OwnTurn;
  readonly isChecking: boolean;
  readonly onChecked: () => void;
  readonly onTalk: () => void;
}

/** Under the picture, and under the thumb on a phone: how I stand, and the one big button. */
export function ActBar({ place, userId, own, isChecking, onChecked, onTalk }: ActBarProps) {
  const t = useTranslations('rooms');
  const phase = useLive(({ meetings }) => meetings.phase);
  const isOver = phase === 'ended' || phase === 'archived';
  if (isOver) return null;
  if (!place.isInside) return <EntryBar place={place} />;
  // Whoever has the floor sees it, also while looking at their devices.
  if (isChecking && own.turn === null)
    return (
      <Bar>
        <span />
        <button type="button" className={`${big} btn-nav`} onClick={onChecked}>
          {t('check.done')}
        </button>
      </Bar>
    );
  return <InsideBar place={place} userId={userId} own={own} onTalk={onTalk} />;
}

export function Bar({
  children,
  isLive = false,
  isPaper = false,
}: {
  children: ReactNode;
  isLive?: boolean;
  /** The foot of a paper, not of the stage. */
  isPaper?: boolean;
}) {
  const t = useTranslations('rooms.act');
  return (
    <section
      aria-label={t('title')}
      className={`flex min-h-19 flex-wrap items-center gap-x-5 gap-y-2 border-t px-4 py-3 pb-[max(0.75rem,env(safe-area-inset-bottom))] max-lg:sticky max-lg:bottom-0 max-lg:z-20 max-lg:order-last lg:pl-6 ${isPaper ? 'bg-ground text-ink' : 'on-stage'} ${isLive ? 'border-live' : 'border-line'}`}
    >
      {children}
    </section>
  );
}

/** Before entering: the consent, asked once on this device, and the way in once the meeting is open. */
function EntryBar({ place }: { place: RoomPlace }) {
  const t = useTranslations('rooms.lobby');
  const say = useViolationText();
  const canEnter = useLive(({ meetings }) => meetings.phase !== 'scheduled');
  const consent = useConsent();
  const wording = useWording(consent.text);
  /** The version that is ticked: another text is another box. */
  const [ticked, setTicked] = useState(agreedVersion);
  const [problem, setProblem] = useState<string | null>(null);
  const version = consent.text?.version ?? null;
  const agreed = version !== null && ticked === version;
  const enter = async (): Promise<void> => {
    const ack = await place.enter(version ?? undefined);
    setProblem(ack.ok ? null : say(ack.error));
    if (!ack.ok && ack.error.code === 'rooms.consentOutdated') await consent.renew();
  };
  return (
    <Bar>
      <label className="flex min-w-0 flex-1 basis-80 items-start gap-3 text-sm">
        <input
          type="checkbox"
          className="mt-0.5 size-5 flex-none elder:size-7"
          checked={agreed}
          disabled={version === null}
          onChange={(event) => setTicked(event.target.checked ? version : null)}
        />
        <span>{wording?.line ?? t('consentLoading')}</span>
      </label>
      <ConsentLink text={consent.text} />
      <Problem>{problem}</Problem>
      {canEnter ? (
        <button
          type="button"
          disabled={!agreed || place.isEntering}
          className={`${big} ${agreed ? 'btn-nav' : 'btn-waiting'} disabled:opacity-100`}
          onClick={() => void enter()}
        >
          <Icon name="door" />
          {t('enter')}
        </button>
      ) : null}
      {canEnter && !agreed && <p className="w-full text-sm text-ink-2 sm:text-right">{t('consentFirst')}</p>}
    </Bar>
  );
}

/** Inside: own devices, how one stands to the floor, and what can be done now. */
function InsideBar({
  place,
  userId,
  own,
  onTalk,
}: {
  place: RoomPlace;
  userId: string;
  own: OwnTurn;
  onTalk: () => void;
}) {
  const t = useTranslations('rooms.act');
  const roles = useLive(({ meetings }) => meetings.participants[userId]?.roles);
  const enteredAt = useLive(({ rooms }) => rooms.people[userId]?.enteredAt ?? null);
  const isMuted = useLive(({ chat }) => chat.muted[`user:${userId}`] !== undefined || chat.channels.members.isLocked);
  const isOffline = useLiveStatus().kind === 'offline';
  const { meetingId } = useLiveClient();
  const { standing, asking, source } = useStanding(userId);
  const command = useCommand();
  const isObserver = roles?.every((role) => role === 'observer') ?? false;
  const hasRoleRight = roles?.some((role) => role === 'chair' || role === 'technician') ?? false;
  const isPlain = standing.kind === 'listening' && !asking.reply;
  return (
    <Bar isLive={own.turn !== null}>
      {hasRoleRight && place.state.canPublish ? (
        <PublishControls media={place.media} state={place.state} />
      ) : isPlain ? (
        <p className="flex items-center gap-2 text-sm">
          <Icon name="check" className="size-5.5 text-nav" />
          <span>{enteredAt === null ? t('entering') : t('entered', { time: clockTime(enteredAt) })}</span>
        </p>
      ) : (
        <OwnDevicesPart place={place} own={own} isWaiting={standing.kind === 'waiting'} />
      )}
      <FloorLine standing={standing} own={own} isOffline={isOffline} />
      {roles?.includes('chair') && (
        <a className="tool text-nav" href={`/live/${meetingId}/chair`}>
          {t('chairPage')}
        </a>
      )}
      <Problem className="basis-60 text-sm">{command.problem}</Problem>
      <BigButton
        place={place}
        own={own}
        standing={standing}
        asking={asking}
        source={source}
        command={command}
        isOffline={isOffline}
        onTalk={isMuted || isObserver ? null : onTalk}
      />
    </Bar>
  );
}
