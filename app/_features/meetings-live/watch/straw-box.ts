import { post } from '#app/_lib/command.ts';
import type { MeetingView } from '#app/_lib/live/modules.ts';
import type { Violation } from '#server/kernel/errors.ts';
import { uuidV7 } from '#server/kernel/uuid.ts';
import type { Choice } from '#server/modules/polls/contract.ts';
import type { Poll } from '#server/modules/polls/state.ts';
import { html } from './html.ts';
import { openStraws } from './poll-views.ts';
import { choiceIn, strawForm } from './straw-form.ts';
import type { Say } from './texts.ts';

export interface StrawBoxOptions {
  readonly meetingId: string;
  readonly say: Say;
  readonly element: (id: string) => HTMLElement;
  readonly textOf: (refusal: Violation) => string;
}

/** What this device answered: the receipt is made here and kept here, and the same one goes with every retry (D25, D33). */
interface Answered {
  readonly receipt: string;
  readonly isTaken: boolean;
}

const unavailable: Violation = { kind: 'unavailable', code: 'unavailable' };
const keyOf = (pollId: string): string => `hub.straw.${pollId}`;
const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

const newReceipt = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(20)), (byte) => letters[byte % 32]).join('');

/** Storage may be forbidden; the page then forgets with the tab, and the server still counts the device once. */
const kept = new Map<string, string>();
function remembered(pollId: string): Answered | null {
  try {
    const found = localStorage.getItem(keyOf(pollId)) ?? kept.get(pollId);
    return found ? (JSON.parse(found) as Answered) : null;
  } catch {
    const found = kept.get(pollId);
    return found ? (JSON.parse(found) as Answered) : null;
  }
}
function remember(pollId: string, answered: Answered): void {
  kept.set(pollId, JSON.stringify(answered));
  try {
    localStorage.setItem(keyOf(pollId), JSON.stringify(answered));
  } catch {
    // Nothing to do: see above.
  }
}

/** Straw polls of the public: asked, answered once from this device, and the receipt shown. */
export function strawBox({ meetingId, say, element, textOf }: StrawBoxOptions): {
  refresh: (state: MeetingView) => void;
} {
  const place = element('straws');
  let drawn = '';
  let known: readonly Poll[] = [];

  const sheet = (poll: Poll) => {
    const answered = remembered(poll.pollId);
    if (!answered?.isTaken) return strawForm(poll, say);
    return html`<p class="asked">${poll.definition.title}</p><p class="given" role="status">${say('watch.straw.given')}</p><p class="quiet num">${say('watch.straw.receipt', { receipt: answered.receipt })}</p>`;
  };

  /** Drawn anew only when polls come, go or are answered: what somebody is filling in stays as it is. */
  function draw(): void {
    const { markup } = html`${known.map(
      (poll) =>
        html`<div class="rule"></div><h2>${say('watch.straw.title')}<small>${say('watch.votes.notVerified')}</small></h2>${sheet(poll)}`,
    )}`;
    if (markup === drawn) return;
    drawn = markup;
    place.innerHTML = markup;
  }

  async function send(form: HTMLFormElement, poll: Poll): Promise<void> {
    const choice: Choice | null = choiceIn(poll.definition.question, new FormData(form));
    const problem = form.querySelector('.problem');
    const complain = (text: string): void => {
      if (problem) problem.textContent = text;
    };
    if (!choice)
      return complain(say(`watch.straw.${poll.definition.question.kind === 'ranking' ? 'rankAll' : 'choose'}`));
    const { pollId } = poll;
    const receipt = remembered(pollId)?.receipt ?? newReceipt();
    remember(pollId, { receipt, isTaken: false });
    const body = { commandId: uuidV7(), choice, receipt };
    const answer = await post<{ ok: boolean; error?: Violation }>(
      `/api/live/${meetingId}/polls/${pollId}/answer`,
      body,
    );
    // The answer to the first try may have been lost: this device has answered all the same.
    const isTaken = answer?.ok === true || answer?.error?.code === 'polls.alreadyVoted';
    if (!isTaken) return complain(textOf(answer?.error ?? unavailable));
    remember(pollId, { receipt, isTaken: true });
    draw();
  }

  place.addEventListener('submit', (event) => {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    const poll = known.find(({ pollId }) => pollId === form.dataset['poll']);
    const button = form.querySelector<HTMLButtonElement>('button.go');
    if (!poll || !button || button.disabled) return;
    button.disabled = true;
    void send(form, poll).finally(() => {
      button.disabled = false;
    });
  });

  return {
    refresh(state) {
      known = state.meetings.phase === 'live' ? openStraws({ state }) : [];
      draw();
    },
  };
}
