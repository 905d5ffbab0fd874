import type { Actor } from '#server/kernel/actor.ts';

/** Office staff keep the roster. */
export const mayKeepRoster = (actor: Actor): boolean =>
  actor.kind === 'user' && (actor.role === 'officer' || actor.role === 'admin');

/** Contacts are for the office and for the person (B3). */
export const mayReadContacts = (actor: Actor, userId: string): boolean =>
  mayKeepRoster(actor) || (actor.kind === 'user' && actor.userId === userId);

/** The roster without contacts is for everyone with an account. */
export const mayReadRoster = (actor: Actor): boolean => actor.kind === 'user';
