import { useLive } from '#app/_lib/live/live-context.tsx';
import type { StageLayout } from '#server/modules/rooms/contract.ts';
import { opened, type Paper, paperOf } from './stage-paper.ts';

/** What chair and technician may put on everybody's picture; null where it would change nothing. */
export interface StageActs {
  readonly layout: StageLayout;
  readonly paper: Paper | null;
  readonly show: (layout: StageLayout) => void;
  readonly open: (documentId: string | null) => void;
  readonly previous: (() => void) | null;
  readonly next: (() => void) | null;
}

/** Switches the stage and turns pages; every act names what is to be seen, so that pressing twice does nothing twice (R19). */
export function useStageActs(send: (type: string, input: object) => unknown): StageActs {
  const rooms = useLive((view) => view.rooms);
  const documents = useLive(({ meetings }) => meetings.documents);
  const currentItemId = useLive(({ meetings }) => meetings.currentItemId);
  const paper = paperOf({ documents, currentItemId, rooms });
  const { layout } = rooms.stage;
  const put = (to: StageLayout, documentId: string | null, page: number | null): void =>
    void send('rooms.switchStage', { layout: to, documentId, page });
  const lay = (one: Paper | null): void => put('document', one?.document.documentId ?? null, one?.page ?? null);
  const turn = (by: -1 | 1): (() => void) | null => {
    const to = (paper?.page ?? 0) + by;
    if (layout !== 'document' || !paper || to < 1 || to > paper.document.pageCount) return null;
    return () => lay({ ...paper, page: to });
  };
  return {
    layout,
    paper,
    show: (to) => (to === 'document' ? lay(paper) : put(to, null, null)),
    open(documentId) {
      const document = documents.find((one) => one.documentId === documentId);
      lay(document ? opened(document, rooms.pages) : null);
    },
    previous: turn(-1),
    next: turn(1),
  };
}
