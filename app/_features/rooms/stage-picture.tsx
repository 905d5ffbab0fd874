'use client';

import { useTranslations } from 'next-intl';
import type { CSSProperties, ReactNode } from 'react';
import { useFloor } from '#app/_features/speaking/use-floor.ts';
import { useLive } from '#app/_lib/live/live-context.tsx';
import { type Box, type Composition, compose, isVenue, layOut, originsOf } from '#server/modules/rooms/composition.ts';
import type { Turn } from '#server/modules/speaking/state.ts';
import type { MediaState, PublishedPicture } from './media-room.ts';
import { StagePage, useShownPage } from './stage-page.tsx';
import { PictureView } from './track-view.tsx';

/** Who or what a picture is. */
export interface PictureCaption {
  readonly kind: string;
  readonly name: string;
  readonly note: string;
}

export interface StageView {
  readonly composition: Composition<PublishedPicture>;
  readonly captionOf: (picture: PublishedPicture) => PictureCaption;
}

const onlineSpeaker = (turn: Turn | null): string | null =>
  turn?.source === 'online' ? (turn.speaker?.userId ?? null) : null;

/** The pictures in the chair's layout, and what each is called. */
export function useStage(media: MediaState): StageView {
  const t = useTranslations('rooms.stage');
  const { layout, documentId } = useLive(({ rooms }) => rooms.stage);
  const participants = useLive(({ meetings }) => meetings.participants);
  const place = useLive(({ meetings }) => meetings.details?.place ?? '');
  const { main, inner } = useFloor();
  const floor = main ? { main: onlineSpeaker(main), inner: onlineSpeaker(inner) } : null;
  const origins = originsOf(media.pictures, floor);
  const captionOf = (picture: PublishedPicture): PictureCaption => {
    const person = participants[picture.userId];
    const isHall = isVenue(picture) && picture.source === 'camera';
    if (isHall || !person) return { kind: t('venue'), name: place || t('venue'), note: '' };
    if (picture.source === 'screen') return { kind: t('screen'), name: person.name, note: '' };
    const note = person.sectorName ?? person.post ?? '';
    const isSpeaking = picture.userId === floor?.main || picture.userId === floor?.inner;
    const kind = isSpeaking ? 'speaking' : person.roles.includes('chair') ? 'chair' : 'person';
    return { kind: t(kind), name: person.name, note };
  };
  return { composition: compose(layout, origins, documentId), captionOf };
}

/** What the stage shows now: pictures in the chair's layout, or in words why there is none. */
export function StagePicture({
  media,
  isSmall = false,
  hasStrap = false,
}: {
  media: MediaState;
  isSmall?: boolean;
  /** Name and clock lie over the lower edge: words stand above them. */
  hasStrap?: boolean;
}) {
  const t = useTranslations('rooms');
  const isOnAir = useLive(({ rooms }) => rooms.isVenueOnAir);
  const isMediaAvailable = useLive(({ rooms }) => rooms.isMediaAvailable);
  const { composition, captionOf } = useStage(media);
  const shown = useShownPage();
  const place = { isSmall, isRaised: hasStrap };
  const nameOf = (picture: PublishedPicture): string => {
    const { kind, name } = captionOf(picture);
    return kind === t('stage.venue') ? kind : name;
  };

  if (composition.kind === 'pause') return <Words {...place} title={t('stage.pause')} text={t('stage.pauseText')} />;
  if (composition.kind === 'document') {
    if (!shown) return <Words {...place} title={t('stage.document')} text={t('stage.noDocument')} />;
    const { page, pictures } = layOut(composition);
    return (
      // What lies over the lower edge of a picture would cover what is to be read.
      <div className={`absolute inset-x-0 top-0 ${hasStrap ? 'bottom-26 lg:bottom-44' : 'bottom-0'}`}>
        <div className="absolute" style={page ? boxStyle(page) : undefined}>
          <StagePage key={shown.document.documentId} {...shown} />
        </div>
        {pictures.map(({ picture, ...box }) => (
          <Tile key={picture.key} picture={picture} box={box} name={isSmall ? '' : nameOf(picture)} />
        ))}
      </div>
    );
  }
  if (media.link.kind === 'joined' && media.mode === 'audio')
    return <Words {...place} title={t('reception.audio')} text={receptionText(media, t)} wave />;
  if (media.link.kind === 'joined' && media.mode === 'captions')
    return <Words {...place} title={t('reception.captions')} text={receptionText(media, t)} />;
  if (composition.kind === 'one')
    return (
      <div className="absolute inset-0">
        <PictureView key={composition.main.key} picture={composition.main} />
        {isSmall && <Label>{nameOf(composition.main)}</Label>}
        {composition.inset && !isSmall && (
          <div className="absolute top-3 right-3 z-10 aspect-video w-[24%] max-w-80 min-w-26 overflow-hidden rounded-xs outline outline-stage-edge lg:top-4 lg:right-4">
            <PictureView key={composition.inset.key} picture={composition.inset} />
            <Label>{nameOf(composition.inset)}</Label>
          </div>
        )}
      </div>
    );
  if (composition.kind === 'two' || composition.kind === 'many')
    return layOut(composition).pictures.map(({ picture, ...box }) => (
      <Tile key={picture.key} picture={picture} box={box} name={nameOf(picture)} />
    ));
  if (!isMediaAvailable || media.link.kind === 'lost')
    return <Words {...place} title={t('stage.mediaLost')} text={t('stage.mediaLostText')} />;
  if (media.link.kind === 'joining' || (isOnAir && media.link.kind === 'joined'))
    return <Words {...place} title={t('stage.coming')} text={t('stage.comingText')} />;
  return <Words {...place} title={t('stage.nothing')} text={t('stage.nothingText')} />;
}

function Tile({ picture, box, name }: { picture: PublishedPicture; box: Box; name: string }) {
  return (
    <div className="absolute overflow-hidden border border-stage-edge" style={boxStyle(box)}>
      <PictureView picture={picture} />
      {name !== '' && <Label>{name}</Label>}
    </div>
  );
}

/** Where a box of the plan stands in whatever holds the stage. */
export const boxStyle = ({ x, y, width, height }: Box): CSSProperties => ({
  left: percent(x),
  top: percent(y),
  width: percent(width),
  height: percent(height),
});
const percent = (part: number): string => `${(part * 100).toFixed(3)}%`;

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
  isRaised = false,
  wave = false,
  children,
}: {
  title: string;
  text: string;
  isSmall?: boolean;
  isRaised?: boolean;
  wave?: boolean;
  children?: ReactNode;
}) {
  return (
    <div
      className={`absolute inset-0 flex flex-col justify-end ${wave ? 'bg-stage' : ''} ${isSmall ? 'gap-0.5 p-3' : 'gap-1 p-4 lg:p-6'} ${isRaised ? 'pb-26 lg:pb-44' : ''}`}
    >
      {wave && !isSmall && <Wave />}
      <p className={`font-serif leading-snug font-bold ${isSmall ? 'text-base' : 'text-2xl lg:text-4xl'}`}>{title}</p>
      <p className={`text-ink-2 ${isSmall ? 'text-sm' : 'text-note lg:text-lg'}`}>{text}</p>
      {children}
    </div>
  );
}

/** Stands for sound without a picture. */
function Wave() {
  return (
    <svg
      viewBox="0 0 320 48"
      className="my-auto h-1/3 max-h-32 w-full stroke-nav"
      strokeWidth="3"
      strokeLinecap="round"
      aria-hidden="true"
    >
      {Array.from({ length: 40 }, (_, index) => {
        const half = 3 + Math.abs(Math.sin(index * 0.9) * Math.cos(index * 0.23)) * 19;
        return <path key={index} d={`M${4 + index * 8} ${24 - half}V${24 + half}`} />;
      })}
    </svg>
  );
}
