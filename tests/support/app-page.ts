import { test as base, expect, type Page } from '@playwright/test'
import { findChromium } from './chromium'
import { startProgram, temporaryFolder, type RunningProgram } from './program'

/** What a test of the screen may take. */
export interface Fixtures {
  /** Skips by name where there is no Chromium. */
  readonly chromiumIsHere: void
  /** An empty folder for the app's data. */
  readonly dataFolder: string
  /** What the host's environment has besides that of the test. */
  readonly hostEnv: NodeJS.ProcessEnv
  /** The browser host of the built program on `dataFolder`. */
  readonly host: RunningProgram
  /** Everything that the page did which it must not: errors, policy violations, foreign requests. */
  readonly complaints: string[]
  /** The app, opened through its link; the test fails when the page complained. */
  readonly app: Page
}

/** A test in a real browser against the real program. Take `app`, and `host` or `dataFolder` where needed. */
export const test = base.extend<Fixtures>({
  chromiumIsHere: [
    async ({}, use, testInfo) => {
      testInfo.skip(
        findChromium() === undefined,
        'no Chromium (apt-get install chromium-headless-shell)',
      )
      await use()
    },
    { auto: true },
  ],

  dataFolder: async ({}, use) => {
    const folder = await temporaryFolder()
    await use(folder.path)
    await folder.remove()
  },
  hostEnv: [{}, { option: true }],
  host: async ({ dataFolder, hostEnv }, use, testInfo) => {
    const env = { ...process.env, ...hostEnv }
    const host = await startProgram(['serve', '--data', dataFolder], env)
    await use(host)
    await host.stop()
    if (testInfo.status !== testInfo.expectedStatus)
      await testInfo.attach('host', { body: host.stderr(), contentType: 'text/plain' })
  },

  complaints: async ({}, use) => {
    await use([])
  },
  app: async ({ page, host, complaints }, use) => {
    const { url = '' } = host.ready
    watch(page, new URL(url).origin, complaints)
    await page.goto(url)
    await use(page)
    expect(complaints, 'what the page must not do').toEqual([])
  },
})

/** The trace recorder's own script, kept out of a mail's frame by its sandbox. */
const refusedRecorder = "Blocked script execution in 'about:srcdoc'"

/** Collects console errors (a CSP violation is one), uncaught errors and requests to anything but the host. */
const watch = (page: Page, origin: string, complaints: string[]): void => {
  page.on('console', (message) => {
    if (message.type() !== 'error' || message.text().startsWith(refusedRecorder)) return
    complaints.push(`console: ${message.text()}`)
  })
  page.on('pageerror', (error) => complaints.push(`error: ${error.message}`))
  page.on('request', (request) => {
    const url = request.url()
    const isOwn = url.startsWith(`${origin}/`) || /^(data|blob|about):/.test(url)
    if (!isOwn) complaints.push(`request: ${url}`)
  })
}

export { expect }
