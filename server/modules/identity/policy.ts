import type { Actor } from '#server/kernel/actor.ts';

/** Officers and admins keep accounts (I16). */
export const mayKeepAccounts = (actor: Actor): actor is Extract<Actor, { kind: 'user' }> =>
  actor.kind === 'user' && (actor.role === 'officer' || actor.role === 'admin');

const isOfTheOffice = (role: string): boolean => role === 'officer' || role === 'admin';

/** Who runs the office is the admins' to say (I16). */
export const mayActOn = (actor: Actor, role: string): boolean =>
  mayKeepAccounts(actor) && (actor.role === 'admin' || !isOfTheOffice(role));
