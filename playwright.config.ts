import { defineConfig } from '@playwright/test'
import { findChromium } from './tests/support/chromium'

/** Real Chromium against the browser host, and real Electron where its binary is installed. */
export default defineConfig({
  tsconfig: './tests/tsconfig.json',
  outputDir: './test-results',
  // Each test starts a program of its own; two at a time would only slow each other down.
  workers: 1,
  fullyParallel: false,
  forbidOnly: process.env.CI !== undefined,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: [['list']],
  // A trace costs a fifth of the time; `--trace retain-on-failure` records one for who needs it.
  use: { screenshot: 'only-on-failure', contextOptions: { reducedMotion: 'reduce' } },
  projects: [
    {
      name: 'ui',
      testDir: './tests/ui',
      use: {
        viewport: { width: 1280, height: 800 },
        launchOptions: {
          executablePath: findChromium(),
          args: [
            '--headless',
            '--no-sandbox',
            '--disable-gpu',
            '--disable-quic',
            '--no-first-run',
            '--disable-background-networking',
            '--disable-component-update',
            '--disable-sync',
          ],
        },
      },
    },
    { name: 'e2e', testDir: './tests/e2e' },
  ],
})
