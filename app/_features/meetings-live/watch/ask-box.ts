import { post, sendCommand } from '#app/_lib/command.ts';
import type { Violation } from '#server/kernel/errors.ts';
import type { OwnQuestion } from '#server/modules/chat/contract.ts';
import { askWords, canAsk, mineView, reviewWords } from './questions-view.ts';
import { supportBox } from './support-box.ts';
import type { Say } from './texts.ts';
import { spanOf, type WatchView } from './views.ts';

export interface AskBoxOptions {
  readonly meetingId: string;
  readonly say: Say;
  readonly textOf: (refusal: Violation) => string;
  readonly element: (id: string) => HTMLElement;
}

const unavailable: Violation = { kind: 'unavailable', code: 'unavailable' };
const askAgainMs = 15_000;

/** The public's questions: phone proved once, then asked, then followed to their honest end. */
export function askBox({ meetingId, say, textOf, element }: AskBoxOptions): { refresh: (view: WatchView) => void } {
  const dialog = element('dialog') as HTMLDialogElement;
  const askForm = element('ask-form') as HTMLFormElement;
  const verifyForm = element('verify-form') as HTMLFormElement;
  let questions: readonly OwnQuestion[] = [];
  let known = '';
  let drawn = '';
  let reviewed = '';
  let longest = 500;
  /** What is done once a phone is proved: the question, or a vote for one. */
  let afterwards: () => Promise<void> = ask;

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
    if (!ack.ok && ack.error.kind === 'unauthenticated') return prove('watch.verifyNote', ask);
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

  function prove(note: string, then: () => Promise<void>): void {
    afterwards = then;
    element('verify-note').textContent = say(note);
    step(verifyForm);
  }

  const support = supportBox({
    meetingId,
    list: element('published'),
    prove: (then) => prove('watch.supportNote', then),
    close: () => dialog.close(),
    tell: (words) => {
      element('said').textContent = words;
    },
    say,
    textOf,
  });

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
    if (answer?.ok) await afterwards();
    else complain(verifyForm, textOf(answer?.error ?? unavailable));
  }

  async function load(): Promise<void> {
    const answer = await fetch(`/api/live/${meetingId}/questions/mine`).catch(() => null);
    if (!answer?.ok) return;
    questions = ((await answer.json()) as { questions: readonly OwnQuestion[] }).questions;
    const { markup } = mineView({ say, reviewed }, questions);
    if (markup === drawn) return;
    if (drawn !== '') element('said').textContent = say(`watch.status.${questions[0]?.status ?? 'pending'}`);
    drawn = markup;
    element('mine').innerHTML = markup;
  }

  const field = askForm.querySelector('textarea');
  const count = (): void => {
    element('left').textContent = say('watch.left', { count: Math.max(0, longest - (field?.value.length ?? 0)) });
  };
  field?.addEventListener('input', count);

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
    if (field) field.value = question.text ?? '';
    count();
  });
  void load();
  setInterval(() => {
    if (questions.some(({ status }) => status === 'pending')) void load();
  }, askAgainMs);

  return {
    refresh(view) {
      const { chat, meetings } = view.state;
      const isOpen = canAsk(view);
      // The home page's link leads straight to the question.
      if (wish && isOpen) step(askForm);
      wish = false;
      (element('ask') as HTMLButtonElement).disabled = !isOpen;
      element('ask-words').textContent = askWords(view);
      element('ask').parentElement?.toggleAttribute('hidden', spanOf(meetings.phase).isOver);
      reviewed = reviewWords(view);
      if (field && longest !== chat.rules.longest) field.maxLength = longest = chat.rules.longest;
      count();
      support.refresh();
      const sign = JSON.stringify([
        chat.counts.published,
        chat.shown,
        chat.published.map(({ answer, raised }) => [answer, raised]),
      ]);
      if (known !== '' && known !== sign) void load();
      known = sign;
    },
  };
}
