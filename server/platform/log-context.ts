import { AsyncLocalStorage } from 'node:async_hooks';

/** What every log line of a piece of work carries; ids only. */
export interface LogContext {
  readonly requestId?: string;
  readonly meetingId?: string;
  readonly commandId?: string;
}

const storage = new AsyncLocalStorage<LogContext>();

/** Runs `task` so that everything logged on its way, however deep, names these ids too. */
export const inLogContext = <T>(context: LogContext, task: () => T): T =>
  storage.run({ ...storage.getStore(), ...context }, task);

/** Runs `task` with these ids alone: work for many that one of them happened to start. */
export const inOwnLogContext = <T>(context: LogContext, task: () => T): T => storage.run(context, task);

export const logContext = (): LogContext => storage.getStore() ?? {};
