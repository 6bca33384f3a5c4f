import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from '../support/app-page'
import { callBridge, engineOf } from '../support/bridge-calls'
import { openScreen } from '../support/journey'
import { newPem } from '../support/pem'

const plant = (name: string): string => `planted-${name}-7f3a91`

/** A line from the middle of a key: its first and last are those of every key. */
const lineOf = (pem: string): string => pem.split('\n')[2] ?? ''

const [apple, google] = [newPem('ec'), newPem('rsa')]
const from = '+16175551212'

/** The settings of each of the twelve kinds, every secret of them planted. */
const settings: Readonly<Record<string, object>> = {
  smtp: { host: '127.0.0.1', port: 1, username: 'ada', password: plant('smtp') },
  mailgun: { apiKey: plant('mailgun'), domain: 'mg.example.org' },
  sendgrid: { apiKey: plant('sendgrid') },
  resend: { apiKey: plant('resend') },
  ses: { accessKey: 'AKIA1', secretKey: plant('ses'), region: 'eu-west-1' },
  twilio: { from, accountSid: 'AC1', authToken: plant('twilio') },
  vonage: { from, apiKey: 'k', apiSecret: plant('vonage') },
  telesign: { from, customerId: 'c', apiKey: plant('telesign') },
  textmagic: { from, username: 'u', apiKey: plant('textmagic') },
  msg91: { templateId: 't', senderId: 's', authKey: plant('msg91') },
  apns: { authKey: apple, authKeyId: 'K', teamId: 'T', bundleId: 'com.example' },
  fcm: {
    serviceAccountJSON: { project_id: 'p', client_email: 'a@b.example', private_key: google },
  },
}
const apiKey = `standard_${plant('api-key')}`

/** What is looked for everywhere: as it was typed, and as base64 would hide it. */
const needles = ['planted-', lineOf(apple), lineOf(google), btoa(plant('smtp')).slice(0, 20)]

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
  for (const [kind, given] of Object.entries(settings))
    await call('createProvider', { kind, providerId: kind, name: `My ${kind}`, ...given })
  await call('updateProvider', { kind: 'smtp', providerId: 'smtp', password: plant('again') })
  await call('verifyProvider', { providerId: 'smtp' })
  const list = await call('listProviders', {})
  expect(list).toMatchObject({ total: Object.keys(settings).length })
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

  const files = await readdir(dataFolder, { recursive: true, withFileTypes: true })
  const held = await Promise.all(
    files
      .filter((entry) => entry.isFile())
      .map(async (entry) => {
        const path = join(entry.parentPath, entry.name)
        return [path, await readFile(path, 'latin1')] as const
      }),
  )
  expect(held.map(([path]) => path).join()).toMatch(/\.db|\.sqlite/)
  expect(held.map(([, bytes]) => bytes).join()).toContain('mg.example.org')
  const everything = [...held, ['replies', JSON.stringify(replies)], ['stderr', host.stderr()]]
  expect(needles.every((needle) => needle.length >= 8)).toBe(true)
  const leaks = everything.flatMap(([where, text]) =>
    needles.filter((needle) => text?.includes(needle)).map((needle) => `${where}: ${needle}`),
  )
  expect(leaks).toEqual([])
})
