import { type Env, readEnv } from '#server/platform/env.ts';

// `next build` loads the pages without serving anybody, on machines that have neither database nor secrets.
const isBuilding = process.env['NEXT_PHASE'] === 'phase-production-build';
const forBuilding = {
  DATABASE_URL: 'postgresql://nobody@127.0.0.1/nothing',
  AUTH_SECRET: 'nobody-is-served-while-pages-are-built',
};

/** The settings this module reads. */
export const env: Env = readEnv(isBuilding ? { ...process.env, ...forBuilding } : process.env);
