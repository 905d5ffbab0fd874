import type { NextConfig } from 'next';
import createNextIntlPlugin from 'next-intl/plugin';

const config: NextConfig = {
  reactStrictMode: true,
  poweredByHeader: false,
  ...(process.env['NEXT_DIST_DIR'] && { distDir: process.env['NEXT_DIST_DIR'] }),
  serverExternalPackages: [
    'pg',
    '@prisma/client',
    '@prisma/adapter-pg',
    'better-auth',
    '@better-auth/passkey',
    'livekit-server-sdk',
    'exceljs',
    'pino',
    'prom-client',
    'esbuild',
    '@hyzyla/pdfium',
    '@napi-rs/canvas',
    '@node-rs/jieba',
  ],
  turbopack: { root: import.meta.dirname },
  // Types are checked by `npm run check`, once, with the flags of the whole house.
  typescript: { ignoreBuildErrors: true },
};

export default createNextIntlPlugin('./app/_lib/i18n/request.ts')(config);
