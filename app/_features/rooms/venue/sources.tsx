'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { clockTime } from '#app/_lib/format.ts';
import { useLive } from '#app/_lib/live/live-context.tsx';
import { useCommand } from '#app/_lib/live/use-command.ts';
import { Confirm } from '#app/_ui/dialog.tsx';
import { Icon } from '#app/_ui/icon.tsx';
import { Section } from '#app/_ui/section.tsx';
import { Problem } from '#app/_ui/states.tsx';
import type { VenueSource } from '#server/modules/venue/fold.ts';
import type { MediaState } from '../media-room.ts';
import { AddEncoder, AddPulled } from './add-source.tsx';
import { FiguresTable } from './figures-table.tsx';

type Paper = { readonly kind: 'encoder' | 'pulled' } | { readonly kind: 'remove'; readonly source: VenueSource };

/** What else sends as the hall: encoders that push, and cameras and streams that are pulled. */
export function Sources({ media, isAllowed }: { media: MediaState; isAllowed: boolean }) {
  const t = useTranslations('venue');
  const sources = useLive(({ venue }) => venue.sources);
  const { problem, send } = useCommand();
  const [paper, setPaper] = useState<Paper | null>(null);
  const close = (): void => setPaper(null);
  const all = Object.values(sources).toSorted((a, b) => a.addedAt - b.addedAt);
  return (
    <Section title={t('title')} aside={t('aside')}>
      {all.length === 0 && <p className="py-2 text-note text-ink-2">{t('none')}</p>}
      <ul>
        {all.map((source) => (
          <SourceLine
            key={source.sourceId}
            source={source}
            media={media}
            isAllowed={isAllowed}
            onWant={(isWanted) => void send('venue.wantSource', { sourceId: source.sourceId, isWanted })}
            onRemove={() => setPaper({ kind: 'remove', source })}
          />
        ))}
      </ul>
      <Problem>{problem}</Problem>
      {isAllowed && (
        <div className="mt-3 flex flex-wrap gap-3">
          <button type="button" className="btn btn-line" onClick={() => setPaper({ kind: 'encoder' })}>
            <Icon name="plus" />
            {t('addEncoder')}
          </button>
          <button type="button" className="btn btn-line" onClick={() => setPaper({ kind: 'pulled' })}>
            <Icon name="plus" />
            {t('addPulled')}
          </button>
        </div>
      )}
      {paper?.kind === 'encoder' && <AddEncoder onClose={close} />}
      {paper?.kind === 'pulled' && <AddPulled onClose={close} />}
      {paper?.kind === 'remove' && (
        <Confirm
          isOpen
          isIrreversible
          onClose={close}
          onConfirm={() => void send('venue.removeSource', { sourceId: paper.source.sourceId })}
          title={t(`remove.${paper.source.kind}.title`, { label: paper.source.label })}
          text={t(`remove.${paper.source.kind}.text`)}
          confirm={t(`remove.${paper.source.kind}.confirm`)}
          cancel={t('cancel')}
        />
      )}
    </Section>
  );
}

interface LineProps {
  readonly source: VenueSource;
  readonly media: MediaState;
  readonly isAllowed: boolean;
  readonly onWant: (isWanted: boolean) => void;
  readonly onRemove: () => void;
}

function SourceLine({ source, media, isAllowed, onWant, onRemove }: LineProps) {
  const t = useTranslations('venue');
  const { kind, label, protocol, where, status, isWanted } = source;
  // The media server passes it on to this page too: what arrives here is what everybody gets.
  const isOf = ({ key }: { key: string }): boolean => key.startsWith(`${kind}.${source.sourceId} `);
  const picture = media.pictures.find(isOf)?.track ?? null;
  const sound = media.sounds.find(isOf)?.track ?? null;
  const isLive = status === 'live';
  return (
    <li className="border-b border-line py-3">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <div className="min-w-0 flex-1 basis-48">
          <p className="truncate font-bold">{label}</p>
          <p className="num truncate text-sm text-ink-3">
            {protocol === 'file' ? where : [t(`protocol.${protocol}`), where].filter(Boolean).join(' · ')}
          </p>
        </div>
        <p
          role="status"
          className={`flex items-center gap-2 text-note ${isLive ? 'font-bold text-live' : status === 'reconnecting' ? 'text-time' : 'text-ink-2'}`}
        >
          {isLive && <i className="live-dot" />}
          <Standing source={source} />
        </p>
        {isAllowed && (
          <span className="flex">
            {kind === 'pulled' && (
              <button type="button" className="tool text-nav" onClick={() => onWant(!isWanted)}>
                <Icon name={isWanted ? 'stop' : 'play'} />
                {t(isWanted ? 'stop' : 'start')}
              </button>
            )}
            <button type="button" className="tool text-ink-2" onClick={onRemove}>
              {t(kind === 'encoder' ? 'revoke' : 'forget')}
            </button>
          </span>
        )}
      </div>
      {isLive && (picture !== null || sound !== null) && (
        <div className="mt-2">
          <FiguresTable
            title={t('received')}
            rows={[
              { name: t('picture'), track: picture },
              { name: t('sound'), track: sound },
            ]}
          />
        </div>
      )}
    </li>
  );
}

function Standing({ source: { kind, status, reason, since, expiresAt, isWanted } }: { source: VenueSource }) {
  const t = useTranslations('venue');
  const time = since === null ? '' : clockTime(since);
  if (status === 'live') return t('live', { time });
  if (status === 'connecting') return t('connecting');
  if (status === 'reconnecting') return t('reconnecting', { reason: t(`reason.${reason ?? 'unreachable'}`) });
  if (kind === 'encoder')
    return since === null
      ? t('neverUsed', { time: expiresAt === null ? '' : clockTime(expiresAt) })
      : t('stopped', { time });
  if (reason === 'ended') return t('played');
  return t(isWanted ? 'waiting' : 'off');
}
