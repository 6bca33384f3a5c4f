import { expect } from '../support/app-page'
import { test } from '../support/bad-line'
import { callBridge } from '../support/bridge-calls'
import { openScreen, startCampaign } from '../support/journey'

/* What a person hears of an Appwrite that is older than what they write. */

test('a push message says what an early server would leave out, before and when it is sent', async ({
  app,
  line,
}) => {
  line.proxy.claim('1.6.0')
  await callBridge(app, 'createTopic', { topicId: 'phones', name: 'Phones' })
  await openScreen(app, '/campaigns')
  await startCampaign(app, 'Push')
  const checks = app.getByRole('complementary', { name: 'Checks' })
  await app.getByLabel('Title', { exact: true }).fill('Night trains')
  await expect(
    checks.getByText('A push message of this server needs this too: Message'),
  ).toBeVisible()
  await app.getByLabel('Message', { exact: true }).fill('From 29 €')
  await expect(checks.getByText('needs this too')).toBeHidden()

  await app.getByRole('switch', { name: 'Critical' }).click()
  await app.getByRole('radio', { name: 'Normal' }).click()
  const critical = checks.getByText('This server would leave this out: Critical')
  await expect(critical).toBeVisible()
  await expect(checks.getByText('This server would leave this out: Priority')).toBeVisible()
  await checks.getByRole('button', { name: 'Change it' }).first().click()
  await expect(app.getByRole('switch', { name: 'Critical' })).toBeFocused()
  await app.keyboard.press('Space')
  await expect(critical).toBeHidden()
  await checks.getByRole('button', { name: 'Change it' }).click()
  await expect(app.getByRole('radio', { name: 'Normal' })).toBeFocused()

  await expect(app.getByText('Saved locally')).toBeVisible()
  await app.getByRole('button', { name: 'Publish draft' }).click()
  await expect(
    app.getByText(/runs Appwrite 1\.6\.0, which leaves the normal priority/),
  ).toBeVisible()
  expect(line.proxy.seen.filter((call) => call.startsWith('POST /v1/messaging/messages'))).toEqual(
    [],
  )
})
