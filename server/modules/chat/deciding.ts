import { type Violation, violation } from '#server/kernel/errors.ts';
import type { DecideContext, Decision, NewEvent } from '#server/kernel/live.ts';
import { err, ok, type Result } from '#server/kernel/result.ts';

export type Decided = Result<Decision, Violation>;

export const event = (name: string, payload: object): NewEvent => ({
  type: `chat.${name}`,
  payload: payload as Readonly<Record<string, unknown>>,
});
export const done = (...events: readonly NewEvent[]): Decided => ok({ events });
export const refuse = (kind: Violation['kind'], code: string, params?: Record<string, string | number>): Decided =>
  err(violation(kind, `chat.${code}`, params));
export const isModerator = ({ facts }: DecideContext): boolean =>
  facts.roles.some((role) => role === 'chair' || role === 'clerk' || role === 'officer');
