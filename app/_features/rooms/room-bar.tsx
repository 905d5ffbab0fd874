'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { PhaseMark } from '#app/_features/meetings-live/phase-mark.tsx';
import { clockTime } from '#app/_lib/format.ts';
import { useLive, useLiveClient, useServerNow } from '#app/_lib/live/live-context.tsx';
import { AppearanceItems, AppearanceMenu, ElderToggle } from '#app/_ui/appearance-menu.tsx';
import { Confirm } from '#app/_ui/dialog.tsx';
import { Icon, type IconName, Mark } from '#app/_ui/icon.tsx';
import { Menu, MenuChoice, MenuItem, MenuLine, MenuSwitch } from '#app/_ui/menu.tsx';
import type { MediaRoom, MediaState } from './media-room.ts';
import { OwnConsent } from './own-consent.tsx';
import type { RoomPlace } from './use-media.ts';

interface RoomBarProps {
  readonly userId: string;
  readonly place: RoomPlace;
  readonly hasCaptions: boolean;
  readonly onCaptions: () => void;
  readonly isChecking: boolean;
  readonly onCheck: () => void;
}

/** Above the stage: where one is, and the few things that can be set. A phone keeps them behind one press. */
export function RoomBar(props: RoomBarProps) {
  const t = useTranslations('rooms.bar');
  const title = useLive(({ meetings }) => meetings.details?.title ?? '');
  const label = useLive(({ meetings }) => meetings.details?.label ?? '');
  const client = useLiveClient();
  const isWithdrawn = useLive(({ consents }) => consents.withdrawn[props.userId] !== undefined);
  const [isLeaving, setLeaving] = useState(false);
  const [isConsentOpen, setConsent] = useState(false);
  return (
    <header className="flex min-h-13 min-w-0 items-center gap-1 border-b border-line bg-sheet pr-2 pl-2 text-ink max-lg:on-stage lg:min-h-14 lg:pr-3 lg:pl-5">
      <a href="/desk" aria-label={t('desk')} className="tool px-2 text-ink lg:mr-1 lg:px-0">
        <Icon name="back" className="size-6 lg:hidden" />
        <Mark className="size-7.5 max-lg:hidden" />
      </a>
      <h1 className="min-w-0 truncate font-serif text-lg">{title}</h1>
      <span className="num ml-3 truncate text-sm text-ink-3 max-xl:hidden">{label}</span>
      <PhaseMark className="ml-3 text-sm lg:ml-5" />
      <Now />
      <WideTools {...props} onLeave={() => setLeaving(true)} onConsent={() => setConsent(true)} />
      <PhoneMenu {...props} onLeave={() => setLeaving(true)} onConsent={() => setConsent(true)} />
      {isConsentOpen && <OwnConsent isWithdrawn={isWithdrawn} send={client.send} onClose={() => setConsent(false)} />}
      <LeaveConfirm place={props.place} isOpen={isLeaving} onClose={() => setLeaving(false)} />
    </header>
  );
}

interface ToolsProps extends RoomBarProps {
  readonly onLeave: () => void;
  readonly onConsent: () => void;
}

function WideTools({ place, hasCaptions, onCaptions, isChecking, onCheck, onLeave, onConsent }: ToolsProps) {
  const t = useTranslations('rooms.bar');
  const act = useTranslations('rooms.act');
  return (
    <span className="flex items-center text-ink-2 max-lg:hidden">
      {place.isInside && <LineMenu media={place.media} state={place.state} />}
      {place.isInside && <Tool icon="captions" isOn={hasCaptions} onPress={onCaptions} label={t('captions')} />}
      <ElderToggle />
      {place.isInside && <Tool icon="document" onPress={onConsent} label={t('consent')} />}
      {place.isInside && <Tool icon="settings" isOn={isChecking} onPress={onCheck} label={t('devices')} />}
      <AppearanceMenu />
      {place.isInside && <Tool icon="leave" onPress={onLeave} label={t('leave')} name={act('leave')} />}
    </span>
  );
}

function PhoneMenu({ place, hasCaptions, onCaptions, isChecking, onCheck, onLeave, onConsent }: ToolsProps) {
  const t = useTranslations('rooms');
  return (
    <Menu icon="more" label={t('bar.more')} isQuiet className="lg:hidden">
      {place.isInside && (
        <>
          <MenuSwitch icon="captions" isOn={hasCaptions} onSelect={onCaptions}>
            {t('bar.captions')}
          </MenuSwitch>
          <MenuSwitch icon="settings" isOn={isChecking} onSelect={onCheck}>
            {t('bar.devices')}
          </MenuSwitch>
          <MenuItem icon="document" onSelect={onConsent}>
            {t('bar.consent')}
          </MenuItem>
          <MenuLine />
          <LineChoice media={place.media} state={place.state} />
          <MenuLine />
        </>
      )}
      <AppearanceItems />
      {place.isInside && (
        <>
          <MenuLine />
          <MenuItem icon="leave" onSelect={onLeave}>
            {t('act.leave')}
          </MenuItem>
        </>
      )}
    </Menu>
  );
}

function LeaveConfirm({ place, isOpen, onClose }: { place: RoomPlace; isOpen: boolean; onClose: () => void }) {
  const t = useTranslations('rooms.act');
  return (
    <Confirm
      isOpen={isOpen}
      onClose={onClose}
      onConfirm={() => void place.leave()}
      title={t('leaveTitle')}
      text={t('leaveText')}
      confirm={t('leave')}
      cancel={t('stay')}
    />
  );
}

function Now() {
  const now = useServerNow();
  return (
    <>
      <span className="ml-auto" />
      <time className="num mr-1.5 border-r border-line pr-3.5 pl-2.5 text-lg leading-6 font-bold max-lg:hidden">
        {clockTime(now)}
      </time>
    </>
  );
}

interface ToolProps {
  readonly icon: IconName;
  readonly isOn?: boolean;
  readonly onPress: () => void;
  readonly label: string;
  /** What is read where the label is short; holds the label. */
  readonly name?: string;
}

function Tool({ icon, isOn, onPress, label, name }: ToolProps) {
  return (
    <button type="button" aria-pressed={isOn} aria-label={name} className="tool" onClick={onPress}>
      <Icon name={icon} />
      {label}
    </button>
  );
}

const wishes = ['auto', 'video', 'audio', 'captions'] as const;

function LineChoice({ media, state }: { media: MediaRoom; state: MediaState }) {
  const t = useTranslations('rooms');
  const options = wishes.map((value) => ({ value, label: t(`wish.${value}`) }));
  return <MenuChoice options={options} value={state.wish} onChoose={(wish) => media.setWish(wish)} />;
}

/** How good the line is, and how much of the media to take. */
function LineMenu({ media, state }: { media: MediaRoom; state: MediaState }) {
  const t = useTranslations('rooms');
  return (
    <Menu icon="signal" label={t(`line.${state.link.kind === 'joined' ? state.quality : 'lost'}`)}>
      <LineChoice media={media} state={state} />
    </Menu>
  );
}
