import { expect, test } from '../support/app-page'
import { callBridge } from '../support/bridge-calls'
import { openScreen } from '../support/journey'

test('the sandbox refuses whom a fault names, and says so in the report', async ({ app }) => {
  const call = (name: string, input: object) => callBridge(app, name, input)
  await call('createLocalProfile', { name: 'Workshop' })
  const smtp = { kind: 'smtp', providerId: 'office', name: 'Office', host: '127.0.0.1' }
  await call('createProvider', { ...smtp, fromEmail: 'hi@fernweh.example', enabled: true })
  const users = ['ann', 'ben']
  for (const userId of users)
    await call('createUser', { userId, name: userId, email: `${userId}@fernweh.example` })
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
