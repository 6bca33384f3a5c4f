import type { Page } from '@playwright/test'
import { expect, test } from '../support/app-page'
import { callBridge } from '../support/bridge-calls'
import { openScreen } from '../support/journey'

/** An office that sends mail, and two people. */
const prepare = async (app: Page): Promise<string[]> => {
  const call = (name: string, input: object) => callBridge(app, name, input)
  await call('createLocalProfile', { name: 'Workshop' })
  const smtp = { kind: 'smtp', providerId: 'office', name: 'Office', host: '127.0.0.1' }
  await call('createProvider', { ...smtp, fromEmail: 'hi@fernweh.example', enabled: true })
  const users = ['ann', 'ben']
  for (const userId of users)
    await call('createUser', { userId, name: userId, email: `${userId}@fernweh.example` })
  return users
}

test('the sandbox refuses whom a fault names, and says so in the report', async ({ app }) => {
  const call = (name: string, input: object) => callBridge(app, name, input)
  const users = await prepare(app)
  await openScreen(app, '/sandbox')

  await app.getByRole('button', { name: 'Faults…' }).click()
  const drawer = app.getByRole('dialog', { name: 'Faults of the sandbox' })
  await expect(drawer.getByText('No faults')).toBeVisible()
  await drawer.getByRole('button', { name: 'Add a fault' }).click()
  await drawer.getByText('Too many requests (429)').click()
  await app.getByText('Refused recipients').click()
  await drawer.getByLabel('For addresses with').fill('ann@')
  await drawer.getByLabel('How often').fill('0')
  await expect(drawer.getByRole('button', { name: 'Save faults' })).toBeDisabled()
  await drawer.getByLabel('How often').fill('100')
  await drawer.getByRole('button', { name: 'Save faults' }).click()
  await expect(drawer).toBeHidden()

  await call('createEmail', { messageId: 'hello', subject: 'Night train', content: 'Text', users })
  await app.goto(`${new URL(app.url()).origin}/#/campaigns/hello`)
  await expect(
    app.getByText('Fault of the sandbox: this recipient was refused.').first(),
  ).toBeVisible()
  await expect(app.getByText('Sent with failures')).toBeVisible()
})

test('a report says who was put off and until when, and lets a person try at once', async ({
  app,
}) => {
  const call = (name: string, input: object) => callBridge(app, name, input)
  const users = await prepare(app)
  const greylist = { kind: 'greylist', matching: 'ann@', percent: 100 }
  await call('setSandboxFaults', { faults: [greylist] })
  await call('createEmail', { messageId: 'hello', subject: 'Night train', content: 'Text', users })
  await openScreen(app, '/campaigns/hello')

  const note = app.getByRole('status').filter({ hasText: 'Office put the last person off' })
  await expect(note).toContainText('for up to eight hours')
  await expect(note).toContainText('450 4.7.1 Greylisted')
  await expect(app.getByText('Sending', { exact: true })).toBeVisible()

  await call('setSandboxFaults', { faults: [] })
  await note.getByRole('button', { name: 'Try now' }).click()
  await expect(app.getByText('Sent', { exact: true })).toBeVisible()
  await expect(note).toBeHidden()
})
