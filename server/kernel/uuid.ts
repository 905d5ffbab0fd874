/** Fills a byte array with random bytes; the default is the platform's Web Crypto. */
export type RandomBytes = (length: number) => Uint8Array;
const webCrypto: RandomBytes = (length) => globalThis.crypto.getRandomValues(new Uint8Array(length));

/**
 * A UUID version 7 (RFC 9562 section 5.7): 48 bits of Unix milliseconds, then random bits, so ids sort by time.
 * @param atMs Unix time in milliseconds.
 */
export function uuidV7(atMs: number = Date.now(), random: RandomBytes = webCrypto): string {
  const bytes = random(16);
  let time = atMs;
  for (let i = 5; i >= 0; i--) {
    bytes[i] = time % 256;
    time = Math.floor(time / 256);
  }
  bytes[6] = 0x70 | ((bytes[6] ?? 0) & 0x0f);
  bytes[8] = 0x80 | ((bytes[8] ?? 0) & 0x3f);
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
