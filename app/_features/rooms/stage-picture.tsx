'use client';

import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { useLive, useLiveClient } from '#app/_lib/live/live-context.tsx';
import { Icon } from '#app/_ui/icon.tsx';
import { compose, originsOf } from './composition.ts';
import type { MediaState, PublishedPicture } from './media-room.ts';
import { PictureView } from './track-view.tsx';

/** What the stage shows now: pictures in the chair's layout, or in words why there is none. */
export function StagePicture({ media, isSmall = false }: { media: MediaState; isSmall?: boolean }) {
  const t = useTranslations('rooms');
  const stage = useLive(({ rooms }) => rooms.stage);
  const participants = useLive(({ meetings }) => meetings.participants);
  const isOnAir = useLive(({ rooms }) => rooms.isVenueOnAir);
  const isMediaAvailable = useLive(({ rooms }) => rooms.isMediaAvailable);
  const origins = originsOf(media.pictures, (userId) => participants[userId]?.roles ?? []);
  const composition = compose(stage.layout, origins);
  const nameOf = (picture: PublishedPicture): string =>
    picture === origins.venue ? t('stage.venue') : (participants[picture.userId]?.name ?? t('stage.venue'));

  if (composition.kind === 'pause')
    return <Words isSmall={isSmall} title={t('stage.pause')} text={t('stage.pauseText')} />;
  if (composition.kind === 'document') return <DocumentCard isSmall={isSmall} />;
  if (media.link.kind === 'joined' && media.mode === 'audio')
    return <Words isSmall={isSmall} title={t('reception.audio')} text={receptionText(media, t)} wave />;
  if (media.link.kind === 'joined' && media.mode === 'captions')
    return <Words isSmall={isSmall} title={t('reception.captions')} text={receptionText(media, t)} />;
  if (composition.kind === 'one')
    return (
      <div className="absolute inset-0">
        <PictureView key={composition.main.key} picture={composition.main} />
        <Label>{nameOf(composition.main)}</Label>
        {composition.inset && !isSmall && (
          <div className="absolute top-4 right-4 z-10 aspect-video w-[23%] max-w-56 min-w-26 overflow-hidden rounded-xs outline outline-stage-edge">
            <PictureView key={composition.inset.key} picture={composition.inset} />
            <Label>{nameOf(composition.inset)}</Label>
          </div>
        )}
      </div>
    );
  if (composition.kind === 'two')
    return (
      <div className="absolute inset-0 grid grid-cols-2 gap-px">
        {[composition.left, composition.right].map((picture) => (
          <div key={picture.key} className="relative min-w-0 overflow-hidden">
            <PictureView picture={picture} />
            <Label>{nameOf(picture)}</Label>
          </div>
        ))}
      </div>
    );
  if (!isMediaAvailable || media.link.kind === 'lost')
    return <Words isSmall={isSmall} title={t('stage.mediaLost')} text={t('stage.mediaLostText')} />;
  if (media.link.kind === 'joining' || (isOnAir && media.link.kind === 'joined'))
    return <Words isSmall={isSmall} title={t('stage.coming')} text={t('stage.comingText')} />;
  return <Words isSmall={isSmall} title={t('stage.nothing')} text={t('stage.nothingText')} />;
}

type Texts = ReturnType<typeof useTranslations<'rooms'>>;
const receptionText = (media: MediaState, t: Texts): string =>
  media.wish === 'auto' ? t('reception.byItself') : t('reception.byWish');

function Label({ children }: { children: ReactNode }) {
  return <span className="absolute bottom-0 left-0 bg-stage-scrim px-2 py-0.5 text-sm text-stage-ink">{children}</span>;
}

export function Words({
  title,
  text,
  isSmall = false,
  wave = false,
  children,
}: {
  title: string;
  text: string;
  isSmall?: boolean;
  wave?: boolean;
  children?: ReactNode;
}) {
  return (
    <div className={`absolute inset-0 flex flex-col justify-end gap-1 ${isSmall ? 'p-3' : 'p-6'} text-stage-ink`}>
      {wave && !isSmall && <Icon name="sound" className="mb-auto size-10 text-stage-nav" />}
      <p className={`font-serif font-bold ${isSmall ? 'text-base' : 'text-3xl'}`}>{title}</p>
      <p className={`text-stage-ink-2 ${isSmall ? 'text-sm' : 'text-note'}`}>{text}</p>
      {children}
    </div>
  );
}

function DocumentCard({ isSmall }: { isSmall: boolean }) {
  const t = useTranslations('rooms');
  const documentId = useLive(({ rooms }) => rooms.stage.documentId);
  const document = useLive(({ meetings }) => meetings.documents.find((one) => one.documentId === documentId) ?? null);
  const { meetingId } = useLiveClient();
  if (!document) return <Words isSmall={isSmall} title={t('stage.document')} text={t('stage.noDocument')} />;
  return (
    <Words isSmall={isSmall} title={document.title} text={t('stage.documentPages', { count: document.pageCount })}>
      <a
        className="mt-2 inline-flex min-h-target items-center gap-2 self-start text-stage-nav"
        href={`/api/live/${meetingId}/documents/${document.documentId}`}
        target="_blank"
        rel="noreferrer"
      >
        <Icon name="document" />
        {t('stage.openDocument')}
      </a>
    </Words>
  );
}
