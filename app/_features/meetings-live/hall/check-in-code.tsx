'use client';

import { useTranslations } from 'next-intl';
import { useEffect, useMemo, useState } from 'react';
import { encode } from 'uqr';
import { keepReading } from '#app/_lib/keep-reading.ts';
import { useLive, useLiveClient, useServerNow } from '#app/_lib/live/live-context.tsx';
import type { HallCode } from '#server/modules/attendance/contract.ts';

const retryMs = 3_000;

/** The code of this half minute; the next one is fetched when it changes, and fetched again until it comes. */
function useHallCode(): HallCode | null {
  const client = useLiveClient();
  const isRunning = useLive(({ meetings: { phase } }) => phase === 'open' || phase === 'live' || phase === 'suspended');
  const [code, setCode] = useState<HallCode | null>(null);
  useEffect(() => {
    if (!isRunning) return;
    return keepReading(`/api/live/${client.meetingId}/attendance/code`, (answer) => {
      const next = answer as HallCode | null;
      // The code that stands is taken for another half minute.
      if (!next) return retryMs;
      setCode(next);
      return Math.max(1_000, next.until - client.serverNow() + 100);
    });
  }, [client, isRunning]);
  return isRunning ? code : null;
}

/** How long after its change a code is still taken. */
const graceMs = 25_000;

/** The rotating code with which people in the hall check in; none where the server has not given a new one for too long. */
export function CheckInCode({ isLarge = false }: { isLarge?: boolean }) {
  const t = useTranslations('hall.checkIn');
  const code = useHallCode();
  const now = useServerNow();
  if (!code || now > code.until + graceMs) return null;
  const seconds = Math.max(0, Math.ceil((code.until - now) / 1_000));
  if (isLarge)
    return (
      <section aria-label={t('title')} className="flex flex-col items-center gap-9">
        <Matrix text={code.url} className="size-120" />
        <p className="num text-center text-hall-base leading-snug">
          <b className="block">{t('title')}</b>
          <span className="text-hall-sm text-ink-2">{t('changes', { seconds })}</span>
          {/* Who has no device is told here, and where they check in (K7). */}
          <span className="mt-4 block text-hall-sm text-ink-2">{t('recorded')}</span>
        </p>
      </section>
    );
  return (
    <section
      aria-label={t('title')}
      className="flex h-full w-107 flex-none items-center gap-5 border-l border-line pr-18 pl-6"
    >
      <Matrix text={code.url} className="size-46 flex-none" />
      <p className="num min-w-0 leading-[1.35]">
        <b className="block whitespace-nowrap [[lang=en]_&]:whitespace-normal">{t('title')}</b>
        <span className="block break-keep text-ink-2">{t('changes', { seconds })}</span>
      </p>
    </section>
  );
}

/** The dark modules of a code as one path: runs of a row are drawn together. */
function pathOf(data: readonly (readonly boolean[])[]): string {
  let path = '';
  for (const [y, row] of data.entries()) {
    for (let x = 0; x < row.length; x++) {
      if (!row[x]) continue;
      let end = x + 1;
      while (row[end]) end++;
      path += `M${x} ${y}h${end - x}v1h${x - end}z`;
      x = end;
    }
  }
  return path;
}

function Matrix({ text, className }: { text: string; className: string }) {
  const t = useTranslations('hall.checkIn');
  const { size, path } = useMemo(() => {
    const found = encode(text, { border: 2, ecc: 'M' });
    return { size: found.size, path: pathOf(found.data) };
  }, [text]);
  return (
    <svg
      viewBox={`0 0 ${size} ${size}`}
      shapeRendering="crispEdges"
      role="img"
      aria-label={t('image')}
      className={`bg-stage-ink ${className}`}
    >
      <path d={path} className="fill-stage-on-ink" />
    </svg>
  );
}
