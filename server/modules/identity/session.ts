import type { AccountRole, Actor } from '#server/kernel/actor.ts';
import { type Violation, violation } from '#server/kernel/errors.ts';
import type { UserId } from '#server/kernel/ids.ts';
import { err, ok, type Result } from '#server/kernel/result.ts';
import { logger } from '#server/platform/logger.ts';
import { auth } from './auth.ts';
import type { Me, SessionRow, WaysIn } from './contract.ts';
import { isEasyPassword } from './easy-password.ts';
import { keyedHash } from './phone.ts';
import * as repo from './repo.ts';
import { env } from './settings.ts';

const lockAfter = 5;
const lockMs = 15 * 60_000;
const refusal = violation('unauthenticated', 'identity.signInFailed');
/** How exactly the time of last use is kept; a write per request would be too dear. */
const stampEveryMs = 60_000;
const idleMs = env.IDLE_TIMEOUT_MINUTES * 60_000;

/** One password check at a time: scrypt takes a core for tens of milliseconds (I7). */
let turn: Promise<unknown> = Promise.resolve();
export function inTurn<T>(task: () => Promise<T>): Promise<T> {
  const mine = turn.then(task, task);
  turn = mine.catch(() => undefined);
  return mine;
}

async function isLockedOut(key: string): Promise<boolean> {
  const failure = await repo.readFailure(key);
  return failure?.lockedUntil != null && failure.lockedUntil > new Date();
}

/**
 * Signs a person in by user name or phone. Every refusal is the same, and an unknown account costs a password check too
 * (I2, I3). The headers carry the session cookie.
 */
export async function signIn(
  identifier: string,
  password: string,
  headers: Headers,
): Promise<Result<Headers, Violation>> {
  const username = await repo.findUsername(identifier);
  // User name and phone of one account are counted together, or there would be twice as many tries.
  const key = keyedHash('sign-in', (username ?? identifier).toLowerCase());
  const isLocked = await isLockedOut(key);
  const answer = await inTurn(async () => {
    try {
      // A name that no account can have, so that the library still spends the time of a check.
      return await auth.api.signInUsername({
        body: { username: username ?? 'nobody.at.all', password },
        headers,
        returnHeaders: true,
      });
    } catch {
      return null;
    }
  });
  const isRight = answer?.response != null && username !== null;
  if (isRight && !isLocked) {
    await repo.clearFailures(key);
    logger.info({ userId: (answer.response as { user?: { id?: string } }).user?.id }, 'signed in');
    return ok(answer.headers);
  }
  if (isRight) {
    const token = (answer.response as { token?: string }).token;
    if (token)
      await auth.api
        .revokeSession({ body: { token }, headers: new Headers({ cookie: cookieOf(answer.headers) }) })
        .catch(() => undefined);
  }
  await repo.countFailure(key, lockAfter, lockMs);
  // The key tells failures for one account together and says nothing about who it is.
  logger.info({ key: key.slice(0, 16), isLocked }, 'sign-in failed');
  return err(refusal);
}

const cookieOf = (headers: Headers): string =>
  headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0] ?? '')
    .join('; ');

/** The person of a request, also one who has yet to change the password; null without a session or after the idle time (I5). */
export async function meOfHeaders(headers: Headers): Promise<Me | null> {
  if (!headers.get('cookie')) return null;
  // The library would stamp the session as used before we have seen how long it was not.
  const found = await auth.api.getSession({ headers, query: { disableRefresh: true } });
  if (!found) return null;
  const { session, user } = found;
  const unusedMs = Date.now() - new Date(session.updatedAt).getTime();
  if (unusedMs > idleMs) {
    await repo.deleteSession(session.id);
    return null;
  }
  if (user.isDisabled) return null;
  if (unusedMs > stampEveryMs) await repo.touchSessions([session.id]);
  return {
    userId: user.id,
    name: user.name,
    username: user.username ?? '',
    role: user.role ?? 'member',
    sessionId: session.id,
    mustChangePassword: user.mustChangePassword === true,
  };
}

export const asActor = (me: Me): Actor | null =>
  me.mustChangePassword
    ? null
    : {
        kind: 'user',
        userId: me.userId as UserId,
        role: me.role as AccountRole,
        sessionId: me.sessionId,
        name: me.name,
      };

/** Who asks, as the rest of the product knows them; null for anyone without a full session (I4). */
export async function actorOfHeaders(headers: Headers): Promise<Actor | null> {
  const me = await meOfHeaders(headers);
  return me && asActor(me);
}

/** Changes the own password; all sessions of the person end and a fresh one begins (I14). */
export async function changePassword(
  me: Me,
  current: string,
  next: string,
  headers: Headers,
): Promise<Result<Headers, Violation>> {
  if (current === next) return err(violation('invalid_input', 'identity.samePassword'));
  const own = await repo.findOwnWords(me.userId);
  if (own && isEasyPassword(next, own)) return err(violation('invalid_input', 'identity.easyPassword'));
  // Who holds somebody's open session may not guess the password at leisure.
  const key = keyedHash('password', me.userId);
  const isLocked = await isLockedOut(key);
  const changed = await inTurn(async () => {
    if (isLocked) return null;
    try {
      return await auth.api.changePassword({
        body: { currentPassword: current, newPassword: next, revokeOtherSessions: true },
        headers,
        returnHeaders: true,
      });
    } catch {
      return null;
    }
  });
  if (!changed) {
    if (!isLocked) await repo.countFailure(key, lockAfter, lockMs);
    return err(violation('invalid_input', 'identity.wrongPassword'));
  }
  await repo.clearFailures(key);
  await repo.setPasswordChanged(me.userId);
  return ok(changed.headers);
}

export async function sessionsOf(me: Me): Promise<readonly SessionRow[]> {
  const rows = await repo.listSessions(me.userId);
  return rows.map((row) => ({
    sessionId: row.id,
    isCurrent: row.id === me.sessionId,
    userAgent: row.userAgent ?? '',
    address: row.ipAddress ?? '',
    createdAt: row.createdAt.getTime(),
    seenAt: row.updatedAt.getTime(),
  }));
}

/** Ends one of the person's own sessions; the database tells every node (I6). */
export const endSession = async (me: Me, sessionId: string): Promise<boolean> =>
  (await repo.deleteSession(sessionId, me.userId)).count === 1;

/** What the account page shows of the person's ways in. */
export async function waysIn(me: Me): Promise<WaysIn> {
  const [passkeys, links] = await Promise.all([repo.listPasskeys(me.userId), repo.countLinks(me.userId)]);
  return {
    passkeys: passkeys.map(({ id, name, createdAt }) => ({ id, name: name ?? '', createdAt: createdAt.getTime() })),
    singleSignOn: hasSingleSignOn ? (links > 0 ? 'linked' : 'unlinked') : 'off',
  };
}

/** Whether the operator has set up an issuer. */
export const hasSingleSignOn = env.OIDC_ISSUER !== undefined && env.OIDC_CLIENT_ID !== undefined;

export const touchSessions = repo.touchSessions;
