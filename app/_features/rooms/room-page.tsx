'use client';

import { useTranslations } from 'next-intl';
import { useEffect, useState } from 'react';
import { useLive } from '#app/_lib/live/live-context.tsx';
import { ConnectionLine, LiveRoot } from '#app/_lib/live/live-root.tsx';
import { ActBar } from './act-bar.tsx';
import { MediaLine } from './media-line.tsx';
import { RoomBar } from './room-bar.tsx';
import { RoomRail } from './room-rail.tsx';
import { RoomStage } from './room-stage.tsx';
import { Sounds } from './track-view.tsx';
import { useRoomPlace } from './use-media.ts';

export interface RoomPageProps {
  readonly meetingId: string;
  readonly userId: string;
}

/** The room as a member has it: the hall is dark, the papers beside it are white. */
export function RoomPage({ meetingId, userId }: RoomPageProps) {
  return (
    <LiveRoot meetingId={meetingId}>
      <Room userId={userId} />
    </LiveRoot>
  );
}

function Room({ userId }: { userId: string }) {
  const place = useRoomPlace(userId);
  const [hasCaptions, setCaptions] = useState(true);
  const [isChecking, setChecking] = useState(false);
  return (
    <div className="grid min-h-dvh grid-rows-[auto_auto_minmax(0,1fr)] lg:h-dvh lg:overflow-hidden">
      <RoomBar
        place={place}
        hasCaptions={hasCaptions}
        onCaptions={() => setCaptions(!hasCaptions)}
        isChecking={isChecking}
        onCheck={() => setChecking(!isChecking)}
      />
      <div>
        <ConnectionLine />
        <MediaLine place={place} />
      </div>
      <div className="grid min-h-0 grid-rows-[auto_minmax(0,1fr)] lg:grid-cols-[minmax(0,1fr)_26rem] lg:grid-rows-1 [[lang=en]_&]:lg:grid-cols-[minmax(0,1fr)_27.5rem]">
        <main className="sticky top-0 z-10 grid min-w-0 grid-rows-[minmax(0,1fr)_auto_auto] bg-stage text-stage-ink lg:static">
          <RoomStage place={place} isChecking={isChecking} onChecked={() => setChecking(false)} />
          {hasCaptions && <Captions />}
          <ActBar place={place} userId={userId} />
        </main>
        <RoomRail userId={userId} />
      </div>
      <Sounds sounds={place.state.sounds} />
      <Announcements />
    </div>
  );
}

/** Where the words will stand; until somebody writes or speaks them the item under discussion keeps the place. */
function Captions() {
  const t = useTranslations('rooms.captions');
  const item = useLive(
    ({ meetings }) => meetings.agenda.find(({ itemId }) => itemId === meetings.currentItemId) ?? null,
  );
  return (
    <section
      aria-label={t('title')}
      className="grid min-h-16 grid-cols-[auto_1fr] content-start gap-4 px-4 py-3 lg:min-h-23 lg:px-6"
    >
      <span className="text-sm leading-8 text-stage-ink-2">{item ? t('item') : t('title')}</span>
      <p className="text-lg leading-8 lg:text-2xl">
        {item ? item.title : <i className="text-stage-ink-2 not-italic">{t('none')}</i>}
      </p>
    </section>
  );
}

/** What a person who does not see the page must hear: lifecycle and agenda, politely. */
function Announcements() {
  const t = useTranslations('live');
  const phase = useLive(({ meetings }) => meetings.phase);
  const title = useLive(
    ({ meetings }) => meetings.agenda.find(({ itemId }) => itemId === meetings.currentItemId)?.title ?? null,
  );
  const [isFirst, setFirst] = useState(true);
  useEffect(() => setFirst(false), []);
  return (
    <div className="sr-only" aria-live="polite">
      {!isFirst && <p>{t(`phase.${phase}`)}</p>}
      {!isFirst && title !== null && <p>{t('agenda.now', { title })}</p>}
    </div>
  );
}
