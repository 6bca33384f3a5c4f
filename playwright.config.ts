import { defineConfig } from '@playwright/test'
import { findChromium } from './tests/support/chromium'

/** Real Chromium against the browser host, and real Electron where its binary is installed. */
export default defineConfig({
  tsconfig: './tests/tsconfig.json',
  outputDir: './test-results',
  // Each test starts a program of its own and then mostly waits for it: two share two cores well.
  workers: 2,
  fullyParallel: false,
  forbidOnly: process.env.CI !== undefined,
  // Real programs and browsers on a machine that may be busy: only a test that hangs fails.
  timeout: 120_000,
  expect: { timeout: 20_000 },
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
