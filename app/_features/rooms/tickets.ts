import { steadyNow } from '#app/_lib/live/server-clock.ts';
import type { Violation } from '#server/kernel/errors.ts';
import type { MediaTicket, WatchAnswer, WatchInstead } from '#server/modules/rooms/contract.ts';

export type TicketAnswer =
  | { readonly ok: true; readonly ticket: MediaTicket }
  | {
      readonly ok: false;
      readonly error: Violation;
      /** There is no ticket for now, but the broadcast in segments. */
      readonly instead?: WatchInstead['because'];
    };

const unreachable = { ok: false, error: { kind: 'unavailable', code: 'unavailable' } } as const;

/** Asks the server for a ticket to a meeting's media. */
export async function askTicket(path: string, body: unknown): Promise<TicketAnswer> {
  try {
    const response = await fetch(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    // Not checked once more: the checker alone is larger than the rest of the public's page.
    const answer = (await response.json()) as WatchAnswer | { readonly error?: Violation };
    if (response.ok && 'token' in answer) return { ok: true, ticket: answer };
    if (response.ok && 'instead' in answer) return { ...unreachable, instead: answer.because };
    return { ok: false, error: ('error' in answer ? answer.error : undefined) ?? unreachable.error };
  } catch {
    return unreachable;
  }
}

/** Tickets that may be asked for before they are needed. Each is used once. */
export interface Tickets {
  /** The one asked for ahead while it is fresh, else a new one. */
  readonly take: () => Promise<TicketAnswer>;
  readonly askAhead: () => Promise<TicketAnswer>;
}

/** Well below the ten minutes that a ticket is good for (R2). */
export const freshTicketMs = 240_000;

export function ticketsAhead(ask: () => Promise<TicketAnswer>, now: () => number = steadyNow): Tickets {
  let ahead: { readonly answer: Promise<TicketAnswer>; readonly askedAt: number } | null = null;
  const fresh = (): typeof ahead => (ahead !== null && now() - ahead.askedAt < freshTicketMs ? ahead : null);
  return {
    async take() {
      const known = fresh();
      ahead = null;
      const answer = await known?.answer;
      // What was refused a while ago may be granted by now.
      return answer?.ok ? answer : ask();
    },
    async askAhead() {
      const asked = fresh() ?? { answer: ask(), askedAt: now() };
      ahead = asked;
      const answer = await asked.answer;
      // A refusal is no ticket: whoever asks ahead again asks anew.
      if (!answer.ok && ahead === asked) ahead = null;
      return answer;
    },
  };
}
