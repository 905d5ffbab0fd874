import { createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import { type MeetingId, uuidV7 } from '#server/kernel/ids.ts';
import { pageKey, programmePage, readPageKey, type Signer } from './page-key.ts';

const signerOf = (secret: string): Signer => {
  const hash = (purpose: string, value: string) =>
    createHmac('sha256', secret).update(`${purpose} ${value}`).digest('hex');
  return {
    sign: (purpose, value) => `${value}.${hash(purpose, value)}`,
    unsign(purpose, signed) {
      const value = signed.slice(0, signed.lastIndexOf('.'));
      return `${value}.${hash(purpose, value)}` === signed ? value : null;
    },
  };
};
const signer = signerOf('one');
const [meetingId, other] = [uuidV7() as MeetingId, uuidV7() as MeetingId];
const now = 1_000_000;

test('G15 a key opens one meeting for one audience, for a while', () => {
  const key = pageKey(signer, meetingId, 'room', now);
  expect(readPageKey(signer, meetingId, key, now + 60_000)).toBe('room');
  expect(readPageKey(signer, other, key, now)).toBeNull();
  expect(readPageKey(signer, meetingId, key, now + 121_000)).toBeNull();
  expect(readPageKey(signer, meetingId, key.replace('room', 'public'), now)).toBeNull();
  expect(readPageKey(signerOf('two'), meetingId, key, now)).toBeNull();
  for (const bad of ['', '.', 'x.y.z', signer.sign('another purpose', `${meetingId}.room.${now + 1_000}`)])
    expect(readPageKey(signer, meetingId, bad, now)).toBeNull();
});

test('G14 an egress is sent to the page of the meeting, with a key in the address', () => {
  const address = new URL(programmePage(signer, 'https://zx.example')(meetingId, 'public'));
  expect(address.pathname).toBe(`/live/${meetingId}/programme`);
  expect(readPageKey(signer, meetingId, address.searchParams.get('key') ?? '', Date.now())).toBe('public');
});
