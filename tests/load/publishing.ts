import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { endProcess } from '#server/platform/local/supervise.ts';
import type { Colour, SignalOptions } from '#tests/support/signal-publisher.ts';

export type PublisherOrder =
  | { readonly kind: 'join'; readonly ticket: { url: string; token: string }; readonly options: SignalOptions }
  | { readonly kind: 'show'; readonly colour: Colour; readonly hz: number }
  | { readonly kind: 'leave' };

/** A publisher in another process. */
export class FarPublisher {
  readonly #child: ChildProcess;

  constructor() {
    this.#child = fork(path.join(import.meta.dirname, 'publisher.ts'), {
      execArgv: ['--disable-warning=ExperimentalWarning'],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
  }

  async #order(order: PublisherOrder): Promise<void> {
    this.#child.send(order);
    const [answer] = (await once(this.#child, 'message')) as [{ failed?: string }];
    if (answer.failed) throw new Error(answer.failed);
  }

  join(ticket: { url: string; token: string }, options: SignalOptions): Promise<void> {
    return this.#order({ kind: 'join', ticket, options });
  }

  show(colour: Colour, hz: number): Promise<void> {
    return this.#order({ kind: 'show', colour, hz });
  }

  /** Goes as a lost connection does. */
  async vanish(): Promise<void> {
    const over = once(this.#child, 'exit');
    this.#child.kill('SIGKILL');
    await over;
  }

  async leave(): Promise<void> {
    if (this.#child.connected) this.#child.send({ kind: 'leave' } satisfies PublisherOrder);
    await endProcess(this.#child, 3_000);
  }
}
