import { post, sendCommand } from '#app/_lib/command.ts';
import type { MeetingView } from '#app/_lib/live/modules.ts';
import type { Violation } from '#server/kernel/errors.ts';
import type { Say } from './texts.ts';
import { askWords, canAsk, mineView, type OwnQuestion, spanOf } from './views.ts';

export interface AskBoxOptions {
  readonly meetingId: string;
  readonly say: Say;
  readonly textOf: (refusal: Violation) => string;
  readonly element: (id: string) => HTMLElement;
}

const unavailable: Violation = { kind: 'unavailable', code: 'unavailable' };
const askAgainMs = 15_000;

/** The public's questions: phone proved once, then asked, then followed to their honest end. */
export function askBox({ meetingId, say, textOf, element }: AskBoxOptions): { refresh: (state: MeetingView) => void } {
  const dialog = element('dialog') as HTMLDialogElement;
  const askForm = element('ask-form') as HTMLFormElement;
  const verifyForm = element('verify-form') as HTMLFormElement;
  let questions: readonly OwnQuestion[] = [];
  let known = '';
  let drawn = '';

  const complain = (form: HTMLFormElement, text: string): void => {
    const place = form.querySelector('.problem');
    if (place) place.textContent = text;
  };
  const fieldOf = (form: HTMLFormElement, name: string): string => String(new FormData(form).get(name) ?? '').trim();

  function step(form: HTMLFormElement): void {
    for (const one of [askForm, verifyForm]) one.hidden = one !== form;
    complain(form, '');
    if (!dialog.open) dialog.showModal();
    form.querySelector<HTMLElement>('textarea, input')?.focus();
  }

  async function ask(): Promise<void> {
    const ack = await sendCommand(meetingId, 'chat.submitQuestion', { text: fieldOf(askForm, 'text') });
    if (!ack.ok && ack.error.kind === 'unauthenticated') return step(verifyForm);
    if (!ack.ok) {
      step(askForm);
      return complain(askForm, textOf(ack.error));
    }
    askForm.reset();
    dialog.close();
    const isShown = (ack.output as { status?: string }).status === 'published';
    element('said').textContent = say(isShown ? 'watch.askedShown' : 'watch.asked');
    await load();
  }

  async function requestCode(): Promise<void> {
    const answer = await post<{ ok: boolean; error?: Violation }>('/api/visitors/code', {
      phone: fieldOf(verifyForm, 'phone'),
    });
    complain(verifyForm, answer?.ok ? say('watch.codeSent') : textOf(answer?.error ?? unavailable));
  }

  async function verify(): Promise<void> {
    const body = {
      phone: fieldOf(verifyForm, 'phone'),
      code: fieldOf(verifyForm, 'code'),
      name: fieldOf(verifyForm, 'name'),
    };
    const answer = await post<{ ok: boolean; error?: Violation }>('/api/visitors/verify', body);
    if (answer?.ok) await ask();
    else complain(verifyForm, textOf(answer?.error ?? unavailable));
  }

  async function load(): Promise<void> {
    const answer = await fetch(`/api/live/${meetingId}/questions/mine`).catch(() => null);
    if (!answer?.ok) return;
    questions = ((await answer.json()) as { questions: readonly OwnQuestion[] }).questions;
    const { markup } = mineView({ say }, questions);
    if (markup === drawn) return;
    if (drawn !== '') element('said').textContent = say(`watch.status.${questions[0]?.status ?? 'pending'}`);
    drawn = markup;
    element('mine').innerHTML = markup;
  }

  const whenSent = (form: HTMLFormElement, act: () => Promise<void>): void =>
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      const button = form.querySelector<HTMLButtonElement>('button.go');
      if (!button || button.disabled) return;
      button.disabled = true;
      void act().finally(() => {
        button.disabled = false;
      });
    });
  whenSent(askForm, ask);
  whenSent(verifyForm, verify);
  element('ask').addEventListener('click', () => step(askForm));
  let wish = location.hash === '#ask';
  element('get-code').addEventListener('click', () => void requestCode());
  for (const button of dialog.querySelectorAll('[data-close]')) button.addEventListener('click', () => dialog.close());
  element('mine').addEventListener('click', ({ target }) => {
    const id = target instanceof HTMLElement ? target.dataset['again'] : undefined;
    const question = questions.find((one) => one.id === id);
    if (!question) return;
    step(askForm);
    const field = askForm.querySelector('textarea');
    if (field) field.value = question.text ?? '';
  });
  void load();
  setInterval(() => {
    if (questions.some(({ status }) => status === 'pending')) void load();
  }, askAgainMs);

  return {
    refresh(state) {
      const { chat } = state;
      const isOpen = canAsk({ state });
      // The home page's link leads straight to the question.
      if (wish && isOpen) step(askForm);
      wish = false;
      (element('ask') as HTMLButtonElement).disabled = !isOpen;
      element('ask-words').textContent = askWords({ state, say });
      element('ask').parentElement?.toggleAttribute('hidden', spanOf(state.meetings.phase).isOver);
      const sign = `${chat.counts.published} ${chat.published.length}`;
      if (known !== '' && known !== sign) void load();
      known = sign;
    },
  };
}
