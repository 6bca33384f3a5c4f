import { generateKeyPairSync } from 'node:crypto'
import type { Page } from '@playwright/test'
import { expect, test } from '../support/app-page'
import { callBridge } from '../support/bridge-calls'
import { startWorkspace } from '../support/journey'

const apiKey = 'key-planted-4711'
const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const serviceAccount = {
  ...{ project_id: 'p', client_email: 'p@p.iam.gserviceaccount.com' },
  private_key: privateKey.export({ type: 'pkcs8', format: 'pem' }),
}
const channels = [
  {
    provider: { kind: 'mailgun', apiKey, domain: 'mg.example.org', isEuRegion: false },
    sender: { fromEmail: 'hallo@example.org' },
    message: ['createEmail', { subject: 'Night trains', content: '<h1>Sleep in</h1>', html: true }],
    reach: (at: number) => ['email', `p${at}@example.org`],
  },
  {
    provider: { kind: 'twilio', accountSid: 'AC1', authToken: apiKey },
    sender: { from: '+15550009999' },
    message: ['createSms', { content: 'Platform 11 instead of 7.\nSee you on board.' }],
    reach: (at: number) => ['sms', `+1555000000${at}`],
  },
  {
    provider: { kind: 'fcm', serviceAccountJSON: serviceAccount },
    sender: {},
    message: [
      'createPush',
      { title: '24 hours left', body: 'Zürich–Amsterdam from 29 €', data: { deal: 'zrh-ams' } },
    ],
    reach: (at: number) => ['push', `token-${at}`],
  },
] as const

/** One message of every channel, through the vendors' own requests, to three people. */
const sendEverything = async (app: Page): Promise<void> => {
  for (const { provider, sender, message, reach } of channels) {
    const named = { providerId: provider.kind, name: provider.kind, enabled: true }
    await callBridge(app, 'createProvider', { ...provider, ...sender, ...named })
    const targets: string[] = []
    for (const at of [1, 2, 3]) {
      const [providerType, identifier] = reach(at)
      const user = { userId: `u${at}${provider.kind}`, name: `Person ${at}` }
      const targetId = `t${at}${provider.kind}`
      await callBridge(app, 'createUser', user)
      await callBridge(app, 'createTarget', { ...user, targetId, providerType, identifier })
      targets.push(targetId)
    }
    const [name, content] = message
    await callBridge(app, name, { messageId: provider.kind, ...content, targets })
  }
}

test('the inbox shows mails, SMS and push messages with the requests they would leave in', async ({
  app,
}) => {
  await startWorkspace(app)
  await sendEverything(app)
  await app.getByRole('link', { name: 'Sandbox inbox', exact: true }).click()
  const entries = app.getByRole('list', { name: 'Messages in the' }).getByRole('listitem')
  await expect(entries).toHaveCount(9)

  await entries.filter({ hasText: 'Night trains' }).first().click()
  await expect(app.frameLocator('iframe').getByRole('heading')).toHaveText('Sleep in')
  await expect(app.getByText('One request for 3 people')).toBeVisible()
  await app.getByRole('tab', { name: 'Request' }).click()
  await expect(app.getByText(/^POST \/v3\/mg\.example\.org\/messages HTTP\/1\.1/)).toBeVisible()
  await expect(app.getByText(/^authorization: Basic •••$/m)).toBeVisible()

  await entries.filter({ hasText: 'Platform 11' }).first().click()
  await expect(app.getByText(/See you on board\./)).toBeVisible()
  await app.getByRole('tab', { name: 'Request' }).click()
  await expect(app.getByText(/Body=Platform\+11/)).toBeVisible()

  await entries.filter({ hasText: '24 hours left' }).first().click()
  await app.getByRole('tab', { name: 'Message' }).click()
  await expect(app.getByRole('main').getByText('Zürich–Amsterdam from 29 €')).toBeVisible()
  await expect(app.getByText('{"deal":"zrh-ams"}')).toBeVisible()
  await app.getByRole('tab', { name: /Headers/ }).click()
  await expect(app.getByText('fcm.googleapis.com')).toBeVisible()
  expect(await app.content()).not.toContain(apiKey)
})
