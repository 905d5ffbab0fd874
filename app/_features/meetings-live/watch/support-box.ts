import { sendCommand } from '#app/_lib/command.ts';
import type { Violation } from '#server/kernel/errors.ts';
import type { Say } from './texts.ts';

export interface SupportBoxOptions {
  readonly meetingId: string;
  /** Where the published questions are drawn. */
  readonly list: HTMLElement;
  readonly prove: (then: () => Promise<void>) => void;
  readonly close: () => void;
  readonly tell: (words: string) => void;
  readonly say: Say;
  readonly textOf: (refusal: Violation) => string;
}

/** Votes for questions of others (C22). The browser remembers which were given; the server counts each once in any case. */
export function supportBox({ meetingId, list, prove, close, tell, say, textOf }: SupportBoxOptions): {
  refresh: () => void;
} {
  const key = `supported ${meetingId}`;
  const given = new Set<string>(readGiven(key));

  const refresh = (): void => {
    for (const button of list.querySelectorAll<HTMLElement>('[data-support]'))
      button.setAttribute('aria-pressed', String(given.has(button.dataset['support'] ?? '')));
  };

  async function vote(messageId: string, isFor: boolean): Promise<void> {
    const ack = await sendCommand(meetingId, 'chat.upvoteQuestion', { messageId, isFor });
    if (!ack.ok && ack.error.kind === 'unauthenticated')
      return prove(async () => {
        close();
        await vote(messageId, isFor);
      });
    if (!ack.ok) return tell(textOf(ack.error));
    if (isFor) given.add(messageId);
    else given.delete(messageId);
    keepGiven(key, given);
    refresh();
    tell(say(isFor ? 'watch.supported' : 'watch.supportTaken'));
  }

  list.addEventListener('click', ({ target }) => {
    const button = target instanceof Element ? target.closest<HTMLElement>('[data-support]') : null;
    const messageId = button?.dataset['support'];
    if (messageId !== undefined) void vote(messageId, !given.has(messageId));
  });
  return { refresh };
}

/** A browser that keeps nothing only forgets which were pressed. */
function readGiven(key: string): readonly string[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(key) ?? '[]');
    return Array.isArray(kept) ? kept.filter((one) => typeof one === 'string') : [];
  } catch {
    return [];
  }
}

function keepGiven(key: string, given: ReadonlySet<string>): void {
  try {
    localStorage.setItem(key, JSON.stringify([...given]));
  } catch {
    // Private windows may refuse.
  }
}
