'use client';

import { useTranslations } from 'next-intl';
import { StagePicture } from '#app/_features/rooms/stage-picture.tsx';
import type { RoomPlace } from '#app/_features/rooms/use-media.ts';
import { ItemUse } from '#app/_features/speaking/budgets.tsx';
import { useFloorActs } from '#app/_features/speaking/conduct.tsx';
import { useBell } from '#app/_features/speaking/use-bell.ts';
import { useFloor } from '#app/_features/speaking/use-floor.ts';
import { clockTime } from '#app/_lib/format.ts';
import { useLive } from '#app/_lib/live/live-context.tsx';
import { lastEnded } from '#server/modules/speaking/figures.ts';
import { ChairControls } from './chair-controls.tsx';
import type { OpenDialog } from './chair-dialogs.ts';
import { ChairFloor } from './chair-floor.tsx';
import { Gate } from './chair-gate.tsx';
import { ChairQueue } from './chair-queue.tsx';
import { Fuse, type ItemClock, ItemTime, ItemTimeNote, useItemClock } from './item-clock.tsx';
import type { Chairing } from './use-chair-acts.ts';

interface MiddleProps {
  readonly place: RoomPlace;
  readonly chairing: Chairing;
  readonly selectedId: string | null;
  readonly onSelect: (entryId: string | null) => void;
  readonly open: OpenDialog;
}

/** The floor, who waits for it, and where the item's time went. */
export function ChairMiddle({ place, chairing, selectedId, onSelect, open }: MiddleProps) {
  const t = useTranslations('live');
  const phase = useLive(({ meetings }) => meetings.phase);
  const { main, inner, running } = useFloor();
  const floorActs = useFloorActs();
  const last = useLive(({ meetings, speaking }) => lastEnded(speaking, meetings.currentItemId));
  const isRunning = phase === 'open' || phase === 'live' || phase === 'suspended';
  useBell(running);
  return (
    <section className="flex min-h-0 flex-col max-lg:order-first" aria-label={t('floor')}>
      {main ? (
        <ChairFloor place={place} main={main} inner={inner} onName={(turn) => open({ kind: 'name', turn })} />
      ) : (
        <FreeFloor place={place} isRunning={isRunning} />
      )}
      {isRunning && chairing.isRunner && (
        <ChairControls
          step={chairing.step}
          acts={chairing.acts}
          turn={inner ?? main}
          last={last}
          onReadd={() => last && void floorActs.readd(last)}
          onName={(turn) => open({ kind: 'name', turn })}
          onAddressees={(turn) => open({ kind: 'addressees', turn })}
        />
      )}
      <ChairQueue chairing={chairing} selectedId={selectedId} onSelect={onSelect} open={open} />
      <ItemUse onOpen={() => open({ kind: 'budgets' })} />
    </section>
  );
}

/** Nobody has the floor: the picture that goes out, and the item's own clock. */
function FreeFloor({ place, isRunning }: { place: RoomPlace; isRunning: boolean }) {
  const clock = useItemClock();
  return (
    <>
      <div className="grid flex-none gap-5 px-5 pt-3.5 sm:grid-cols-[14.5rem_minmax(0,1fr)] [@media(max-height:739px)]:pt-3 [@media(max-height:739px)]:sm:grid-cols-[12.5rem_minmax(0,1fr)]">
        <div className="relative aspect-video w-full overflow-hidden rounded-xs on-stage">
          {place.isInside && isRunning ? (
            <StagePicture media={place.state} isSmall />
          ) : (
            <Gate place={place} isRunning={isRunning} />
          )}
        </div>
        {clock ? <CurrentItem clock={clock} /> : <NoItem />}
      </div>
      {clock && <Fuse clock={clock} className="mx-5 mt-3 h-1.5 flex-none bg-well text-ink" />}
    </>
  );
}

function CurrentItem({ clock }: { clock: ItemClock }) {
  const t = useTranslations('live.agenda');
  return (
    <div className="flex min-w-0 items-end justify-between gap-4">
      <div className="min-w-0 self-start">
        <p className="text-sm text-ink-3">{t('currentItem')}</p>
        <h3 className="line-clamp-3 font-serif text-xl">{clock.item.title}</h3>
      </div>
      <p className="flex-none text-right text-sm text-ink-3">
        <ItemTime clock={clock} className="text-6xl" />
        <span className="num mt-1.5 block">
          <ItemTimeNote clock={clock} />
        </span>
      </p>
    </div>
  );
}

function NoItem() {
  const t = useTranslations('live.agenda');
  const phase = useLive(({ meetings }) => meetings.phase);
  const endedAt = useLive(({ meetings }) => meetings.endedAt);
  const isOver = endedAt !== null;
  return (
    <div>
      <p className="font-serif text-xl font-bold">{t(isOver ? 'over' : 'noItem')}</p>
      <p className="mt-1 text-note text-ink-2">
        {isOver
          ? t('overText', { time: clockTime(endedAt) })
          : t(phase === 'live' || phase === 'suspended' ? 'noItemLive' : 'noItemYet')}
      </p>
    </div>
  );
}
