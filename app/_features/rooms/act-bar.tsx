'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { useLive, useLiveStatus } from '#app/_lib/live/live-context.tsx';
import { Confirm } from '#app/_ui/dialog.tsx';
import { PublishControls } from './publish-controls.tsx';
import type { RoomPlace } from './use-media.ts';

/** Under the picture: what of mine is on air, what I should know, and the one big button. */
export function ActBar({ place, userId }: { place: RoomPlace; userId: string }) {
  const t = useTranslations('rooms.act');
  const phase = useLive(({ meetings }) => meetings.phase);
  const roles = useLive(({ meetings }) => meetings.participants[userId]?.roles);
  const status = useLiveStatus();
  const [isLeaving, setLeaving] = useState(false);
  const isOver = phase === 'ended' || phase === 'archived';
  if (isOver || !place.isInside) return null;
  const isOffline = status.kind === 'offline';
  return (
    <section className="flex min-h-19 flex-wrap items-center gap-4 border-t border-stage-line px-4 py-3 lg:px-6">
      {place.state.canPublish ? (
        <PublishControls media={place.media} state={place.state} />
      ) : (
        <p className="text-sm text-stage-ink-2">{t('listening')}</p>
      )}
      <p className="text-sm text-stage-ink-2 max-sm:hidden">{t(`phase.${phase}`)}</p>
      {roles?.includes('chair') && (
        <a className="text-sm text-stage-nav" href="chair">
          {t('chairPage')}
        </a>
      )}
      <button
        type="button"
        disabled={isOffline}
        className={`ml-auto min-h-13 w-full rounded-sm px-6 text-lg font-bold sm:w-75 ${isOffline ? 'border border-dashed border-stage-line text-stage-ink-2' : 'bg-stage-ink text-stage-on-ink'}`}
        onClick={() => setLeaving(true)}
      >
        {isOffline ? t('reconnecting') : t('leave')}
      </button>
      <Confirm
        isOpen={isLeaving}
        onClose={() => setLeaving(false)}
        onConfirm={() => void place.leave()}
        title={t('leaveTitle')}
        text={t('leaveText')}
        confirm={t('leave')}
        cancel={t('stay')}
      />
    </section>
  );
}
