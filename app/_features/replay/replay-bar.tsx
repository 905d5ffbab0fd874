'use client';

import { useLocale, useTranslations } from 'next-intl';
import { useState } from 'react';
import { OwnConsent } from '#app/_features/rooms/own-consent.tsx';
import { sendCommand } from '#app/_lib/command.ts';
import { clockTime, duration } from '#app/_lib/format.ts';
import { AppearanceItems } from '#app/_ui/appearance-menu.tsx';
import { Icon, Mark } from '#app/_ui/icon.tsx';
import { Menu, MenuItem, MenuLine } from '#app/_ui/menu.tsx';
import { lastBefore } from './timeline.ts';
import { hasPictures, type Replay } from './use-replay.ts';

const copiedMs = 2_500;

/** Above the picture: which meeting, and what can be taken away from it. */
export function ReplayBar({ replay }: { replay: Replay }) {
  const t = useTranslations('replays.bar');
  const locale = useLocale();
  const { info } = replay;
  const day = new Intl.DateTimeFormat(locale, {
    year: 'numeric',
    month: locale === 'en' ? 'short' : 'long',
    day: 'numeric',
    timeZone: 'Asia/Shanghai',
  }).format(info.startedAt);
  return (
    <header className="flex min-h-13 min-w-0 items-center gap-1 border-b border-line bg-sheet pr-2 pl-2 lg:min-h-14 lg:pr-3 lg:pl-5">
      <a href="/" aria-label={t('home')} className="tool px-2 text-ink lg:mr-1 lg:px-0">
        <Mark className="size-7.5" />
      </a>
      <h1 className="min-w-0 truncate font-serif text-lg">{info.title}</h1>
      <span className="tag ml-3 flex-none max-sm:hidden">{t('replay')}</span>
      <span className="num ml-3 truncate text-sm text-ink-3 max-xl:hidden">
        {t('when', { day, time: clockTime(info.startedAt), length: duration(info.endedAt - info.startedAt) })}
      </span>
      <span className="ml-auto" />
      {hasPictures(info) && <Download replay={replay} />}
      <CopyLink replay={replay} />
      <More replay={replay} />
    </header>
  );
}

/** The whole recording, or the item that is shown, as one file. */
function Download({ replay }: { replay: Replay }) {
  const t = useTranslations('replays.bar');
  const { meetingId, audience } = replay.info;
  const fetchFile = (more: Readonly<Record<string, number>>): void => {
    const query = new URLSearchParams({
      ...(audience === 'public' && { audience }),
      ...Object.fromEntries(Object.entries(more).map(([name, at]) => [name, String(Math.round(at))])),
    });
    location.assign(`/hls/${meetingId}/replay.mp4?${query}`);
  };
  const ofItem = (): void => {
    const chapter = lastBefore(replay.timeline.chapters, replay.player.getState().instant);
    fetchFile(chapter ? { from: chapter.from, to: chapter.to } : {});
  };
  return (
    <Menu icon="download" label={t('download')} isQuiet="phone" className="text-nav">
      <MenuItem icon="download" onSelect={() => fetchFile({})}>
        {t('whole')}
      </MenuItem>
      <MenuItem icon="flag" onSelect={ofItem}>
        {t('item')}
      </MenuItem>
    </Menu>
  );
}

function CopyLink({ replay }: { replay: Replay }) {
  const t = useTranslations('replays.bar');
  const [isCopied, setCopied] = useState(false);
  const copy = async (): Promise<void> => {
    const seconds = Math.floor((replay.player.getState().instant - replay.info.startedAt) / 1000);
    const link = `${location.origin}/replay/${replay.info.meetingId}?t=${seconds}`;
    // The address line holds it too, for whoever's browser does not let a page copy.
    history.replaceState(null, '', `?t=${seconds}`);
    await navigator.clipboard?.writeText(link).catch(() => undefined);
    setCopied(true);
    setTimeout(() => setCopied(false), copiedMs);
  };
  return (
    <button type="button" className="tool text-nav" onClick={() => void copy()}>
      <Icon name={isCopied ? 'check' : 'copy'} />
      <span className="max-sm:sr-only" aria-live="polite">
        {t(isCopied ? 'copied' : 'copy')}
      </span>
    </button>
  );
}

/** How the page looks, and the own consent for whoever has one. */
function More({ replay }: { replay: Replay }) {
  const t = useTranslations('replays.bar');
  const [isOpen, setOpen] = useState(false);
  const { meetingId, ownUserId } = replay.info;
  const isWithdrawn = ownUserId !== null && replay.last.consents.withdrawn[ownUserId] !== undefined;
  return (
    <>
      <Menu icon="more" label={t('more')} isQuiet>
        {ownUserId !== null && (
          <>
            <MenuItem icon="document" onSelect={() => setOpen(true)}>
              {t('consent')}
            </MenuItem>
            <MenuLine />
          </>
        )}
        <AppearanceItems />
      </Menu>
      {isOpen && (
        <OwnConsent
          isWithdrawn={isWithdrawn}
          send={async (type, input) => {
            const ack = await sendCommand(meetingId, type, input);
            // What may be played is another now, for this page too.
            if (ack.ok) location.reload();
            return ack;
          }}
          onClose={() => setOpen(false)}
        />
      )}
    </>
  );
}
