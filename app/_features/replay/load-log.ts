import type { LogEvent } from '#server/kernel/live.ts';
import type { ReplayEvents } from '#server/modules/replays/contract.ts';

interface Manifest {
  readonly pageLength: number;
  readonly closed: readonly { readonly page: number; readonly revision: number }[];
}

async function read<T>(path: string): Promise<T> {
  const answer = await fetch(path);
  if (!answer.ok) throw new Error(`status ${answer.status}`);
  return (await answer.json()) as T;
}

/** What follows the closed pages, a stretch at a time. */
async function rest(path: (since: number) => string, since: number): Promise<readonly LogEvent[]> {
  const events: LogEvent[] = [];
  for (let next: number | null = since; next !== null; ) {
    const found: ReplayEvents = await read<ReplayEvents>(path(next));
    events.push(...found.events);
    next = found.next;
  }
  return events;
}

/** The whole log as the reader's audience has it. The public's comes from the pages that everybody's browser and caches share. */
export async function loadLog(meetingId: string, audience: 'public' | 'room'): Promise<readonly LogEvent[]> {
  const base = `/api/live/${meetingId}`;
  if (audience === 'room') return rest((since) => `${base}/replay/events?since=${since}`, 0);
  const { closed, pageLength } = await read<Manifest>(`${base}/pages`);
  const pages = await Promise.all(
    closed.map(({ page, revision }) =>
      read<{ events: readonly LogEvent[] }>(`${base}/pages/${page}-${revision}`).then(({ events }) => events),
    ),
  );
  const after = closed.length * pageLength;
  return [...pages.flat(), ...(await rest((since) => `${base}/replay/events?audience=public&since=${since}`, after))];
}
