import type { MeetingDocument } from '#server/modules/meetings/contract.ts';
import type { RoomsState } from '#server/modules/rooms/domain.ts';

/** A document with the page it is opened at. */
export interface Paper {
  readonly document: MeetingDocument;
  readonly page: number;
}

interface Seen {
  readonly documents: readonly MeetingDocument[];
  readonly currentItemId: string | null;
  readonly rooms: Pick<RoomsState, 'stage' | 'pages' | 'tracks'>;
}

/** A document where it was left, or at its beginning. */
export function opened(document: MeetingDocument, pages: RoomsState['pages']): Paper {
  const left = pages.find(({ documentId }) => documentId === document.documentId)?.page ?? 1;
  return { document, page: Math.min(left, Math.max(1, document.pageCount)) };
}

/**
 * What the layout for documents puts on the stage: what stands there already; else a screen that is being shared (null);
 * else what was shown last, the current item's document, or the first one.
 */
export function paperOf({ documents, currentItemId, rooms: { stage, pages, tracks } }: Seen): Paper | null {
  const readable = documents.filter(({ pageCount }) => pageCount > 0);
  const of = (documentId: string | undefined): MeetingDocument | undefined =>
    readable.find((one) => one.documentId === documentId);
  if (stage.layout === 'document') {
    const standing = of(stage.documentId ?? undefined);
    return standing ? { document: standing, page: stage.page ?? 1 } : null;
  }
  if (Object.values(tracks).some(({ source }) => source === 'screenShare')) return null;
  const item = currentItemId === null ? undefined : readable.find(({ itemId }) => itemId === currentItemId);
  const document = of(pages.at(-1)?.documentId) ?? item ?? readable[0];
  return document ? opened(document, pages) : null;
}
