import type { Draft } from '@contract/drafts'
import { expect, test } from '../support/app-page'
import { callBridge } from '../support/bridge-calls'
import { openScreen } from '../support/journey'

test('a draft is tried on one address and rehearsed with everybody, and nothing is stored', async ({
  app,
}) => {
  const call = (name: string, input: object) => callBridge(app, name, input)
  await call('createLocalProfile', { name: 'Workshop' })
  const smtp = { kind: 'smtp', providerId: 'office', name: 'Office', host: '127.0.0.1' }
  await call('createProvider', { ...smtp, fromEmail: 'hi@fernweh.example', enabled: true })
  for (const userId of ['ann', 'ben'])
    await call('createUser', { userId, name: userId, email: `${userId}@fernweh.example` })
  const { id: draftId, content } = (await call('createDraft', {})) as Draft
  const text = { subject: 'Night train', content: '<p>To Copenhagen</p>', html: true }
  await call('saveDraft', { draftId, content: { ...content, ...text, users: ['ann', 'ben'] } })
  await openScreen(app, `/drafts/${draftId}`)

  await app.getByRole('button', { name: 'Try it…' }).click()
  const drawer = app.getByRole('dialog', { name: 'Try it before you send' })
  await drawer.getByLabel('Email address').fill('nobody')
  await drawer.getByRole('button', { name: 'Send test' }).click()
  await expect(drawer.getByText(/must be a valid email address/)).toBeVisible()
  await drawer.getByLabel('Email address').fill('me@fernweh.example')
  await drawer.getByRole('button', { name: 'Send test' }).click()
  await expect(drawer.getByText('Sent to me@fernweh.example')).toBeVisible()

  await drawer.getByRole('button', { name: 'Rehearse' }).click()
  await expect(drawer.getByText('Everything could be built')).toBeVisible()
  await expect(drawer.getByRole('row').nth(1)).toContainText(/Office\s*2\s*2/)
  await drawer.getByText('to ann@fernweh.example', { exact: true }).click()
  await expect(drawer.locator('pre').first()).toContainText('Subject: Night train')
  await expect(
    drawer.getByText('Envelope: from hi@fernweh.example to ann@fernweh.example'),
  ).toBeVisible()

  expect(await call('listMessages', {})).toMatchObject({ total: 0 })
  await drawer.getByRole('link', { name: 'Open the Sandbox inbox' }).click()
  await expect(app.getByText('me@fernweh.example').first()).toBeVisible()
})
