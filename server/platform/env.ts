import { z } from 'zod';
import { OperatorError } from './local/operator-error.ts';

const TRUE_WORDS = ['1', 'true', 'yes', 'on'];
const FALSE_WORDS = ['0', 'false', 'no', 'off'];

const flag = z.string().transform((text, context) => {
  const word = text.trim().toLowerCase();
  if (TRUE_WORDS.includes(word)) return true;
  if (FALSE_WORDS.includes(word)) return false;
  context.addIssue({ code: 'custom', message: 'must be 1 or 0' });
  return z.NEVER;
});

const wholeNumber = (min: number, max: number) =>
  z.string().transform((text, context) => {
    const value = Number(text);
    if (Number.isInteger(value) && value >= min && value <= max) return value;
    context.addIssue({ code: 'custom', message: `must be a whole number from ${min} to ${max}` });
    return z.NEVER;
  });

const urlOf = (...protocols: string[]) =>
  z.string().refine((text) => URL.canParse(text) && protocols.includes(new URL(text).protocol.slice(0, -1)), {
    message: `must be an address that starts with ${protocols.map((one) => `${one}://`).join(' or ')}`,
  });

const httpOrigin = urlOf('http', 'https').transform((text) => new URL(text).origin);

const listOf = <T>(item: z.ZodType<T, string>) =>
  z
    .string()
    .transform((text) =>
      text
        .split(',')
        .map((part) => part.trim())
        .filter(Boolean),
    )
    .pipe(z.array(item));

const oneOf = <const T extends readonly [string, ...string[]]>(values: T) =>
  z.enum(values, { message: `must be one of ${values.join(', ')}` });

const Service = oneOf(['web', 'realtime', 'worker', 'media']);
const secret = z.string().min(32, { message: 'must have at least 32 characters' });

/** What the settings page, `.env.example` and OPERATIONS.md say about one environment variable. */
export type Setting = {
  schema: z.ZodType;
  /** English, one sentence. */
  about: string;
  group: 'Web' | 'Data' | 'Media' | 'Sign-in' | 'Operation';
  /** Never logged or shown. */
  isSecret?: boolean;
  /** What applies when the variable is unset, in words, where it is not a literal default. */
  otherwise?: string;
  default?: string;
  example?: string;
};

/** Every environment variable that the product reads. */
export const SETTINGS = {
  NODE_ENV: {
    schema: oneOf(['development', 'production', 'test']),
    about: 'Set by the commands; production everywhere but in development and tests.',
    group: 'Operation',
    default: 'production',
  },
  PORT: {
    schema: wholeNumber(1, 65_535),
    about: 'Port of the web server.',
    group: 'Web',
    default: '3000',
  },
  HOST: {
    schema: z.string(),
    about: 'Address the web server listens on; 0.0.0.0 behind a proxy on another machine or in a container.',
    group: 'Web',
    default: '127.0.0.1',
  },
  APP_URL: {
    schema: httpOrigin,
    about: 'Address people type. Cookies, links, calendar files and the origin check follow it.',
    group: 'Web',
    otherwise: 'http://localhost:PORT, or https://<address in the local network>:HTTPS_PORT with HTTPS=1',
    example: 'https://zx.example.gov.cn',
  },
  TRUSTED_ORIGINS: {
    schema: listOf(httpOrigin),
    about: 'Further origins, by commas, from which browsers may sign in and open sockets.',
    group: 'Web',
    default: '',
  },
  TRUST_PROXY: {
    schema: flag,
    about: 'Believe X-Forwarded-For and X-Forwarded-Proto. Only behind a proxy that sets them itself.',
    group: 'Web',
    default: '0',
  },
  HTTPS: {
    schema: flag,
    about: 'npm start also serves HTTPS with a self-signed certificate, to try the product with phones in one network.',
    group: 'Web',
    default: '0',
  },
  HTTPS_PORT: {
    schema: wholeNumber(1, 65_535),
    about: 'Port of that HTTPS server.',
    group: 'Web',
    default: '3443',
  },
  SERVICES: {
    schema: listOf(Service).refine((services) => services.length > 0, {
      message: 'must name at least one of web, realtime, worker, media',
    }),
    about: 'Which parts this process runs.',
    group: 'Operation',
    default: 'web,realtime,worker,media',
  },
  NODE_NAME: {
    schema: z.string(),
    about: 'Name of this node in logs, metrics and on the admin page.',
    group: 'Operation',
    otherwise: 'the host name',
  },
  LOG_LEVEL: {
    schema: oneOf(['trace', 'debug', 'info', 'warn', 'error', 'silent']),
    about: 'Least level that is logged.',
    group: 'Operation',
    default: 'info',
  },
  METRICS_TOKEN: {
    schema: z.string().min(16, { message: 'must have at least 16 characters' }),
    about: 'Bearer token for /metrics. Without it only requests from this machine are answered.',
    group: 'Operation',
    isSecret: true,
    otherwise: '/metrics answers this machine only',
  },
  DEMO: {
    schema: flag,
    about: 'npm start fills an empty database with the demo district.',
    group: 'Operation',
    default: '1',
  },
  DATABASE_URL: {
    schema: urlOf('postgresql', 'postgres'),
    about: 'Postgres 15 or newer.',
    group: 'Data',
    isSecret: true,
    otherwise: 'npm start runs an embedded Postgres in DATA_DIR',
    example: 'postgresql://hub:password@db.example:5432/hub',
  },
  DATABASE_POOL: {
    schema: wholeNumber(2, 200),
    about: 'Connections to Postgres that this process may hold.',
    group: 'Data',
    default: '20',
  },
  REDIS_URL: {
    schema: urlOf('redis', 'rediss'),
    about: 'Needed as soon as more than one node serves. Losing Redis loses no data.',
    group: 'Data',
    isSecret: true,
    otherwise: 'one node works alone',
    example: 'redis://redis.example:6379',
  },
  DATA_DIR: {
    schema: z.string(),
    about: 'Folder of uploaded files, recordings, the embedded database and generated secrets.',
    group: 'Data',
    default: '.data',
  },
  S3_ENDPOINT: {
    schema: urlOf('https', 'http'),
    about: 'S3 server for recordings and pages of documents; needs the three settings below.',
    group: 'Data',
    otherwise: 'they lie in DATA_DIR',
    example: 'https://s3.example.gov.cn',
  },
  S3_BUCKET: {
    schema: z.string().regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, { message: 'must be the name of a bucket' }),
    about: 'Bucket on that server; it must exist.',
    group: 'Data',
    otherwise: 'recordings lie in DATA_DIR',
  },
  S3_ACCESS_KEY: {
    schema: z.string(),
    about: 'Access key that may read, write, list and delete in the bucket.',
    group: 'Data',
    isSecret: true,
    otherwise: 'recordings lie in DATA_DIR',
  },
  S3_SECRET_KEY: {
    schema: z.string(),
    about: 'Secret of the access key.',
    group: 'Data',
    isSecret: true,
    otherwise: 'recordings lie in DATA_DIR',
  },
  S3_REGION: {
    schema: z.string(),
    about: 'Region that requests to the S3 server are signed for.',
    group: 'Data',
    default: 'auto',
  },
  HASH: {
    schema: oneOf(['sha256', 'sm3']),
    about: 'Hash of the meeting log; a meeting keeps the one it began with.',
    group: 'Data',
    default: 'sha256',
  },
  LIVEKIT_URL: {
    schema: urlOf('http', 'https', 'ws', 'wss'),
    about: 'LiveKit as this server reaches it.',
    group: 'Media',
    otherwise: 'npm start runs a local LiveKit server',
    example: 'http://livekit.example:7880',
  },
  LIVEKIT_PUBLIC_URL: {
    schema: urlOf('ws', 'wss', 'http', 'https'),
    about: 'LiveKit as browsers reach it.',
    group: 'Media',
    otherwise: 'LIVEKIT_URL',
    example: 'wss://media.example.gov.cn',
  },
  LIVEKIT_API_KEY: {
    schema: z.string(),
    about: 'API key of LiveKit; needed with LIVEKIT_URL.',
    group: 'Media',
    otherwise: 'generated for the local LiveKit server',
  },
  LIVEKIT_API_SECRET: {
    schema: secret,
    about: 'API secret of LiveKit, at least 32 characters; needed with LIVEKIT_URL.',
    group: 'Media',
    isSecret: true,
    otherwise: 'generated for the local LiveKit server',
  },
  LIVEKIT_PORT: {
    schema: wholeNumber(1, 65_533),
    about: 'Port of the local LiveKit server; media uses the next one over TCP and the one after it over UDP.',
    group: 'Media',
    default: '7880',
  },
  INGEST_HOSTS: {
    schema: listOf(z.string()),
    about: 'Hosts, by commas, from which cameras and streams may be pulled; without it all but this machine itself.',
    group: 'Media',
    default: '',
    example: '10.1.2.20,camera.example.gov.cn',
  },
  INGEST_DIR: {
    schema: z.string(),
    about: 'Folder whose files may be played as a source of the hall.',
    group: 'Media',
    otherwise: 'the folder ingest of DATA_DIR',
  },
  PUBLIC_WEBRTC_LIMIT: {
    schema: wholeNumber(0, 100_000),
    about: 'Viewers without an account who get WebRTC per meeting.',
    group: 'Media',
    default: '300',
  },
  EGRESS: {
    schema: oneOf(['recorder', 'livekit', 'none']),
    about:
      'What records meetings, from nodes with the service media: our own recorder, LiveKit Egress (see OPERATIONS.md for what it needs), or nothing.',
    group: 'Media',
    default: 'recorder',
  },
  AUTH_SECRET: {
    schema: secret,
    about: 'Signs sessions, at least 32 random characters. The same on all nodes; changing it signs everyone out.',
    group: 'Sign-in',
    isSecret: true,
    otherwise: 'npm start generates one in DATA_DIR',
  },
  IDLE_TIMEOUT_MINUTES: {
    schema: wholeNumber(5, 1440),
    about: 'Minutes without any activity after which a session ends.',
    group: 'Sign-in',
    default: '30',
  },
  SMS_GATEWAY_URL: {
    schema: urlOf('https', 'http'),
    about: 'Message gateway that gets {phone, code, minutes} as JSON for every phone code; needs the setting below.',
    group: 'Sign-in',
    otherwise: 'phone codes are printed to the output, for development only',
    example: 'https://sms.example.gov.cn/codes',
  },
  SMS_GATEWAY_TOKEN: {
    schema: z.string(),
    about: 'Bearer token for the message gateway.',
    group: 'Sign-in',
    isSecret: true,
    otherwise: 'phone codes are printed to the output, for development only',
  },
  OIDC_ISSUER: {
    schema: urlOf('https', 'http'),
    about: 'OpenID Connect issuer for single sign-on; needs the two settings below.',
    group: 'Sign-in',
    otherwise: 'single sign-on is off',
  },
  OIDC_CLIENT_ID: {
    schema: z.string(),
    about: 'Client id at the issuer.',
    group: 'Sign-in',
    otherwise: 'single sign-on is off',
  },
  OIDC_CLIENT_SECRET: {
    schema: z.string(),
    about: 'Client secret at the issuer.',
    group: 'Sign-in',
    isSecret: true,
    otherwise: 'single sign-on is off',
  },
} as const satisfies Record<string, Setting>;

type Settings = typeof SETTINGS;
type SettingName = keyof Settings;

// A setting without a literal default may be absent, save those that the process cannot run without or that are derived.
type Parsed = {
  [K in SettingName]: z.output<Settings[K]['schema']> | (Settings[K] extends { default: string } ? never : undefined);
};

/** The validated settings of this process. */
export type Env = Omit<Parsed, 'APP_URL' | 'DATABASE_URL' | 'AUTH_SECRET'> & {
  APP_URL: string;
  DATABASE_URL: string;
  AUTH_SECRET: string;
};

/**
 * Reads the settings from a set of environment variables.
 * Throws OperatorError with one sentence that names the first variable that is wrong or missing.
 */
export function readEnv(source: Record<string, string | undefined>): Env {
  const parsed = parseSettings(source);
  return {
    ...parsed,
    DATABASE_URL: required(parsed, 'DATABASE_URL'),
    AUTH_SECRET: required(parsed, 'AUTH_SECRET'),
    APP_URL: parsed.APP_URL ?? `http://localhost:${parsed.PORT}`,
    LIVEKIT_PUBLIC_URL: parsed.LIVEKIT_PUBLIC_URL ?? parsed.LIVEKIT_URL?.replace(/^http/, 'ws'),
  };
}

/** Like readEnv, for commands that run before the database and the secrets exist. */
export function parseSettings(source: Record<string, string | undefined>): Parsed {
  const values: Record<string, unknown> = {};
  for (const [name, setting] of Object.entries(SETTINGS) as [SettingName, Setting][]) {
    // An empty variable is how compose files and .env say "unset".
    const text = source[name] || setting.default;
    if (text === undefined) {
      values[name] = undefined;
      continue;
    }
    const result = setting.schema.safeParse(text);
    if (!result.success) {
      const reason = result.error.issues[0]?.message ?? 'is wrong';
      const shown = setting.isSecret ? '' : ` (it is "${text}")`;
      throw new OperatorError(`${name} ${reason}${shown}.`, { exitCode: 2 });
    }
    values[name] = result.data;
  }
  const parsed = values as Parsed;
  refuseHalves(parsed);
  return parsed;
}

function required(parsed: Parsed, name: 'DATABASE_URL' | 'AUTH_SECRET'): string {
  const value = parsed[name];
  if (value !== undefined) return value;
  throw new OperatorError(`${name} is not set: set it, or use npm start, which sees to it.`, { exitCode: 2 });
}

const TOGETHER: readonly (readonly SettingName[])[] = [
  ['LIVEKIT_URL', 'LIVEKIT_API_KEY', 'LIVEKIT_API_SECRET'],
  ['S3_ENDPOINT', 'S3_BUCKET', 'S3_ACCESS_KEY', 'S3_SECRET_KEY'],
  ['SMS_GATEWAY_URL', 'SMS_GATEWAY_TOKEN'],
  ['OIDC_ISSUER', 'OIDC_CLIENT_ID', 'OIDC_CLIENT_SECRET'],
];

function refuseHalves(parsed: Parsed): void {
  for (const [first, ...others] of TOGETHER) {
    if (first === undefined || parsed[first] === undefined) continue;
    const missing = others.find((name) => parsed[name] === undefined);
    if (missing)
      throw new OperatorError(`${missing} is not set, but ${first} is: set both or neither.`, { exitCode: 2 });
  }
}

let current: Env | undefined;

/** The settings of this process, read from its environment at the first use. */
export const env: Env = new Proxy({} as Env, {
  get: (_target, name) => {
    current ??= readEnv(process.env);
    return current[name as keyof Env];
  },
});
