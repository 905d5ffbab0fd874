import { useEffect, useRef, useState } from 'react';
import type { Scene } from '#server/media/programme/scene.ts';
import type { ProgrammeNow } from '#server/programme-routes.ts';

/** `over`: nothing will be shown here any more. Without a word of the server for a while nothing is shown either. */
export interface Programme {
  readonly scene: Scene | null;
  readonly mediaUrl: string | null;
  readonly key: string;
  readonly isOver: boolean;
}

const askMs = 500;
const answerMs = 3_000;
/** An item may have been closed meanwhile: who does not hear of it must not show it. */
const deafMs = 5_000;

async function ask(meetingId: string, key: string): Promise<ProgrammeNow | 'refused' | null> {
  try {
    const address = `/api/live/${meetingId}/programme?${new URLSearchParams({ key })}`;
    const response = await fetch(address, { cache: 'no-store', signal: AbortSignal.timeout(answerMs) });
    if (response.status === 401) return 'refused';
    return response.ok ? ((await response.json()) as ProgrammeNow) : null;
  } catch {
    return null;
  }
}

/** Asks the server again and again what the programme shows. */
export function useProgramme(meetingId: string, firstKey: string): Programme {
  const [programme, setProgramme] = useState<Programme>({ scene: null, mediaUrl: null, key: firstKey, isOver: false });
  const heardAt = useRef(0);
  const shown = useRef('');
  useEffect(() => {
    let isGone = false;
    let key = firstKey;
    let timer: ReturnType<typeof setTimeout>;
    const turn = async (): Promise<void> => {
      const answer = await ask(meetingId, key);
      if (isGone) return;
      const isOver = answer === 'refused' || answer?.scene === null;
      if (answer && answer !== 'refused') {
        key = answer.key;
        heardAt.current = performance.now();
        const text = JSON.stringify(answer.scene);
        if (text !== shown.current) setProgramme({ ...answer, isOver });
        shown.current = text;
      } else if (isOver) setProgramme((last) => ({ ...last, scene: null, isOver }));
      else if (performance.now() - heardAt.current > deafMs && shown.current !== '') {
        shown.current = '';
        setProgramme((last) => ({ ...last, scene: null }));
      }
      if (!isOver) timer = setTimeout(() => void turn(), askMs);
    };
    void turn();
    return () => {
      isGone = true;
      clearTimeout(timer);
    };
  }, [meetingId, firstKey]);
  return programme;
}
