import { existsSync } from 'node:fs';
import { defineConfig, devices } from '@playwright/test';

const given = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium';
// Without an installed Chromium Playwright looks for a browser of its own.
const executable = existsSync(given) ? { executablePath: given } : {};

export default defineConfig({
  testDir: 'tests/e2e',
  globalSetup: './tests/support/journey-setup.ts',
  outputDir: '.cache/test-results',
  // Every journey has several browsers and a media server; two at once would only wait for each other.
  workers: 1,
  fullyParallel: false,
  retries: 0,
  forbidOnly: Boolean(process.env['CI']),
  timeout: 120_000,
  expect: { timeout: 15_000 },
  use: {
    ...devices['Desktop Chrome'],
    // Set by the global setup.
    baseURL: process.env['JOURNEY_URL'] ?? 'http://localhost:3210',
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
    permissions: ['camera', 'microphone'],
    screenshot: 'only-on-failure',
    trace: 'retain-on-failure',
    launchOptions: {
      ...executable,
      args: [
        '--no-sandbox',
        '--disable-dev-shm-usage',
        '--use-fake-ui-for-media-stream',
        '--use-fake-device-for-media-stream',
        '--autoplay-policy=no-user-gesture-required',
        // Chromium hides local addresses behind mDNS names, which nothing here resolves.
        '--disable-features=WebRtcHideLocalIpsWithMdns',
      ],
    },
  },
});
