import type { Page } from '@playwright/test'
import { expect, test } from '../support/app-page'
import { callBridge } from '../support/bridge-calls'
import { startCampaign, startWorkspace } from '../support/journey'

const email = { type: 'email', identifier: 'ann@fernweh.example' }
const phone = { type: 'sms', identifier: '+4915112345678' }
const device = { type: 'push', identifier: 'a'.repeat(64) }

/** A workspace of this computer with a vendor for every channel and one person who has all three. */
const openWorkspace = async (page: Page): Promise<void> => {
  await startWorkspace(page)
  const providers = [
    {
      kind: 'smtp',
      providerId: 'mail',
      name: 'Office',
      host: '127.0.0.1',
      fromEmail: 'hallo@fernweh.example',
    },
    {
      kind: 'twilio',
      providerId: 'sms',
      name: 'Twilio',
      accountSid: 'AC1',
      authToken: 't',
      from: '+4930123456',
    },
    { kind: 'fcm', providerId: 'push', name: 'Firebase', serviceAccountJSON: {} },
  ]
  for (const provider of providers) {
    await callBridge(page, 'createProvider', { ...provider, enabled: true })
  }
  await callBridge(page, 'createTopic', { topicId: 'news', name: 'Newsletter' })
  await callBridge(page, 'createUser', { userId: 'ann', name: 'Ann' })
  for (const { type, identifier } of [email, phone, device]) {
    const targetId = `ann-${type}`
    const target = { userId: 'ann', targetId, providerType: type, identifier }
    await callBridge(page, 'createTarget', target)
    await callBridge(page, 'createSubscriber', {
      topicId: 'news',
      subscriberId: targetId,
      targetId,
    })
  }
  await callBridge(page, 'createBucket', { bucketId: 'files', name: 'Campaign files' })
}

const addNewsletter = async (page: Page): Promise<void> => {
  await page.getByRole('button', { name: 'Add recipients' }).first().click()
  await page.getByRole('checkbox', { name: /Newsletter/ }).check()
  await page.getByRole('dialog').getByRole('button', { name: 'Done' }).click()
}
const saved = (page: Page) => expect(page.getByText('Saved locally')).toBeVisible()

/** Everything on one line of the form. */
const pixel = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGNgYPhfDwAChAGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)

test('a text message shows its segments, loses what is dear, and is sent', async ({ app }) => {
  await openWorkspace(app)
  await startCampaign(app, 'SMS')
  const text = app.getByRole('textbox', { name: 'Text of the message' })
  await text.fill(
    `Track change: NJ 470 leaves from track 11 – not 7. Your “car 263” stops at the north end.`,
  )

  await expect(app.getByText('2 segments 45 left', { exact: true })).toBeVisible()
  await expect(app.getByText('UCS-2, 67 per segment')).toBeVisible()
  await app.getByRole('button', { name: 'Replace – at position 43' }).click()
  await app.getByRole('button', { name: 'Replace all 2' }).click()
  await expect(app.getByText('GSM-7, 160 per segment')).toBeVisible()
  await expect(text).toHaveValue(/track 11 - not 7\. Your "car 263"/)

  await app.getByRole('button', { name: 'Enter what a segment costs you' }).click()
  await app.getByRole('textbox', { name: 'Price per segment' }).fill('0.0745')
  await app.getByRole('button', { name: 'Save', exact: true }).click()
  await addNewsletter(app)
  await expect(app.getByText('1 × 1 × 0.0745')).toBeVisible()
  await saved(app)
  await app.reload()
  await expect(text).toHaveValue(/track 11 - not 7/)
  await expect(app.getByText('1 × 1 × 0.0745')).toBeVisible()

  await app.getByRole('button', { name: 'Review and send…' }).click()
  await app.getByRole('button', { name: 'Send to 1 person' }).click()
  await expect(app.getByText('of one person accepted by the sandbox')).toBeVisible()
})

test('every field of a push message is there again after a reload', async ({ app }) => {
  await openWorkspace(app)
  await startCampaign(app, 'Push')
  const fields = {
    Title: 'Night trains',
    Message: 'From 29 €',
    Opens: 'fernweh://deal',
    Badge: '1',
    Sound: 'bell.caf',
    Icon: 'ic_moon',
    Colour: '#C6463C',
    Tag: 'deal',
  }
  for (const [label, value] of Object.entries(fields)) {
    await app.getByLabel(label, { exact: true }).fill(value)
  }
  await app.getByRole('radio', { name: 'Normal' }).click()
  await app.getByRole('switch', { name: 'Critical' }).click()
  await app.getByRole('button', { name: 'Add pair' }).click()
  await app.getByLabel('Name of pair 1').fill('beds')
  await app.getByLabel('Value of pair 1', { exact: true }).fill('[12')
  await app.getByLabel('Value of pair 1 is JSON').check()
  await expect(app.getByText('This is not JSON')).toBeVisible()
  await app.getByLabel('Value of pair 1', { exact: true }).fill('[12]')
  await app.getByRole('button', { name: 'Choose an image' }).click()
  await app
    .getByRole('dialog')
    .locator('input[type=file]')
    .setInputFiles({ name: 'moon.png', mimeType: 'image/png', buffer: pixel })
  await expect(app.getByRole('button', { name: 'Remove the image' })).toBeVisible()

  const ios = app.getByRole('article', { name: 'iOS' })
  await expect(ios.getByText('Ignored here:')).toContainText('Icon')
  await expect(app.getByRole('article', { name: 'Android' })).toContainText('Ignored here:')
  await saved(app)
  await app.reload()

  for (const [label, value] of Object.entries(fields)) {
    await expect(app.getByLabel(label, { exact: true })).toHaveValue(value)
  }
  await expect(app.getByRole('radio', { name: 'Normal' })).toBeChecked()
  await expect(app.getByRole('switch', { name: 'Critical' })).toBeChecked()
  await expect(app.getByLabel('Value of pair 1', { exact: true })).toHaveValue('[12]')
  await expect(app.getByRole('button', { name: 'moon.png' })).toBeVisible()
  await app.getByRole('radio', { name: 'Exact JSON' }).click()
  await expect(app.getByRole('region', { name: 'FCM' })).toContainText(
    '"click_action": "fernweh://deal"',
  )
})

test('a mail with an attachment, a copy and a time is scheduled, changed and taken back', async ({
  app,
}) => {
  await openWorkspace(app)
  await startCampaign(app, 'Email')
  await app.getByRole('textbox', { name: 'Subject' }).fill('Winter hours')
  await app.getByRole('textbox', { name: 'Text of the mail' }).fill('<p>We open at ten.</p>')
  await addNewsletter(app)
  await app.getByRole('button', { name: 'Attach' }).click()
  await app
    .getByRole('dialog')
    .locator('input[type=file]')
    .setInputFiles({ name: 'map.pdf', mimeType: 'application/pdf', buffer: Buffer.alloc(2048) })
  await expect(app.getByRole('checkbox', { name: /map\.pdf/ })).toBeChecked()
  await app.getByRole('dialog').getByRole('button', { name: 'Done' }).click()
  await expect(app.getByRole('button', { name: '1 file' })).toBeVisible()
  await app.getByRole('button', { name: 'Message ID: generated' }).click()
  await app.getByLabel('Message ID').fill('winter-2026')
  await app.getByRole('button', { name: 'Schedule', exact: true }).click()
  await app.getByLabel('Date').fill('2020-01-01')
  await app.getByLabel('Time').click()
  await expect(app.getByRole('alert').filter({ hasText: 'This time has passed' })).toBeVisible()
  await app.getByLabel('Date').fill('2031-05-05')
  await app.getByLabel('Time').fill('07:00')
  await app.getByRole('button', { name: 'Done' }).click()
  await saved(app)
  await app.reload()

  await expect(app.getByRole('group', { name: 'When to send' })).toContainText(/2031 07:00/)
  await expect(app.getByRole('button', { name: 'Message ID: winter-2026' })).toBeVisible()
  await expect(app.getByRole('button', { name: '1 file' })).toBeVisible()
  await app.getByRole('button', { name: 'Review and send…' }).click()
  await app.getByRole('button', { name: /^Schedule for .*1 person$/ }).click()
  const status = app.getByRole('main').getByText('Scheduled', { exact: true })
  await expect(status.first()).toBeVisible()

  await app.getByRole('button', { name: 'Edit' }).click()
  await expect(app.getByRole('button', { name: '1 file' })).toBeVisible()
  await app.getByRole('textbox', { name: 'Subject' }).fill('Summer hours')
  await app.getByRole('button', { name: 'Review and send…' }).click()
  await app.getByRole('button', { name: /^Schedule for .*1 person$/ }).click()
  await expect(app.getByRole('heading', { name: 'Summer hours', exact: true })).toBeVisible()
  await expect(status.first()).toBeVisible()
  expect(await callBridge(app, 'getMessage', { messageId: 'winter-2026' })).toMatchObject({
    status: 'scheduled',
    data: { subject: 'Summer hours', attachments: [{ bucketId: 'files' }] },
  })

  await app.getByRole('button', { name: 'Unschedule' }).click()
  await expect(app.getByRole('main').getByText('Draft', { exact: true }).first()).toBeVisible()
})
