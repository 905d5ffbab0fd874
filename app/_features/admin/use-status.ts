'use client';

import { useEffect, useState } from 'react';
import type { SystemStatus } from '#server/admin-routes.ts';

const everyMs = 5_000;

/** What was last heard of the system, and since when nothing more is heard. */
export interface HeardStatus {
  readonly status: SystemStatus | null;
  /** Dependencies as `/ready` tells them, asked only while the full answer fails: it needs no session and so no database. */
  readonly checks: SystemStatus['checks'] | null;
  readonly failingSince: number | null;
}

async function ask(path: string): Promise<{ readonly isGood: boolean; readonly body: unknown } | null> {
  try {
    const response = await fetch(path, { cache: 'no-store' });
    return { isGood: response.ok, body: (await response.json()) as unknown };
  } catch {
    return null;
  }
}

/** Asks anew every five seconds while the page is looked at; what was heard stays until something newer is. */
export function useStatus(): HeardStatus {
  const [heard, setHeard] = useState<HeardStatus>({ status: null, checks: null, failingSince: null });
  useEffect(() => {
    let isOver = false;
    let timer: ReturnType<typeof setTimeout>;
    const look = async (): Promise<void> => {
      const answer = document.hidden ? null : await ask('/api/live/admin/status');
      if (isOver) return;
      if (answer?.isGood) setHeard({ status: answer.body as SystemStatus, checks: null, failingSince: null });
      else if (!document.hidden) {
        const ready = await ask('/ready');
        setHeard((before) => ({
          status: before.status,
          checks: (ready?.body as { checks?: SystemStatus['checks'] } | undefined)?.checks ?? null,
          failingSince: before.failingSince ?? Date.now(),
        }));
      }
      timer = setTimeout(() => void look(), everyMs);
    };
    void look();
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, []);
  return heard;
}
