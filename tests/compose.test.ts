import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { readEnv, SETTINGS } from '#server/platform/env.ts';

type Service = {
  image?: string;
  build?: string;
  environment?: Record<string, string | number>;
  volumes?: string[];
  depends_on?: Record<string, { condition: string }>;
  profiles?: string[];
  healthcheck?: object;
};
type Compose = { services: Record<string, Service>; volumes: Record<string, unknown> };

const ROOT = path.resolve(import.meta.dirname, '..');
const read = (file: string) => readFileSync(path.join(ROOT, file), 'utf8');
const text = read('docker-compose.yml');
const compose = parse(text, { merge: true }) as Compose;
const { services } = compose;

// What `docker compose` puts in for ${NAME} and ${NAME:?} when it is set, and for ${NAME:-default} when it is not.
const fill = (value: string | number) =>
  String(value).replaceAll(/\$\{[A-Z_]+(?::-([^}]*)|[^}]*)\}/g, (_, otherwise?: string) => otherwise ?? 'x'.repeat(32));

describe('docker-compose.yml', () => {
  test('has the production shape', () => {
    expect(Object.keys(services).toSorted()).toEqual(
      ['app1', 'app2', 'cache', 'egress', 'livekit', 'migrate', 'postgres', 'proxy', 'redis'].toSorted(),
    );
    expect(services['egress']?.profiles).toEqual(['recording']);
  });

  test('every service pins its image', () => {
    for (const service of Object.values(services)) {
      expect(service.image).toMatch(/^[a-z/-]+:(?!latest)[\w.-]+$/);
    }
  });

  test.each(['app1', 'app2', 'migrate'])('%s has only settings that exist, with values they accept', (name) => {
    const environment = services[name]?.environment ?? {};
    expect(Object.keys(environment).filter((key) => !(key in SETTINGS))).toEqual([]);
    const filled = Object.fromEntries(Object.entries(environment).map(([key, value]) => [key, fill(value)]));
    const env = readEnv(filled);
    expect(env.TRUST_PROXY).toBe(true);
    expect(env.REDIS_URL).toBe('redis://redis:6379');
  });

  test('what services wait for exists, and is checked for health where they wait for that', () => {
    for (const service of Object.values(services)) {
      for (const [needed, { condition }] of Object.entries(service.depends_on ?? {})) {
        expect(services).toHaveProperty(needed);
        if (condition === 'service_healthy') expect(services[needed]?.healthcheck).toBeDefined();
      }
    }
  });

  test('mounted files and volumes exist', () => {
    for (const service of Object.values(services)) {
      for (const volume of service.volumes ?? []) {
        const [source = ''] = volume.split(':');
        if (source.startsWith('.')) expect(existsSync(path.join(ROOT, source)), source).toBe(true);
        else expect(Object.keys(compose.volumes)).toContain(source);
      }
    }
    expect(existsSync(path.join(ROOT, 'Dockerfile'))).toBe(true);
  });

  test('every variable it asks for is in deploy/production.env.example', () => {
    const asked = new Set([...text.matchAll(/\$\{([A-Z_]+)/g)].map((match) => match[1]));
    const given = new Set(
      [...read('deploy/production.env.example').matchAll(/^([A-Z_]+)=/gm)].map((match) => match[1]),
    );
    expect([...asked].filter((name) => !given.has(name))).toEqual([]);
    expect([...given].filter((name) => !asked.has(name))).toEqual([]);
  });

  test("LiveKit's own configuration is valid YAML and makes no room by token alone", () => {
    const livekit = parse(fill(services['livekit']?.environment?.['LIVEKIT_CONFIG'] ?? '')) as {
      room: { auto_create: boolean };
      webhook: { urls: string[] };
    };
    expect(livekit.room.auto_create).toBe(false);
    expect(livekit.webhook.urls).toEqual(['http://proxy:8080/api/livekit/webhook']);
    expect(read('deploy/Caddyfile')).toContain(':8080 {');
  });

  test('the cache asks the nodes there are, and gets nothing that is for one person', () => {
    const nodes = Object.keys(services).filter((name) => /^app\d+$/.test(name));
    const cache = read('deploy/cache.conf');
    const proxy = read('deploy/Caddyfile');
    for (const name of nodes) {
      expect(cache).toContain(`server ${name}:3000;`);
      expect(proxy).toContain(`${name}:3000`);
    }
    expect(cache).toContain('proxy_set_header Cookie "";');
    expect(proxy).toContain('not query audience=room');
    expect(proxy).toContain('not header Cookie *');
  });

  const hasCompose = spawnSync('docker', ['compose', 'version']).status === 0;
  test.runIf(hasCompose)('docker compose accepts it', () => {
    const file = ['--env-file', 'deploy/production.env.example'];
    const env = { ...process.env, POSTGRES_PASSWORD: 'x', AUTH_SECRET: 'x', LIVEKIT_API_SECRET: 'x' };
    const result = spawnSync('docker', ['compose', ...file, 'config', '--quiet'], { cwd: ROOT, env, encoding: 'utf8' });
    expect(result.stderr).toBe('');
    expect(result.status).toBe(0);
  });
});
