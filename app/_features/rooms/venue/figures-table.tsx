'use client';

import type { Track } from 'livekit-client';
import { useTranslations } from 'next-intl';
import { useFigures } from './use-figures.ts';

interface FiguresRow {
  readonly name: string;
  readonly track: Track | null;
}

/** How tracks travel: what goes out or comes in, what got lost on the way. */
export function FiguresTable({ title, rows }: { title: string; rows: readonly FiguresRow[] }) {
  const t = useTranslations('rooms.technician.figures');
  const shown = rows.filter(({ track }) => track !== null);
  if (shown.length === 0) return null;
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reached by keyboard
    <div role="group" aria-label={title} tabIndex={0} className="overflow-x-auto">
      <table className="num w-full text-left text-sm">
        <caption className="pb-1 text-left text-note font-bold">{title}</caption>
        <thead className="text-ink-3">
          <tr className="border-b border-line">
            <th className="py-1 pr-3 font-normal whitespace-nowrap">{t('what')}</th>
            {(['size', 'bitrate', 'loss', 'roundTrip', 'jitter'] as const).map((name) => (
              <th key={name} className="px-2 py-1 text-right font-normal whitespace-nowrap">
                {t(name)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {shown.map(({ name, track }) => (
            <Row key={name} name={name} track={track} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** Above this people hear and see it. */
const noticeablePercent = 2;

function Row({ name, track }: FiguresRow) {
  const t = useTranslations('rooms.technician.figures');
  const figures = useFigures(track);
  const { size, framesPerSecond, limitedBy } = figures ?? {};
  const isLossy = (figures?.lossPercent ?? 0) >= noticeablePercent;
  const milliseconds = (value: number | null | undefined): string =>
    value === null || value === undefined ? '–' : t('ms', { value });
  return (
    <>
      <tr className="border-b border-line">
        <th className="py-1.5 pr-3 font-normal whitespace-nowrap">{name}</th>
        <td className="px-2 py-1.5 text-right whitespace-nowrap">
          {size ? t('picture', { ...size, fps: Math.round(framesPerSecond ?? 0) }) : '–'}
        </td>
        <td className="px-2 py-1.5 text-right whitespace-nowrap">
          {figures ? t('kbps', { value: figures.kbps.toLocaleString() }) : '–'}
        </td>
        <td className={`px-2 py-1.5 text-right ${isLossy ? 'font-bold text-live' : ''}`}>
          {figures ? `${figures.lossPercent.toFixed(1)}%` : '–'}
        </td>
        <td className="px-2 py-1.5 text-right whitespace-nowrap">{milliseconds(figures?.roundTripMs)}</td>
        <td className="px-2 py-1.5 text-right whitespace-nowrap">{milliseconds(figures?.jitterMs)}</td>
      </tr>
      {limitedBy && (
        <tr>
          <td colSpan={6} className="py-1 text-ink-2">
            {t(`limited.${limitedBy}`)}
          </td>
        </tr>
      )}
    </>
  );
}
