import { randomInt } from 'node:crypto';
import type { Actor } from '#server/kernel/actor.ts';
import { type Violation, violation } from '#server/kernel/errors.ts';
import { err, ok, type Result } from '#server/kernel/result.ts';
import { logger } from '#server/platform/logger.ts';
import { encryptPhone, keyedHash, sign, unsign } from './phone.ts';
import * as repo from './repo.ts';
import type { CodeSender } from './senders.ts';
import { env } from './settings.ts';

const lifeMs = 5 * 60_000;
const pauseMs = 60_000;
const tries = 5;
const cookieDays = 30;
export const visitorCookie = env.APP_URL.startsWith('https://') ? '__Host-hub.visitor' : 'hub.visitor';

export async function requestCode(phone: string, sender: CodeSender): Promise<Result<null, Violation>> {
  const code = String(randomInt(0, 1_000_000)).padStart(6, '0');
  const phoneHash = keyedHash('phone', phone);
  const isStored = await repo.storeCode(phoneHash, keyedHash('code', `${phone} ${code}`), lifeMs, pauseMs);
  if (!isStored) return err(violation('rate_limited', 'identity.codeTooSoon', { seconds: pauseMs / 1000 }));
  try {
    await sender.send(phone, code);
  } catch (error) {
    // Nothing arrived, so the pause between two codes must not hold the person up.
    await repo.dropCode(phoneHash);
    logger.warn({ err: error }, 'phone code');
    return err(violation('unavailable', 'identity.codeNotSent'));
  }
  return ok(null);
}

/** The cookie of a visitor whose phone was proved. */
export async function verifyCode(phone: string, code: string, name: string): Promise<Result<string, Violation>> {
  const phoneHash = keyedHash('phone', phone);
  if (!(await repo.tryCode(phoneHash, keyedHash('code', `${phone} ${code}`), tries))) {
    return err(violation('invalid_input', 'identity.wrongCode'));
  }
  const visitor = await repo.upsertVisitor(phoneHash, encryptPhone(phone), name);
  return ok(sign('visitor', visitor.id));
}

export const setCookie = (value: string, isSecure: boolean): string =>
  `${visitorCookie}=${value}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${cookieDays * 86_400}${isSecure ? '; Secure' : ''}`;

export async function visitorOfHeaders(headers: Headers): Promise<Actor | null> {
  const pair = headers
    .get('cookie')
    ?.split(';')
    .map((part) => part.trim())
    .find((part) => part.startsWith(`${visitorCookie}=`));
  const visitorId = pair && unsign('visitor', pair.slice(visitorCookie.length + 1));
  const visitor = visitorId ? await repo.readVisitor(visitorId) : null;
  return visitor && { kind: 'visitor', visitorId: visitor.id, phoneVerified: true, name: visitor.name };
}
