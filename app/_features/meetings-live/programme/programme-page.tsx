'use client';

import { type CSSProperties, useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { MediaRoom, noMedia, type PublishedPicture } from '#app/_features/rooms/media-room.ts';
import { boxStyle } from '#app/_features/rooms/stage-picture.tsx';
import { PictureView, Sounds } from '#app/_features/rooms/track-view.tsx';
import { cardLine, nameOf, planOf } from '#server/media/programme/plan.ts';
import type { Scene, SceneName } from '#server/media/programme/scene.ts';
import { useProgramme } from './use-programme.ts';
import { useSignals } from './use-signals.ts';

/** A length of the programme's picture, which is 1280 wide. */
const px = (length: number): string => `calc(100vw * ${length / 1280})`;

/** The programme as a page: the picture our own recorder draws, and its sound. */
export function ProgrammePage({ meetingId, firstKey, token }: { meetingId: string; firstKey: string; token: string }) {
  const { scene, mediaUrl, key, isOver } = useProgramme(meetingId, firstKey);
  const media = useMedia(mediaUrl, token, scene !== null);
  const stage = useRef<HTMLElement>(null);
  useSignals(stage, scene !== null && media.link.kind === 'joined', isOver);
  const isShown = ({ userId }: { userId: string }): boolean => scene !== null && !scene.withheld.includes(userId);
  return (
    <main ref={stage} lang="zh-CN" className="on-stage fixed inset-0 overflow-hidden leading-none">
      {scene && (
        <Picture
          scene={scene}
          pictures={media.pictures.filter(isShown)}
          pageOf={(documentId, page) =>
            `/api/live/${meetingId}/programme/page?${new URLSearchParams({ key, documentId, page: String(page) })}`
          }
        />
      )}
      <Sounds sounds={media.sounds.filter(isShown)} />
    </main>
  );
}

/** The media room by the egress' own ticket, without a weak line's savings: what is missing here is missing for good. */
function useMedia(url: string | null, token: string, isWanted: boolean) {
  const [media, setMedia] = useState<MediaRoom | null>(null);
  useEffect(() => {
    if (url === null || !isWanted) return;
    const ticket = { url, token, identity: '', canPublish: false, expiresAt: Number.MAX_SAFE_INTEGER };
    const answer = Promise.resolve({ ok: true, ticket } as const);
    const room = new MediaRoom({ take: () => answer, askAhead: () => answer });
    room.setWish('video');
    room.join();
    setMedia(room);
    return () => {
      setMedia(null);
      void room.leave();
    };
  }, [url, token, isWanted]);
  return useSyncExternalStore(
    media?.subscribe ?? (() => () => undefined),
    () => media?.getState() ?? noMedia,
    () => noMedia,
  );
}

function Picture({
  scene,
  pictures,
  pageOf,
}: {
  scene: Scene;
  pictures: readonly PublishedPicture[];
  pageOf: (documentId: string, page: number) => string;
}) {
  const plan = planOf(scene, pictures);
  const { documentId } = scene;
  const page = scene.page ?? 1;
  const place = documentId === null ? null : plan.page;
  if (plan.pictures.length === 0 && !place) return <Card title={scene.meetingTitle} line={cardLine(scene)} />;
  return (
    <>
      {documentId !== null && place && (
        <div className="absolute" style={boxStyle(place)}>
          <PageImage key={`${documentId} ${page}`} address={pageOf(documentId, page)} page={page} />
        </div>
      )}
      {plan.pictures.map((placed) => (
        <div key={placed.picture.key} className="absolute overflow-hidden" style={boxStyle(placed)}>
          <PictureView picture={placed.picture} />
          <Banner name={nameOf(scene, placed)} width={placed.width} />
        </div>
      ))}
      {plan.pictures.length > 0 && scene.itemTitle !== '' && (
        <p
          className="absolute max-w-[62%] truncate bg-stage-scrim"
          style={{ left: px(24), top: px(24), padding: `${px(10)} ${px(18)}`, fontSize: px(24) }}
        >
          {scene.itemTitle}
        </p>
      )}
    </>
  );
}

/** A page keeps the address it began with: keys change, the page does not. */
function PageImage({ address, page }: { address: string; page: number }) {
  const [src] = useState(address);
  // oxlint-disable-next-line nextjs/no-img-element -- drawn by the server in the one size that everybody sees
  return <img src={src} alt="" data-page={page} className="size-full object-contain" />;
}

/** Name and origin at the lower left of a picture; smaller on a smaller one. */
function Banner({ name, width }: { name: SceneName | null; width: number }) {
  if (!name || name.name === '') return null;
  const scale = Math.max(0.5, Math.min(1, width + 0.2));
  const size: CSSProperties = { padding: `${px(14 * scale)} ${px(44 * scale)} ${px(14 * scale)} ${px(22 * scale)}` };
  return (
    <p
      className="absolute bottom-[5%] left-0 flex max-w-full items-baseline border-l-6 border-stage-live-fill bg-stage-scrim"
      style={{ ...size, gap: px(16 * scale) }}
    >
      <b className="truncate" style={{ fontSize: px(40 * scale) }}>
        {name.name}
      </b>
      <span className="flex-none text-ink-2" style={{ fontSize: px(24 * scale) }}>
        {name.from}
      </span>
    </p>
  );
}

function Card({ title, line }: { title: string; line: string }) {
  return (
    <div className="absolute inset-0 flex flex-col items-center justify-center text-center" style={{ gap: px(28) }}>
      <p className="max-w-[86%] truncate font-bold" style={{ fontSize: px(56) }}>
        {title}
      </p>
      <i className="bg-stage-live-fill" style={{ width: px(72), height: px(4) }} />
      <p className="max-w-[80%] truncate text-ink-2" style={{ fontSize: px(32) }}>
        {line}
      </p>
    </div>
  );
}
