import {
  createCipheriv,
  createHmac,
  createSecretKey,
  hkdfSync,
  type KeyObject,
  randomBytes,
  timingSafeEqual,
} from 'node:crypto';
import { env } from './settings.ts';

const secret = env.AUTH_SECRET;
const keys = new Map<string, KeyObject>();
const mostKeys = 64;

/** Derived once for a purpose; the oldest is let go when there are many (every vote has a purpose of its own). */
function keyFor(purpose: string): KeyObject {
  const known = keys.get(purpose);
  if (known) return known;
  const key = createSecretKey(Buffer.from(hkdfSync('sha256', secret, 'consultation-hub', purpose, 32)));
  const [oldest] = keys.keys();
  if (keys.size >= mostKeys && oldest !== undefined) keys.delete(oldest);
  keys.set(purpose, key);
  return key;
}

/** A hash that nobody without the server's secret can compute, for looking things up without keeping them (I9). */
export const keyedHash = (purpose: string, text: string): string =>
  createHmac('sha256', keyFor(purpose)).update(text).digest('hex');

/** AES-256-GCM under a key of its own; only the office's look-up will decrypt it. */
export function encryptPhone(phone: string): string {
  const iv = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', keyFor('phone'), iv);
  const sealed = Buffer.concat([cipher.update(phone, 'utf8'), cipher.final()]);
  return Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString('base64');
}

/** A value that only this server can have issued: `<value>.<signature>`. */
export const sign = (purpose: string, value: string): string => `${value}.${keyedHash(purpose, value)}`;

export function unsign(purpose: string, signed: string): string | null {
  const at = signed.lastIndexOf('.');
  if (at < 1) return null;
  const value = signed.slice(0, at);
  const given = Buffer.from(signed.slice(at + 1));
  const expected = Buffer.from(keyedHash(purpose, value));
  return given.length === expected.length && timingSafeEqual(given, expected) ? value : null;
}
