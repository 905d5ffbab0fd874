import pino from 'pino';
import { logContext } from './log-context.ts';

/** Structured lines on standard output. Names, words and phone numbers never go in; ids do. */
export const logger = pino({
  level: process.env['LOG_LEVEL'] ?? 'info',
  base: { node: process.env['NODE_NAME'] ?? undefined },
  mixin: () => ({ ...logContext() }),
  timestamp: pino.stdTimeFunctions.isoTime,
  redact: {
    paths: ['*.password', '*.phone', '*.code', '*.text', '*.token', 'headers.cookie', 'headers.authorization'],
    remove: true,
  },
});
