import { expect, test } from '../support/app-page'
import { callBridge, engineOf } from '../support/bridge-calls'
import { openScreen } from '../support/journey'
import { findLeaks, needles, plant, plantedSettings, readFiles } from '../support/planted'

const apiKey = `standard_${plant('api-key')}`

test('no planted secret is in a file, a reply, an export, the page or what a crash leaves', async ({
  app,
  host,
  dataFolder,
}) => {
  const replies: unknown[] = []
  const call = async (name: string, input: object): Promise<unknown> => {
    const reply = await callBridge(app, name, input).catch((error: unknown) => String(error))
    replies.push(reply)
    return reply
  }
  await call('createLocalProfile', { name: 'Workshop' })
  for (const [kind, given] of Object.entries(plantedSettings))
    await call('createProvider', { kind, providerId: kind, name: `My ${kind}`, ...given })
  await call('updateProvider', { kind: 'smtp', providerId: 'smtp', password: plant('again') })
  await call('verifyProvider', { providerId: 'smtp' })
  const list = await call('listProviders', {})
  expect(list).toMatchObject({ total: Object.keys(plantedSettings).length })
  for (const path of ['/providers', '/settings', '/campaigns']) {
    await openScreen(app, path)
    await expect(app.getByRole('heading').first()).toBeVisible()
    const fields = await app
      .locator('input, textarea')
      .evaluateAll((inputs) => inputs.map((input) => (input as HTMLInputElement).value))
    const storage = await app.evaluate(() => JSON.stringify([localStorage, sessionStorage]))
    replies.push(await app.content(), fields, storage)
  }
  const remote = { name: 'Shop', environment: 'staging', project: 'shop', key: apiKey }
  const endpoint = `http://ada:${plant('url')}@127.0.0.1:1/v1`
  expect(await call('connectProfile', { ...remote, endpoint })).toMatch(/must be an address/)
  await call('checkConnection', { endpoint: 'http://127.0.0.1:1/v1', project: 'shop', key: apiKey })
  await call('connectProfile', { ...remote, endpoint: 'http://127.0.0.1:1/v1' })
  await call('listTopics', {})
  await call('exportProfiles', {})
  const { profiles } = (await call('getAppState', {})) as { profiles: { id: string }[] }
  await call('selectProfile', { profileId: profiles[0]?.id })
  await call('listProviders', {})

  // The page would complain of a host that is gone.
  await app.goto('about:blank')
  process.kill(await engineOf(host.process.pid ?? 0), 'SIGABRT')
  await expect.poll(() => host.stderr()).toMatch(/engine/i)
  host.process.kill('SIGABRT')
  await host.stop()

  const held = await readFiles(dataFolder)
  expect(held.map(([path]) => path).join()).toMatch(/\.db|\.sqlite/)
  expect(held.map(([, bytes]) => bytes).join()).toContain('mg.example.org')
  expect(needles.every((needle) => needle.length >= 8)).toBe(true)
  const said = [['replies', JSON.stringify(replies)] as const, ['stderr', host.stderr()] as const]
  expect(findLeaks([...held, ...said])).toEqual([])
})
