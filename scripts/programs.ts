import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { OperatorError } from '#server/platform/local/operator-error.ts';
import { runQuietly } from './prepare.ts';
import { step } from './progress.ts';

type Program = { apt: string; isThere: () => boolean };

const isOnPath = (name: string) => spawnSync('sh', ['-c', `command -v ${name}`]).status === 0;

/** The browser of the journeys: CHROMIUM_PATH, or an installed Chromium or Chrome. */
export function findChromium(): string | undefined {
  const given = process.env['CHROMIUM_PATH'];
  const usual = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
  return [...(given ? [given] : []), ...usual].find((file) => existsSync(file));
}

const PROGRAMS: readonly Program[] = [
  { apt: 'chromium', isThere: () => findChromium() !== undefined },
  { apt: 'redis-server', isThere: () => isOnPath('redis-server') },
  // Without a Chinese font every picture and layout of the journeys is wrong.
  {
    apt: 'fonts-noto-cjk',
    isThere: () =>
      spawnSync('fc-list', [':lang=zh'], { encoding: 'utf8' }).stdout?.trim() !== '' && isOnPath('fc-list'),
  },
];

/** Sees that the system programs of the tests are there: installs them as root, else says which command does. */
export async function ensurePrograms(): Promise<void> {
  const missing = PROGRAMS.filter((program) => !program.isThere()).map((program) => program.apt);
  if (missing.length === 0) return;
  // fc-list belongs to fontconfig, which a bare system may lack as well.
  const packages = missing.includes('fonts-noto-cjk') ? [...missing, 'fontconfig'] : missing;
  const command = `apt-get install -y --no-install-recommends ${packages.join(' ')}`;
  if (process.getuid?.() !== 0 || !isOnPath('apt-get')) {
    throw new OperatorError(`The tests need ${missing.join(', ')}: run sudo ${command}`);
  }
  await step(`installing ${packages.join(', ')}`, async () => {
    await runQuietly('apt-get', ['update', '-q']);
    await runQuietly('apt-get', ['install', '-y', '-q', '--no-install-recommends', ...packages]);
  });
  const still = PROGRAMS.filter((program) => !program.isThere()).map((program) => program.apt);
  if (still.length > 0) throw new OperatorError(`${still.join(', ')} is still missing after: ${command}`);
}
