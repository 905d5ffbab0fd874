import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import dgram from 'node:dgram';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { OperatorError } from './operator-error.ts';
import { endRecorded, record } from './recorded.ts';
import { type Supervised, supervise } from './supervise.ts';

/** The LiveKit version the product is tested with. */
export const LIVEKIT_VERSION = '1.13.5';

const EXE = process.platform === 'win32' ? '.exe' : '';

// SHA-256 of the archives of the official release, as in its checksums.txt. There is none for macOS.
const RELEASES: Record<string, { archive: string; sha256: string }> = {
  'linux-x64': {
    archive: `livekit_${LIVEKIT_VERSION}_linux_amd64.tar.gz`,
    sha256: 'c020fac437b7cc9b776eef1ad5ea8af77be9acfa07602eca20a3a44930dfbc70',
  },
  'linux-arm64': {
    archive: `livekit_${LIVEKIT_VERSION}_linux_arm64.tar.gz`,
    sha256: '332015305518765fe05bad74fc3a9d9583e635e7dd130de3c4fc563d69c550f3',
  },
  'win32-x64': {
    archive: `livekit_${LIVEKIT_VERSION}_windows_amd64.zip`,
    sha256: '3ec7eaa76ef64063bf21f78364733703e0969612cb92ffd60661ed45fa4a8906',
  },
  'win32-arm64': {
    archive: `livekit_${LIVEKIT_VERSION}_windows_arm64.zip`,
    sha256: '9a0facddf31346f22854a1beaeaaa2c623c165078c54765115b249d771eb0b66',
  },
};

/** Where a LiveKit binary came from. */
export type LiveKitBinary = { file: string; origin: 'PATH' | 'cache' | 'go install' | 'release' };

/**
 * Finds a LiveKit server: on PATH, in the cache, built with Go, or the checked release download, in this order.
 * Throws OperatorError when none can be had.
 */
export async function findLiveKit(cacheDir: string): Promise<LiveKitBinary> {
  if (runs(`livekit-server${EXE}`)) return { file: `livekit-server${EXE}`, origin: 'PATH' };
  const dir = path.join(path.resolve(cacheDir), LIVEKIT_VERSION);
  const cached = path.join(dir, `livekit-server${EXE}`);
  if (runs(cached)) return { file: cached, origin: 'cache' };
  mkdirSync(dir, { recursive: true });
  const reasons: string[] = [];
  if (runs('go', 'version')) {
    try {
      await buildWithGo(dir, cached);
      return { file: cached, origin: 'go install' };
    } catch (error) {
      reasons.push(`go install failed (${lastLine(error)})`);
    }
  } else {
    reasons.push('there is no Go');
  }
  try {
    await downloadRelease(dir, cached);
    return { file: cached, origin: 'release' };
  } catch (error) {
    reasons.push(lastLine(error));
  }
  throw new OperatorError(
    `LiveKit ${LIVEKIT_VERSION} cannot be had: ${reasons.join('; ')}. Put livekit-server on PATH, or set LIVEKIT_URL, LIVEKIT_API_KEY and LIVEKIT_API_SECRET.`,
  );
}

function lastLine(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.trim().split('\n').at(-1) ?? text;
}

function runs(file: string, flag = '--version'): boolean {
  if (path.isAbsolute(file) && !existsSync(file)) return false;
  return spawnSync(file, [flag], { stdio: 'ignore', timeout: 20_000 }).status === 0;
}

async function buildWithGo(dir: string, target: string): Promise<void> {
  const bin = mkdtempSync(path.join(dir, 'go-'));
  try {
    await runToEnd('go', ['install', `github.com/livekit/livekit-server/cmd/server@v${LIVEKIT_VERSION}`], {
      ...process.env,
      GOBIN: bin,
    });
    renameSync(path.join(bin, `server${EXE}`), target);
  } finally {
    rmSync(bin, { recursive: true, force: true });
  }
}

function runToEnd(command: string, args: string[], environment: NodeJS.ProcessEnv): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { env: environment, stdio: ['ignore', 'ignore', 'pipe'] });
    let errors = '';
    child.stderr.on('data', (chunk: Buffer) => (errors = (errors + chunk.toString()).slice(-2000)));
    child.once('error', reject);
    child.once('close', (code) => (code === 0 ? resolve() : reject(new Error(errors.trim() || `code ${code}`))));
  });
}

async function downloadRelease(dir: string, target: string): Promise<void> {
  const release = RELEASES[`${process.platform}-${process.arch}`];
  if (!release) throw new Error(`there is no release for ${process.platform}-${process.arch}`);
  const url = `https://github.com/livekit/livekit/releases/download/v${LIVEKIT_VERSION}/${release.archive}`;
  let bytes: Buffer;
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(300_000) });
    if (!response.ok) throw new Error(`status ${response.status}`);
    bytes = Buffer.from(await response.arrayBuffer());
  } catch (error) {
    const { cause } = error as { cause?: unknown };
    throw new Error(`the release could not be downloaded (${lastLine(cause ?? error)})`, { cause: error });
  }
  const seen = createHash('sha256').update(bytes).digest('hex');
  if (seen !== release.sha256)
    throw new Error(`the download of ${url} is not the recorded release and was thrown away`);
  const unpacked = mkdtempSync(path.join(dir, 'release-'));
  try {
    const archive = path.join(unpacked, release.archive);
    writeFileSync(archive, bytes);
    // The tar of Windows reads zip as well.
    await runToEnd('tar', ['-xf', archive, '-C', unpacked], process.env);
    const name = readdirSync(unpacked).find((one) => one === `livekit-server${EXE}`);
    if (!name) throw new Error('the release archive has no livekit-server');
    chmodSync(path.join(unpacked, name), 0o755);
    renameSync(path.join(unpacked, name), target);
  } finally {
    rmSync(unpacked, { recursive: true, force: true });
  }
}

/** How to run a local LiveKit. */
export type LocalLiveKitOptions = {
  binary: string;
  /** Folder for its key, configuration, log and process id. */
  dir: string;
  /** First of three ports: signalling, media over TCP, media over UDP. The next free three are used if one is taken. */
  port: number;
  /** Address that browsers use for media. */
  nodeIp: string;
  /** Where signed webhooks go. */
  webhookUrl?: string;
  log?: (line: string) => void;
};

/** A running local LiveKit server, restarted whenever it dies. */
export type LocalLiveKit = {
  url: string;
  port: number;
  apiKey: string;
  apiSecret: string;
  readonly pid: number | undefined;
  stop: () => Promise<void>;
};

/** Starts LiveKit with a configuration and a key of our own and watches over it. */
export async function startLiveKit(options: LocalLiveKitOptions): Promise<LocalLiveKit> {
  const log = options.log ?? (() => undefined);
  const dir = path.resolve(options.dir);
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const pidFile = path.join(dir, 'livekit.pid');
  const configFile = path.join(dir, 'livekit.json');
  // After a kill -9 of its starter the old server still holds the ports, with the old configuration.
  await endRecorded(pidFile, configFile);
  const { apiKey, apiSecret } = readKey(path.join(dir, 'livekit.secret'));
  const port = await findPorts(options.port);
  writeFileSync(configFile, JSON.stringify(configure(options, port, apiKey, apiSecret), null, 2), { mode: 0o600 });
  const output = openSync(path.join(dir, 'livekit.log'), 'a', 0o600);
  const server: Supervised = supervise({
    name: 'LiveKit',
    command: options.binary,
    args: ['--config', configFile],
    spawn: { stdio: ['ignore', output, output] },
    graceMs: 3_000,
    log,
    onStart: (child) => recordChild(pidFile, child),
  });
  const url = `http://127.0.0.1:${port}`;
  if (!(await answers(url, 20_000))) {
    await server.stop();
    throw new OperatorError(`LiveKit does not answer on port ${port}: see ${path.join(dir, 'livekit.log')}.`);
  }
  return {
    url,
    port,
    apiKey,
    apiSecret,
    get pid() {
      return server.pid;
    },
    async stop() {
      await server.stop();
      rmSync(pidFile, { force: true });
    },
  };
}

function recordChild(pidFile: string, child: ChildProcess): void {
  if (child.pid !== undefined) record(pidFile, child.pid);
}

function readKey(file: string): { apiKey: string; apiSecret: string } {
  if (!existsSync(file)) {
    const fresh = { apiKey: `API${randomBytes(9).toString('hex')}`, apiSecret: randomBytes(32).toString('base64url') };
    writeFileSync(file, JSON.stringify(fresh), { mode: 0o600 });
  }
  return JSON.parse(readFileSync(file, 'utf8')) as { apiKey: string; apiSecret: string };
}

function configure(options: LocalLiveKitOptions, port: number, apiKey: string, apiSecret: string): object {
  return {
    port,
    // Signalling stays on this machine: browsers elsewhere reach it through the HTTPS server.
    bind_addresses: ['127.0.0.1'],
    keys: { [apiKey]: apiSecret },
    rtc: {
      tcp_port: port + 1,
      udp_port: port + 2,
      node_ip: options.nodeIp,
      use_external_ip: false,
      enable_loopback_candidate: options.nodeIp === '127.0.0.1',
      // No STUN server: a district office often has no way out to the internet.
      stun_servers: [],
      // Listeners of a new speaker are connected one after the other and each needs a key frame; at the usual two a second
      // the last of them would wait for half a second or more.
      pli_throttle: { low_quality: '100ms', mid_quality: '200ms', high_quality: '300ms' },
    },
    // Rooms are made by the server when a meeting opens, never by a token alone.
    // Every codec stands in every negotiation of every listener, also the ones that nobody here sends.
    room: { auto_create: false, empty_timeout: 600, departure_timeout: 20, enabled_codecs: enabledCodecs },
    ...(options.webhookUrl ? { webhook: { api_key: apiKey, urls: [options.webhookUrl] } } : {}),
    logging: { level: 'warn', json: false },
  };
}

/** What browsers send, and H.264 for encoders in the hall. */
const enabledCodecs = ['audio/opus', 'audio/red', 'video/vp8', 'video/h264', 'video/rtx'].map((mime) => ({ mime }));

/** Whether LiveKit can have this port, the next one over TCP and the one after it over UDP. */
export async function arePortsFree(port: number): Promise<boolean> {
  if (port > 65_533) return false;
  const free = await Promise.all([isTcpFree(port), isTcpFree(port + 1), isUdpFree(port + 2)]);
  return free.every(Boolean);
}

async function findPorts(first: number): Promise<number> {
  for (let port = first; port < first + 100; port += 10) if (await arePortsFree(port)) return port;
  throw new OperatorError(`The ports from ${first} on are taken: set LIVEKIT_PORT to the first of three free ones.`);
}

/** True when nothing listens on this TCP port of the loopback address. */
export function isTcpFree(port: number, host = '127.0.0.1'): Promise<boolean> {
  return new Promise((resolve) => {
    const server = net.createServer().once('error', () => resolve(false));
    server.listen(port, host, () => server.close(() => resolve(true)));
  });
}

function isUdpFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = dgram.createSocket('udp4').once('error', () => resolve(false));
    socket.bind(port, () => socket.close(() => resolve(true)));
  });
}

async function answers(url: string, timeoutMs: number): Promise<boolean> {
  const deadline = Date.now() + timeoutMs;
  while (Date.now() < deadline) {
    try {
      if ((await fetch(url, { signal: AbortSignal.timeout(1_000) })).ok) return true;
    } catch {
      // not up yet
    }
    await sleep(100);
  }
  return false;
}
