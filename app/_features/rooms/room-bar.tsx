'use client';

import { useTranslations } from 'next-intl';
import { DropdownMenu } from 'radix-ui';
import type { ReactNode } from 'react';
import { PhaseMark } from '#app/_features/meetings-live/phase-mark.tsx';
import { clockTime } from '#app/_lib/format.ts';
import { useLive, useServerNow } from '#app/_lib/live/live-context.tsx';
import { AppearanceMenu, toggleElder } from '#app/_ui/appearance-menu.tsx';
import { Icon, type IconName, Mark } from '#app/_ui/icon.tsx';
import type { MediaRoom, MediaState } from './media-room.ts';
import type { RoomPlace } from './use-media.ts';

interface RoomBarProps {
  readonly place: RoomPlace;
  readonly hasCaptions: boolean;
  readonly onCaptions: () => void;
  readonly isChecking: boolean;
  readonly onCheck: () => void;
}

export function RoomBar({ place, hasCaptions, onCaptions, isChecking, onCheck }: RoomBarProps) {
  const t = useTranslations('rooms.bar');
  const title = useLive(({ meetings }) => meetings.details?.title ?? '');
  const label = useLive(({ meetings }) => meetings.details?.label ?? '');
  return (
    <header className="flex min-h-14 flex-wrap items-center gap-1 border-b border-line bg-sheet pr-3 pl-5">
      <a href="/desk" aria-label={t('desk')} className="mr-3 text-ink">
        <Mark className="size-7.5" />
      </a>
      <h1 className="truncate font-serif text-lg max-lg:max-w-[60vw]">{title}</h1>
      <span className="num ml-3 truncate text-sm text-ink-3 max-xl:hidden">{label}</span>
      <PhaseMark className="ml-5 text-sm" />
      <Now />
      <Tool icon="captions" isOn={hasCaptions} onPress={onCaptions}>
        {t('captions')}
      </Tool>
      {place.isInside && <LineMenu media={place.media} state={place.state} />}
      <Tool icon="text" onPress={toggleElder} className="max-lg:hidden">
        {t('largeText')}
      </Tool>
      <Tool icon="settings" isOn={isChecking} onPress={onCheck}>
        {t('devices')}
      </Tool>
      <AppearanceMenu />
      {place.isInside && (
        <Tool icon="leave" onPress={() => void place.leave()}>
          {t('leave')}
        </Tool>
      )}
    </header>
  );
}

function Now() {
  const now = useServerNow();
  return (
    <time className="num mr-1.5 ml-auto border-r border-line pr-3.5 pl-2.5 text-lg leading-6 font-bold max-sm:hidden">
      {clockTime(now)}
    </time>
  );
}

const tool = 'inline-flex min-h-target items-center gap-1.5 rounded-sm px-2.5 text-sm whitespace-nowrap';

function Tool({
  icon,
  isOn,
  onPress,
  className = '',
  children,
}: {
  icon: IconName;
  isOn?: boolean;
  onPress: () => void;
  className?: string;
  children: ReactNode;
}) {
  return (
    <button
      type="button"
      aria-pressed={isOn}
      className={`${tool} ${isOn ? 'text-nav' : 'text-ink-2'} ${className}`}
      onClick={onPress}
    >
      <Icon name={icon} />
      <span className="max-sm:sr-only">{children}</span>
    </button>
  );
}

const wishes = ['auto', 'video', 'audio', 'captions'] as const;

/** How good the line is, and how much of the media to take. */
function LineMenu({ media, state }: { media: MediaRoom; state: MediaState }) {
  const t = useTranslations('rooms');
  return (
    <DropdownMenu.Root>
      <DropdownMenu.Trigger className={`${tool} text-ink-2`}>
        <Icon name="signal" />
        <span className="max-sm:sr-only">{t(`line.${state.link.kind === 'joined' ? state.quality : 'lost'}`)}</span>
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          align="end"
          className="z-50 min-w-60 rounded-md border border-line bg-sheet py-1 text-ink shadow-pop"
        >
          <DropdownMenu.RadioGroup value={state.wish}>
            {wishes.map((wish) => (
              <DropdownMenu.RadioItem
                key={wish}
                value={wish}
                className="flex min-h-target cursor-pointer items-center gap-3 px-4 text-note outline-none data-highlighted:bg-nav-tint"
                onSelect={() => media.setWish(wish)}
              >
                <span className="w-5">
                  <DropdownMenu.ItemIndicator>
                    <Icon name="check" />
                  </DropdownMenu.ItemIndicator>
                </span>
                {t(`wish.${wish}`)}
              </DropdownMenu.RadioItem>
            ))}
          </DropdownMenu.RadioGroup>
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
