import { violation } from '#server/kernel/errors.ts';
import { uuidV7 } from '#server/kernel/ids.ts';
import type { CommandAck } from '#server/kernel/protocol.ts';

/** Carries one command to the server; rejects when no answer came. */
export type Carry = (command: WaitingCommand, timeoutMs: number) => Promise<CommandAck>;

export interface WaitingCommand {
  readonly commandId: string;
  readonly type: string;
  readonly input: unknown;
}

export interface CommandQueueLimits {
  /** Commands that may wait for an answer at once. */
  readonly size: number;
  readonly answerMs: number;
  readonly giveUpMs: number;
  readonly firstPauseMs: number;
  readonly longestPauseMs: number;
}

export const commandQueueLimits: CommandQueueLimits = {
  size: 50,
  answerMs: 6_000,
  giveUpMs: 60_000,
  firstPauseMs: 400,
  longestPauseMs: 8_000,
};

export interface CommandQueue {
  readonly send: (type: string, input: unknown) => Promise<CommandAck>;
  /** The line is there (again): everything unanswered goes out, oldest first. */
  readonly resume: () => void;
  readonly pause: () => void;
  /** Nothing will be answered any more. */
  readonly close: (code: string) => void;
}

interface Waiting extends WaitingCommand {
  readonly settle: (ack: CommandAck) => void;
  attempts: number;
  isOnTheWay: boolean;
  retry: ReturnType<typeof setTimeout> | undefined;
}

const refused = (kind: 'unavailable' | 'rate_limited', code: string): CommandAck => ({
  ok: false,
  error: violation(kind, code),
});

/** Whether the same command may be answered otherwise in a moment; a refusal by a rule is final. */
const isPassing = (ack: CommandAck): boolean => !ack.ok && ack.error.kind === 'unavailable';

/** Each command has one id and is repeated under it until it is answered, so that it happens once. */
export function commandQueue(carry: Carry, limits: CommandQueueLimits = commandQueueLimits): CommandQueue {
  const waiting = new Map<string, Waiting>();
  let isOpen = false;

  function settle(command: Waiting, ack: CommandAck): void {
    if (!waiting.delete(command.commandId)) return;
    clearTimeout(command.retry);
    command.settle(ack);
  }

  function later(command: Waiting): void {
    command.isOnTheWay = false;
    const pauseMs = Math.min(limits.longestPauseMs, limits.firstPauseMs * 2 ** command.attempts++);
    command.retry = setTimeout(() => attempt(command), pauseMs);
  }

  function attempt(command: Waiting): void {
    if (!isOpen || command.isOnTheWay || !waiting.has(command.commandId)) return;
    command.isOnTheWay = true;
    clearTimeout(command.retry);
    const { commandId, type, input } = command;
    carry({ commandId, type, input }, limits.answerMs).then(
      (ack) => (isPassing(ack) ? later(command) : settle(command, ack)),
      () => later(command),
    );
  }

  return {
    send: (type, input) =>
      new Promise((resolve) => {
        if (waiting.size >= limits.size) return resolve(refused('rate_limited', 'live.queueFull'));
        const giveUp = setTimeout(() => settle(command, refused('unavailable', 'live.unanswered')), limits.giveUpMs);
        const command: Waiting = {
          commandId: uuidV7(),
          type,
          input,
          attempts: 0,
          isOnTheWay: false,
          retry: undefined,
          settle(ack) {
            clearTimeout(giveUp);
            resolve(ack);
          },
        };
        waiting.set(command.commandId, command);
        attempt(command);
      }),
    resume() {
      isOpen = true;
      for (const command of waiting.values()) attempt(command);
    },
    pause() {
      isOpen = false;
    },
    close(code) {
      isOpen = false;
      for (const command of waiting.values()) settle(command, refused('unavailable', code));
    },
  };
}
