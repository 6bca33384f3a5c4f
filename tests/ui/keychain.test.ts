import type { Page } from '@playwright/test'
import { expect, test as base } from '../support/app-page'
import { callBridge } from '../support/bridge-calls'
import { openScreen, startWorkspace } from '../support/journey'
import { findLeaks, plant, readFiles } from '../support/planted'
import { startProgram, temporaryFolder } from '../support/program'
import {
  scriptKeychain,
  type KeychainMood,
  type ScriptedKeychain,
} from '../support/scripted-keychain'

/* A keychain that is locked, slow or gone, as the screen tells it. */

const test = base.extend<{ readonly mood: KeychainMood; readonly keychain: ScriptedKeychain }>({
  mood: ['open', { option: true }],
  keychain: async ({ mood }, use) => {
    const folder = await temporaryFolder()
    await use(await scriptKeychain(folder.path, mood))
    await folder.remove()
  },
  hostEnv: async ({ keychain }, use) => {
    await use(keychain.env)
  },
})

const address = { environment: 'staging', endpoint: 'http://127.0.0.1:1/v1', project: 'shop' }
const password = plant('password')
const key = `standard_${plant('api-key')}`

const stateOf = async (app: Page) =>
  (await callBridge(app, 'getAppState', {})) as {
    readonly lacksSecret: boolean
    readonly notices: readonly string[]
    readonly secrets: { readonly store: string }
  }
const lookAgain = (app: Page) => app.getByRole('button', { name: 'Look again' })

test.describe('locked at the start', () => {
  test.use({ mood: 'locked' })

  test('it is said where secrets are, and what was entered moves in once it is unlocked', async ({
    app,
    host,
    keychain,
    dataFolder,
    context,
  }) => {
    await app.getByRole('radio', { name: /Connect an Appwrite project/ }).click()
    await expect(app.getByText(/There is no keychain here: it is kept in memory/)).toBeVisible()
    await app.getByRole('radio', { name: /Start a local workspace/ }).click()
    await startWorkspace(app)
    const smtp = { kind: 'smtp', providerId: 'office', name: 'Office', host: '127.0.0.1', port: 1 }
    await callBridge(app, 'createProvider', { ...smtp, fromEmail: 'hi@example.org', password })
    await openScreen(app, '/settings')
    await expect(app.getByText(/No keychain \(/)).toBeVisible()

    await lookAgain(app).click()
    await expect(app.getByText(/There is still no keychain: .*Unlock the keyring/)).toBeVisible()
    await keychain.turn('open')
    await lookAgain(app).click()
    await expect(app.getByText('Kept in the Secret Service (keyring)')).toBeVisible()
    expect(Object.keys(await keychain.entries())).toEqual([
      expect.stringMatching(/^profile\/.+\/vault$/),
    ])

    await app.goto('about:blank')
    await host.stop()
    expect(findLeaks(await readFiles(dataFolder))).toEqual([])
    const env = { ...process.env, ...keychain.env }
    const again = await startProgram(['serve', '--data', dataFolder], env)
    const page = await context.newPage()
    await page.goto(again.ready['url'] ?? '')
    expect(await stateOf(page)).toMatchObject({ lacksSecret: false, notices: [] })
    await page.close()
    await again.stop()
  })
})

test('one that goes away in the middle loses nothing, and a look finds it again', async ({
  app,
  keychain,
}) => {
  await callBridge(app, 'connectProfile', { ...address, name: 'Shop', key })
  await callBridge(app, 'createLocalProfile', { name: 'Werkstatt' })
  await keychain.turn('gone')
  await openScreen(app, '/campaigns')
  await app.getByRole('button', { name: /Switch profile/ }).click()
  await app.getByRole('menuitemradio', { name: /Shop/ }).click()
  await expect(app.getByText(/The API key of "Shop" is not in the Secret Service/)).toBeVisible()
  await openScreen(app, '/settings')
  await expect(app.getByText('The API key of this project is not in it')).toBeVisible()
  await lookAgain(app).click()
  await expect(app.getByText('The API key of this project is not in it')).toBeVisible()
  await expect(
    callBridge(app, 'connectProfile', { ...address, name: 'Another', key }),
  ).rejects.toThrow(/refused. Try again/)

  await keychain.turn('open')
  await lookAgain(app).click()
  await expect(app.getByText('The API key of this project is not in it')).toBeHidden()
  expect(await stateOf(app)).toMatchObject({ lacksSecret: false })
  expect(Object.values(await keychain.entries())).toContain(key)
})

test('a slow one holds nothing else up', async ({ app, keychain }) => {
  await callBridge(app, 'connectProfile', { ...address, name: 'Shop', key })
  await callBridge(app, 'createLocalProfile', { name: 'Werkstatt' })
  await openScreen(app, '/campaigns')
  await keychain.turn('slow')
  const another = callBridge(app, 'createLocalProfile', { name: 'Spielwiese' }).catch(String)
  await app.getByRole('link', { name: 'Topics', exact: true }).click()
  await expect(app.getByRole('button', { name: 'New topic' }).first()).toBeVisible()
  await app.keyboard.press('?')
  await expect(app.getByRole('dialog', { name: 'Keys' })).toBeVisible()
  expect(await another).toMatchObject({ name: 'Spielwiese' })
  expect(await stateOf(app)).toMatchObject({
    lacksSecret: true,
    notices: [expect.stringMatching(/credentials .* out of reach/)],
  })
})
