/**
 * A fault the person running the product can mend. The message is one sentence that says what is wrong and what to do;
 * scripts print it without a stack and exit with `exitCode`.
 */
export class OperatorError extends Error {
  readonly exitCode: number;

  constructor(message: string, options: { cause?: unknown; exitCode?: number } = {}) {
    super(message, { cause: options.cause });
    this.name = 'OperatorError';
    this.exitCode = options.exitCode ?? 1;
  }
}

const DISK_FULL = /ENOSPC|No space left on device|could not (?:write|extend)[^\n]*: No space|disk quota exceeded/i;

/** Turns errors of the file system, Postgres and the network into the sentence an operator needs; others come back as they are. */
export function explain(error: unknown): Error {
  if (error instanceof OperatorError) return error;
  const original = error instanceof Error ? error : new Error(String(error));
  const code = 'code' in original ? String(original.code) : '';
  if (DISK_FULL.test(`${code} ${original.message}`) || code === '53100') {
    return new OperatorError('The disk is full: free some space (see `df -h`) and start again.', {
      cause: error,
      exitCode: 3,
    });
  }
  return original;
}
