import { describe, expect, test } from 'vitest';
import { parseSettings, readEnv } from './env.ts';

const least = {
  DATABASE_URL: 'postgresql://a:b@127.0.0.1:5432/app',
  AUTH_SECRET: 'x'.repeat(32),
};

describe('readEnv', () => {
  test('fills in the defaults', () => {
    const env = readEnv(least);
    expect(env.PORT).toBe(3000);
    expect(env.HOST).toBe('127.0.0.1');
    expect(env.APP_URL).toBe('http://localhost:3000');
    expect(env.SERVICES).toEqual(['web', 'realtime', 'worker', 'media']);
    expect(env.TRUSTED_ORIGINS).toEqual([]);
    expect(env.LIVEKIT_URL).toBeUndefined();
  });

  test('an empty variable counts as unset', () => {
    expect(readEnv({ ...least, PORT: '', REDIS_URL: '' }).PORT).toBe(3000);
  });

  test('browsers reach LiveKit where the server does, unless told otherwise', () => {
    const livekit = {
      LIVEKIT_URL: 'http://127.0.0.1:7880',
      LIVEKIT_API_KEY: 'key',
      LIVEKIT_API_SECRET: 's'.repeat(32),
    };
    expect(readEnv({ ...least, ...livekit }).LIVEKIT_PUBLIC_URL).toBe('ws://127.0.0.1:7880');
  });

  test.each([
    [{ PORT: 'eighty' }, 'PORT must be a whole number from 1 to 65535 (it is "eighty").'],
    [{ HASH: 'md5' }, 'HASH must be one of sha256, sm3 (it is "md5").'],
    [{ TRUST_PROXY: 'maybe' }, 'TRUST_PROXY must be 1 or 0 (it is "maybe").'],
    [
      { APP_URL: 'example.org' },
      'APP_URL must be an address that starts with http:// or https:// (it is "example.org").',
    ],
    [{ SERVICES: 'web,mail' }, 'SERVICES must be one of web, realtime, worker, media (it is "web,mail").'],
    [{ LIVEKIT_URL: 'http://x:1' }, 'LIVEKIT_API_KEY is not set, but LIVEKIT_URL is: set both or neither.'],
    [{ AUTH_SECRET: 'short' }, 'AUTH_SECRET must have at least 32 characters.'],
    [
      { DATABASE_URL: 'mysql://secret@x/y' },
      'DATABASE_URL must be an address that starts with postgresql:// or postgres://.',
    ],
    [{ DATABASE_URL: undefined }, 'DATABASE_URL is not set: set it, or use npm start, which sees to it.'],
  ])('%j is refused in one sentence', (wrong, sentence) => {
    expect(() => readEnv({ ...least, ...wrong })).toThrow(sentence);
  });

  test('commands may read settings before the database exists', () => {
    expect(parseSettings({}).LIVEKIT_PORT).toBe(7880);
  });
});
