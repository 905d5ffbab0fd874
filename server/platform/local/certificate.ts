import { createHash, createPublicKey, generateKeyPairSync, sign, X509Certificate } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { isIPv4 } from 'node:net';
import path from 'node:path';

/** A key and a certificate in PEM. */
export type Certificate = { key: string; cert: string; fingerprint: string };

const DAY_MS = 86_400_000;
// iOS and macOS refuse certificates that are valid for longer than 825 days.
const VALID_DAYS = 800;

/** The self-signed certificate of `dir` for these names and addresses; made anew when it is missing, old or for others. */
export function selfSignedCertificate(dir: string, names: readonly string[], now: Date = new Date()): Certificate {
  const keyFile = path.join(dir, 'key.pem');
  const certFile = path.join(dir, 'cert.pem');
  if (existsSync(keyFile) && existsSync(certFile)) {
    const cert = readFileSync(certFile, 'utf8');
    if (fits(new X509Certificate(cert), names, now)) return describe(readFileSync(keyFile, 'utf8'), cert);
  }
  const made = makeCertificate(names, now);
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  writeFileSync(keyFile, made.key, { mode: 0o600 });
  writeFileSync(certFile, made.cert);
  return made;
}

function fits(cert: X509Certificate, names: readonly string[], now: Date): boolean {
  const isCurrent = new Date(cert.validTo).getTime() > now.getTime() + 7 * DAY_MS;
  return isCurrent && names.every((name) => (isIPv4(name) ? cert.checkIP(name) : cert.checkHost(name)));
}

function describe(key: string, cert: string): Certificate {
  return { key, cert, fingerprint: new X509Certificate(cert).fingerprint256 };
}

// Node can read certificates but not make them. What follows is the little DER that one certificate needs (X.690, RFC 5280).
function der(tag: number, ...parts: Uint8Array[]): Buffer {
  const body = Buffer.concat(parts);
  const size: number[] = [];
  for (let rest = body.length; rest > 0; rest = Math.floor(rest / 256)) size.unshift(rest % 256);
  const length = body.length < 128 ? [body.length] : [0x80 | size.length, ...size];
  return Buffer.concat([Buffer.from([tag, ...length]), body]);
}

const sequence = (...parts: Uint8Array[]) => der(0x30, ...parts);
const objectId = (hex: string) => der(0x06, Buffer.from(hex, 'hex'));
const utf8 = (text: string) => der(0x0c, Buffer.from(text, 'utf8'));
const bitString = (bytes: Uint8Array, unusedBits = 0) => der(0x03, Buffer.from([unusedBits]), bytes);
const octets = (bytes: Uint8Array) => der(0x04, bytes);
const boolean = (value: boolean) => der(0x01, Buffer.from([value ? 0xff : 0]));
// The leading 1 keeps the number positive and without padding, whatever the bytes.
const positive = (bytes: Buffer) => der(0x02, Buffer.concat([Buffer.from([0x01]), bytes]));
const utcTime = (at: Date) => der(0x17, Buffer.from(`${at.toISOString().replace(/[-:T]/g, '').slice(2, 14)}Z`));

const ECDSA_SHA256 = sequence(objectId('2a8648ce3d040302'));
const COMMON_NAME = '550403';
const BASIC_CONSTRAINTS = '551d13';
const KEY_USAGE = '551d0f';
const EXTENDED_KEY_USAGE = '551d25';
const ALTERNATIVE_NAMES = '551d11';
const SERVER_AUTH = '2b06010505070301';

function alternativeName(name: string): Buffer {
  if (isIPv4(name)) return der(0x87, Buffer.from(name.split('.').map(Number)));
  return der(0x82, Buffer.from(name, 'ascii'));
}

function makeCertificate(names: readonly string[], now: Date): Certificate {
  const { privateKey, publicKey } = generateKeyPairSync('ec', {
    namedCurve: 'prime256v1',
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
  const spki = createPublicKey(publicKey).export({ type: 'spki', format: 'der' });
  // Derived from the key, so unique.
  const serial = createHash('sha256').update(spki).digest().subarray(0, 16);
  const name = sequence(der(0x31, sequence(objectId(COMMON_NAME), utf8(names[0] ?? 'localhost'))));
  const from = new Date(now.getTime() - DAY_MS);
  const to = new Date(now.getTime() + VALID_DAYS * DAY_MS);
  const extension = (id: string, isCritical: boolean, value: Uint8Array) =>
    sequence(objectId(id), ...(isCritical ? [boolean(true)] : []), octets(value));
  const extensions = sequence(
    // A certificate authority of its own, so that phones can install it as a trusted one.
    extension(BASIC_CONSTRAINTS, true, sequence(boolean(true))),
    // digitalSignature, keyCertSign
    extension(KEY_USAGE, true, bitString(Buffer.from([0x84]), 2)),
    extension(EXTENDED_KEY_USAGE, false, sequence(objectId(SERVER_AUTH))),
    extension(ALTERNATIVE_NAMES, false, sequence(...names.map(alternativeName))),
  );
  const body = sequence(
    der(0xa0, der(0x02, Buffer.from([2]))),
    positive(serial),
    ECDSA_SHA256,
    name,
    sequence(utcTime(from), utcTime(to)),
    name,
    spki,
    der(0xa3, extensions),
  );
  const signature = sign('sha256', body, privateKey);
  const certificate = sequence(body, ECDSA_SHA256, bitString(signature)).toString('base64');
  const lines = certificate.match(/.{1,64}/g) ?? [];
  return describe(privateKey, `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`);
}
