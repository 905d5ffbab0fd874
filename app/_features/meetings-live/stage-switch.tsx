'use client';

import { useTranslations } from 'next-intl';
import type { MediaState, PublishedPicture } from '#app/_features/rooms/media-room.ts';
import { boxStyle } from '#app/_features/rooms/stage-picture.tsx';
import { PictureView } from '#app/_features/rooms/track-view.tsx';
import { useLive } from '#app/_lib/live/live-context.tsx';
import { Icon, type IconName } from '#app/_ui/icon.tsx';
import { compose, layOut, originsOf } from '#server/modules/rooms/composition.ts';
import type { StageLayout } from '#server/modules/rooms/contract.ts';
import { StagePages } from './stage-pages.tsx';
import type { StageActs } from './use-stage.ts';

/** What keys 1–6 put on the hall screen and the public picture. */
export const stageKeys = [
  'venue',
  'speaker',
  'sideBySide',
  'document',
  'vote',
  'gallery',
] as const satisfies readonly StageLayout[];

const icons: Readonly<Record<(typeof stageKeys)[number], IconName>> = {
  venue: 'people',
  speaker: 'camera',
  sideBySide: 'screen',
  document: 'document',
  vote: 'vote',
  gallery: 'grid',
};

interface StageSwitchProps {
  readonly media: MediaState;
  readonly acts: StageActs;
  readonly isAllowed: boolean;
}

/** What may go out, as it would look; the red frame is what does. */
export function StageSwitch({ media, acts, isAllowed }: StageSwitchProps) {
  const t = useTranslations('live.stage');
  const { layout } = acts;
  const isOver = useLive(({ meetings }) => meetings.endedAt !== null);
  return (
    <section aria-label={t('title')}>
      <h2 className="flex min-h-10 items-center gap-2 text-note [@media(max-height:739px)]:min-h-9">
        {t('title')}
        <span className="ml-auto inline-flex items-center gap-2 text-sm font-normal text-ink-3">
          {isAllowed && (
            <button
              type="button"
              aria-pressed={layout === 'pause'}
              className={`tool min-h-9! elder:min-h-target! ${layout === 'pause' ? 'font-bold text-live!' : ''}`}
              onClick={() => acts.show('pause')}
            >
              {t('pause')} <kbd>0</kbd>
            </button>
          )}
          <kbd>1</kbd> – <kbd>6</kbd>
        </span>
      </h2>
      <div className="grid grid-cols-6 gap-2">
        {stageKeys.map((key) => {
          const isOn = isAllowed && key === layout;
          return (
            <button
              key={key}
              type="button"
              aria-pressed={isOn}
              disabled={!isAllowed}
              className={`flex flex-col text-left text-sm leading-tight ${isOn ? 'font-bold text-live' : 'text-ink-2'}`}
              onClick={() => acts.show(key)}
            >
              <span
                className={`mb-1.5 grid h-10.5 w-full flex-none place-items-center overflow-hidden rounded-xs on-stage ${isOn ? 'outline-3 outline-offset-1 outline-[#b3222a]' : ''}`}
              >
                <Thumbnail layout={key} pictures={media.pictures} />
              </span>
              {t(key)}
            </button>
          );
        })}
      </div>
      {isAllowed && <StagePages acts={acts} />}
      {!isAllowed && <p className="pt-1 text-sm text-ink-3">{t(isOver ? 'over' : 'notNow')}</p>}
    </section>
  );
}

function Thumbnail({ layout, pictures }: { layout: StageLayout; pictures: readonly PublishedPicture[] }) {
  if (layout === 'vote') return <Icon name={icons.vote} className="size-5.5 text-ink-2" />;
  const origins = originsOf(pictures);
  const found = compose(layout, layout === 'speaker' && !origins.speaker ? { ...origins, venue: null } : origins);
  if (found.kind === 'one') return <PictureView picture={found.main} />;
  if (found.kind === 'two' || found.kind === 'many')
    return (
      <span className="relative size-full">
        {layOut(found).pictures.map(({ picture, ...box }) => (
          <span key={picture.key} className="absolute" style={boxStyle(box)}>
            <PictureView picture={picture} />
          </span>
        ))}
      </span>
    );
  return <Icon name={icons[layout as keyof typeof icons] ?? 'screen'} className="size-5 text-ink-2" />;
}
