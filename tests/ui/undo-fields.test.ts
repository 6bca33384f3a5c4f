import {
  emailContent,
  pushContent,
  smsContent,
  type DraftContent,
  type EmailContent,
  type PushContent,
  type SmsContent,
} from '@contract/drafts'
import type { Page } from '@playwright/test'
import { expect, test } from '../support/app-page'
import { callBridge } from '../support/bridge-calls'
import { startCampaign, startWorkspace } from '../support/journey'

/* Every field of every composer is undone and redone; one that is added to the contract has to be added here. */

type Act = (page: Page) => Promise<void>
/** How a person changes each field of a channel, in this order. */
type Acts<Content extends DraftContent> = Readonly<Record<Exclude<keyof Content, 'kind'>, Act>>

const click = (page: Page, name: string): Promise<void> =>
  page.getByRole('button', { name, exact: true }).first().click()
const write =
  (label: string, text: string): Act =>
  (page) =>
    page.getByRole('textbox', { name: label, exact: true }).fill(text)
const turn =
  (role: 'switch' | 'radio', name: string): Act =>
  (page) =>
    page.getByRole(role, { name, exact: true }).click()
/** Ticks a row of a drawer that a button opens. */
const choose =
  (button: string, row: RegExp, view?: string): Act =>
  async (page) => {
    await click(page, button)
    const drawer = page.getByRole('dialog')
    if (view) await drawer.getByRole('radio', { name: view, exact: true }).click()
    await drawer.getByRole('checkbox', { name: row }).check()
    await drawer.getByRole('button', { name: 'Done' }).click()
    await expect(drawer).toBeHidden()
  }

const common = (address: RegExp) => ({
  topics: choose('Add recipients', /^Newsletter/),
  users: choose('Add recipients', /^Ann/, 'People'),
  targets: choose('Add recipients', address, 'People'),
  scheduledAt: async (page: Page) => {
    await click(page, 'Schedule')
    await page.getByRole('group', { name: 'When to send' }).getByText('Done').click()
  },
  messageId: async (page: Page) => {
    await click(page, 'Message ID: generated')
    await page.getByLabel('Message ID', { exact: true }).fill('winter')
    await page.keyboard.press('Enter')
  },
})

const email: Acts<EmailContent> = {
  subject: write('Subject', 'Night trains'),
  content: write('Text of the mail', 'Every evening'),
  html: turn('radio', 'Plain text'),
  attachments: choose('Attach', /^map\.png/),
  cc: choose('Cc', /ann@home/),
  bcc: choose('Bcc', /ann@work/),
  ...common(/^ann@work/),
}
const sms: Acts<SmsContent> = {
  content: write('Text of the message', 'Track 11'),
  ...common(/^\+4915112345679$/),
}
const push: Acts<PushContent> = {
  title: write('Title', 'Night trains'),
  body: write('Message', 'From 29 €'),
  action: write('Opens', 'fernweh://deal'),
  icon: write('Icon', 'ic_moon'),
  sound: write('Sound', 'bell.caf'),
  color: write('Colour', '#C6463C'),
  tag: write('Tag', 'deal'),
  badge: write('Badge', '1'),
  image: async (page) => {
    await click(page, 'Choose an image')
    // The drawer is closed by the choice.
    await page.getByRole('checkbox', { name: /^map\.png/ }).click()
    await expect(page.getByRole('dialog')).toBeHidden()
  },
  contentAvailable: turn('switch', 'Wake the app'),
  critical: turn('switch', 'Critical'),
  priority: turn('radio', 'Normal'),
  data: async (page) => {
    await click(page, 'Add pair')
    await write('Name of pair 1', 'beds')(page)
    await write('Value of pair 1', '12')(page)
    await page.getByLabel('Value of pair 1 is JSON').check()
  },
  ...common(/^Tablet$/),
}
const channels = [
  { kind: 'Email', acts: email, schema: emailContent },
  { kind: 'SMS', acts: sms, schema: smsContent },
  { kind: 'Push', acts: push, schema: pushContent },
] as const

const openWorkspace = async (page: Page): Promise<void> => {
  await startWorkspace(page)
  await callBridge(page, 'createTopic', { topicId: 'news', name: 'Newsletter' })
  await callBridge(page, 'createUser', { userId: 'ann', name: 'Ann' })
  for (const [targetId, providerType, identifier] of [
    ['home', 'email', 'ann@home.example'],
    ['work', 'email', 'ann@work.example'],
    ['mine', 'sms', '+4915112345678'],
    ['ours', 'sms', '+4915112345679'],
    ['Phone', 'push', 'a'.repeat(64)],
    ['Tablet', 'push', 'b'.repeat(64)],
  ]) {
    const target = { userId: 'ann', targetId, name: targetId, providerType, identifier }
    await callBridge(page, 'createTarget', target)
  }
  await callBridge(page, 'createBucket', { bucketId: 'files', name: 'Files' })
  const pixel =
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGNgYPhfDwAChAGAWjR9awAAAABJRU5ErkJggg=='
  const file = { name: 'map.png', mimeType: 'image/png', base64: pixel }
  await callBridge(page, 'createFile', { bucketId: 'files', fileId: 'map', file })
}

for (const { kind, acts, schema } of channels) {
  test(`every field of ${kind} is undone to the start and redone to the end`, async ({ app }) => {
    await openWorkspace(app)
    await startCampaign(app, kind)
    await app.waitForURL(/drafts\//)
    const draftId = app.url().split('/').at(-1)
    const stored = async (): Promise<Readonly<Record<string, unknown>>> => {
      const draft = (await callBridge(app, 'getDraft', { draftId })) as { content: object }
      return { ...draft.content }
    }
    /** Presses the button until it has nothing left to do; answers the fields it named. */
    const all = async (name: string, said: string): Promise<string[]> => {
      const button = app.getByRole('button', { name, exact: true })
      const fields: string[] = []
      while (await button.isEnabled()) {
        await button.click()
        const line = await app.getByText(new RegExp(`^${said}: `)).textContent()
        fields.push(line?.trim().slice(said.length + 2) ?? '')
      }
      return fields
    }

    const start = await stored()
    expect(Object.keys(acts).toSorted()).toEqual(
      Object.keys(schema.shape)
        .filter((name) => name !== 'kind')
        .toSorted(),
    )
    for (const act of Object.values(acts)) await act(app)
    await expect(app.getByText(/^Saved locally/)).toBeVisible()
    const end = await stored()
    for (const name of Object.keys(acts)) expect(end[name], name).not.toEqual(start[name])

    const undone = await all('Undo', 'Undid')
    expect(new Set(undone).size).toBe(Object.keys(acts).length)
    await expect.poll(stored).toEqual(start)
    expect(await all('Redo', 'Redid')).toEqual(undone.toReversed())
    await expect.poll(stored).toEqual(end)
  })
}
