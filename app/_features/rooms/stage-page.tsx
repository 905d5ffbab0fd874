'use client';

import { useTranslations } from 'next-intl';
import { useEffect, useState } from 'react';
import { useLive, useLiveClient } from '#app/_lib/live/live-context.tsx';
import type { MeetingDocument } from '#server/modules/meetings/contract.ts';

/** Where the picture of a page is had. */
export const pageAddress = (meetingId: string, documentId: string, page: number): string =>
  `/api/live/${meetingId}/documents/${documentId}/pages/${page}`;

interface Shown {
  readonly document: MeetingDocument;
  readonly page: number;
}

/** The page that is on the stage; null while no document is, or one that this reader does not have. */
export function useShownPage(): Shown | null {
  const { documentId, page } = useLive(({ rooms }) => rooms.stage);
  const document = useLive(({ meetings }) => meetings.documents.find((one) => one.documentId === documentId) ?? null);
  return document && document.pageCount > 0 ? { document, page: page ?? 1 } : null;
}

/** A page of a document, whole. The former one stays until the next is there, which was fetched before anybody turned to it. */
export function StagePage({ document: { documentId, title, pageCount }, page }: Shown) {
  const t = useTranslations('rooms.stage');
  const { meetingId } = useLiveClient();
  const address = pageAddress(meetingId, documentId, page);
  const [shown, setShown] = useState({ address, isMissing: false });
  useEffect(() => {
    let isGone = false;
    const picture = new Image();
    picture.src = address;
    picture.decode().then(
      () => isGone || setShown({ address, isMissing: false }),
      () => isGone || setShown({ address, isMissing: true }),
    );
    for (const next of [page + 1, page - 1])
      if (next >= 1 && next <= pageCount) new Image().src = pageAddress(meetingId, documentId, next);
    return () => {
      isGone = true;
    };
  }, [address, meetingId, documentId, page, pageCount]);
  if (shown.isMissing) return <p className="absolute inset-0 grid place-items-center text-note">{t('noPage')}</p>;
  return (
    // oxlint-disable-next-line nextjs/no-img-element -- drawn by the server in the one size that everybody sees
    <img
      src={shown.address}
      alt={t('page', { title, page, count: pageCount })}
      data-page={page}
      className="size-full object-contain"
    />
  );
}
