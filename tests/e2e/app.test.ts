import { fileURLToPath } from 'node:url'
import { _electron, expect, test, type ElectronApplication } from '@playwright/test'
import { findElectron, reasonAgainstWindows } from '../../scripts/electron-binary.mjs'
import { startWorkspace } from '../support/journey'
import { temporaryFolder } from '../support/program'

const root = fileURLToPath(new URL('../..', import.meta.url))
const electron = findElectron()
const obstacle = electron.path === undefined ? electron.reason : reasonAgainstWindows()

// Absence is a failure where a machine is meant to have it.
test.skip(obstacle !== undefined && process.env.REQUIRE_ELECTRON !== '1', obstacle ?? '')

const launch = async (dataFolder: string): Promise<ElectronApplication> => {
  expect(obstacle, 'Electron is required here').toBeUndefined()
  return await _electron.launch({
    executablePath: electron.path ?? '',
    args: [root, '--data', dataFolder],
  })
}

test('the app opens a window, starts a local workspace, and shows it again after a restart', async () => {
  const folder = await temporaryFolder()
  const first = await launch(folder.path)
  const page = await first.firstWindow()
  const complaints: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text())
  })
  await startWorkspace(page)
  expect(complaints).toEqual([])
  await first.close()

  const second = await launch(folder.path)
  const again = await second.firstWindow()
  await expect(again.getByRole('heading', { name: 'Campaigns' })).toBeVisible()
  await second.close()
  await folder.remove()
})

test('the page has the bridge and nothing of Node', async () => {
  const folder = await temporaryFolder()
  const app = await launch(folder.path)
  const page = await app.firstWindow()
  const seen = await page.evaluate(() => ({
    // The page's own typings are not for here.
    bridge: Object.keys((window as unknown as { bridge: object }).bridge).sort(),
    node: ['require', 'process', 'module', 'Buffer'].filter((name) => name in window),
    origin: window.location.origin,
  }))
  expect(seen).toEqual({ bridge: ['call', 'on'], node: [], origin: 'app://sendwright' })
  await app.close()
  await folder.remove()
})

test('the page cannot leave the app or open windows', async () => {
  const folder = await temporaryFolder()
  const app = await launch(folder.path)
  const page = await app.firstWindow()
  await page.evaluate(() => {
    window.open('file:///etc/passwd')
    window.location.href = 'https://example.com/'
  })
  await page.waitForTimeout(500)
  expect(page.url()).toMatch(/^app:\/\/sendwright\//)
  expect(app.windows()).toHaveLength(1)
  await app.close()
  await folder.remove()
})
