import { randomInt } from 'node:crypto';
import { hashPassword } from 'better-auth/crypto';
import type { Actor } from '#server/kernel/actor.ts';
import { type Violation, violation } from '#server/kernel/errors.ts';
import { uuidV7 } from '#server/kernel/ids.ts';
import { err, ok, type Result } from '#server/kernel/result.ts';
import type { AccountRow, CreateAccount, FirstPassword, ReviseAccount } from './contract.ts';
import { keyedHash } from './phone.ts';
import { mayActOn, mayKeepAccounts } from './policy.ts';
import * as repo from './repo.ts';
import { inTurn } from './session.ts';

const forbidden = err(violation('forbidden', 'forbidden'));
const missing = err(violation('not_found', 'not_found'));
const taken = (field: 'username' | 'phone') =>
  err(violation('conflict', field === 'phone' ? 'identity.phoneTaken' : 'identity.usernameTaken'));

/** Without letters and figures that look alike on paper; three groups of four are read out without mistakes. */
const letters = 'abcdefghjkmnpqrstuvwxyz23456789';
const makePassword = (): string =>
  [0, 1, 2].map(() => Array.from({ length: 4 }, () => letters[randomInt(letters.length)]).join('')).join('-');

const toRow = (account: repo.StoredAccount, actor: Actor): AccountRow => ({
  userId: account.id,
  name: account.name,
  username: account.username,
  phone: account.phone,
  role: account.role,
  post: account.post ?? '',
  isDisabled: account.isDisabled,
  password: account.accounts.length === 0 ? 'none' : account.mustChangePassword ? 'first' : 'own',
  seenAt: account.sessions[0]?.updatedAt.getTime() ?? null,
  isMine: mayActOn(actor, account.role),
});

/** Every account, for those who keep them. */
export async function accounts(actor: Actor): Promise<readonly AccountRow[]> {
  return mayKeepAccounts(actor) ? (await repo.listAccounts()).map((account) => toRow(account, actor)) : [];
}

/** The account that is to be acted on, if the asker may (I16). */
async function within(actor: Actor, userId: string): Promise<Result<repo.StoredAccount, Violation>> {
  const [account] = await repo.findAccounts([userId]);
  if (!account) return missing;
  return mayActOn(actor, account.role) ? ok(account) : forbidden;
}

export async function createAccount(actor: Actor, input: CreateAccount): Promise<Result<FirstPassword, Violation>> {
  if (!mayKeepAccounts(actor) || !mayActOn(actor, input.role)) return forbidden;
  const [userId, password] = [uuidV7(), makePassword()];
  const hash = await inTurn(() => hashPassword(password));
  const written = await repo.createAccount({ userId, ...input }, hash, actor.userId);
  return written === 'written' ? ok({ userId, name: input.name, username: input.username, password }) : taken(written);
}

/** First passwords for any number of accounts; one that the asker may not touch refuses all (I16, I17). */
export async function givePasswords(
  actor: Actor,
  userIds: readonly string[],
): Promise<Result<readonly FirstPassword[], Violation>> {
  if (!mayKeepAccounts(actor)) return forbidden;
  const found = await repo.findAccounts(userIds);
  if (found.length !== new Set(userIds).size) return missing;
  if (found.some(({ role }) => !mayActOn(actor, role))) return forbidden;
  if (found.some(({ id }) => id === actor.userId)) return err(violation('invalid_state', 'identity.ownAccount'));
  const given: FirstPassword[] = [];
  for (const { id, name, username, phone } of found) {
    const password = makePassword();
    const hash = await inTurn(() => hashPassword(password));
    const lockKeys = [username, ...(phone ? [phone] : [])].map((typed) => keyedHash('sign-in', typed.toLowerCase()));
    await repo.writeFirstPassword(id, hash, actor.userId, lockKeys);
    given.push({ userId: id, name, username, password });
  }
  return ok(given);
}

/** Disables or enables an account (I18). */
export async function setStanding(actor: Actor, userId: string, isDisabled: boolean): Promise<Result<null, Violation>> {
  if (!mayKeepAccounts(actor)) return forbidden;
  const account = await within(actor, userId);
  if (!account.ok) return account;
  if (userId === actor.userId) return err(violation('invalid_state', 'identity.ownAccount'));
  if (account.value.isDisabled !== isDisabled) await repo.setDisabled(userId, isDisabled, actor.userId);
  return ok(null);
}

/** Changes name, role, post and phone of an account that is not a member's; a member's file is the roster's. */
export async function reviseAccount(
  actor: Actor,
  userId: string,
  input: ReviseAccount,
): Promise<Result<null, Violation>> {
  if (!mayKeepAccounts(actor)) return forbidden;
  const account = await within(actor, userId);
  if (!account.ok) return account;
  if (account.value.role === 'member') return err(violation('invalid_state', 'identity.inRoster'));
  if (!mayActOn(actor, input.role)) return forbidden;
  if (userId === actor.userId && input.role !== account.value.role)
    return err(violation('invalid_state', 'identity.ownAccount'));
  const { name, role, post, phone } = account.value;
  const before = { name, role, post: post ?? '', phone };
  const fields = Object.fromEntries(
    (['name', 'role', 'post', 'phone'] as const).flatMap((key) =>
      before[key] === input[key] ? [] : [[key, [before[key] ?? '', input[key] ?? ''] as const]],
    ),
  );
  const written = await repo.reviseAccount(userId, input, actor.userId, fields);
  return written === 'written' ? ok(null) : taken(written);
}
