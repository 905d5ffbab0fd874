'use client';

import { useTranslations } from 'next-intl';
import { type ReactNode, useState } from 'react';
import { hasAgreed } from '#app/_features/rooms/device.ts';
import { PublishControls } from '#app/_features/rooms/publish-controls.tsx';
import { StagePicture } from '#app/_features/rooms/stage-picture.tsx';
import type { RoomPlace } from '#app/_features/rooms/use-media.ts';
import { duration } from '#app/_lib/format.ts';
import { useLive, useServerNow } from '#app/_lib/live/live-context.tsx';
import { useViolationText } from '#app/_lib/violation-text.tsx';
import type { AgendaItem } from '#server/modules/meetings/domain.ts';
import { spentMs } from '#server/modules/meetings/domain.ts';

/** The picture that goes out, the item under discussion with its clock, and the members' talk. */
export function ChairMiddle({ place, children }: { place: RoomPlace; children: ReactNode }) {
  const t = useTranslations('live');
  const phase = useLive(({ meetings }) => meetings.phase);
  const item = useLive(
    ({ meetings }) => meetings.agenda.find(({ itemId }) => itemId === meetings.currentItemId) ?? null,
  );
  const isRunning = phase === 'open' || phase === 'live' || phase === 'suspended';
  return (
    <section className="flex min-h-0 flex-col" aria-label={t('floor')}>
      <div className="grid flex-none gap-5 px-5 pt-3.5 xl:grid-cols-[minmax(0,1fr)_15rem]">
        <div className="relative aspect-video max-h-[34dvh] w-full overflow-hidden rounded-xs bg-stage text-stage-ink">
          {place.isInside ? <StagePicture media={place.state} isSmall /> : <Gate place={place} isRunning={isRunning} />}
        </div>
        <div className="flex flex-col">{item ? <CurrentItem item={item} /> : <NoItem />}</div>
      </div>
      {place.isInside && place.state.canPublish && (
        <div className="mx-5 mt-2 rounded-sm bg-stage px-2">
          <PublishControls media={place.media} state={place.state} />
        </div>
      )}
      <h2 className="mx-5 mt-3 flex h-10 flex-none items-center border-t-3 border-double border-line-strong text-note">
        {t('talk')}
      </h2>
      <div className="flex min-h-40 flex-1 flex-col max-lg:min-h-96 lg:min-h-0">{children}</div>
    </section>
  );
}

function CurrentItem({ item }: { item: AgendaItem }) {
  const t = useTranslations('live.agenda');
  const now = useServerNow();
  const planned = item.plannedMinutes * 60_000;
  const left = planned - spentMs(item, now);
  const isLate = planned > 0 && left < 0;
  const tone = isLate ? 'text-live' : planned > 0 && left < 60_000 ? 'text-time' : 'text-ink';
  return (
    <>
      <p className="text-sm text-ink-3">{t('currentItem')}</p>
      <h3 className="line-clamp-3 font-serif text-xl">{item.title}</h3>
      <p className={`num mt-auto text-6xl leading-none font-bold ${tone}`} role="timer">
        {planned === 0 ? duration(spentMs(item, now)) : isLate ? `+${duration(-left)}` : duration(left)}
      </p>
      <p className="num pt-1 text-sm text-ink-3">
        {planned === 0 ? t('spent') : t(isLate ? 'overOf' : 'leftOf', { minutes: item.plannedMinutes })}
      </p>
    </>
  );
}

function NoItem() {
  const t = useTranslations('live.agenda');
  const phase = useLive(({ meetings }) => meetings.phase);
  return (
    <>
      <p className="text-lg font-bold">{t('noItem')}</p>
      <p className="text-note text-ink-2">{t(phase === 'live' ? 'noItemLive' : 'noItemYet')}</p>
    </>
  );
}

/** Before the chair has entered: the consent everybody gives, in one press. */
function Gate({ place, isRunning }: { place: RoomPlace; isRunning: boolean }) {
  const t = useTranslations('rooms.lobby');
  const say = useViolationText();
  const [problem, setProblem] = useState<string | null>(null);
  if (!isRunning)
    return <p className="absolute inset-0 grid place-items-center p-6 text-note text-stage-ink-2">{t('gateClosed')}</p>;
  return (
    <div className="absolute inset-0 flex flex-col justify-end gap-2 p-4">
      {!hasAgreed() && <p className="text-sm text-stage-ink-2">{t('consent')}</p>}
      {problem && <p role="alert">{problem}</p>}
      <button
        type="button"
        className="btn self-start bg-stage-nav text-stage-on-nav"
        onClick={() => void place.enter().then((ack) => setProblem(ack.ok ? null : say(ack.error)))}
      >
        {t(hasAgreed() ? 'enter' : 'agreeAndEnter')}
      </button>
    </div>
  );
}
