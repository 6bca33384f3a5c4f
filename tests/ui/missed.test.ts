import { join } from 'node:path'
import type { Profile } from '@contract/profiles'
import type { User } from '@contract/users'
import type { Page } from '@playwright/test'
import Database from 'better-sqlite3'
import { expect, test } from '../support/app-page'
import { callBridge, engineOf } from '../support/bridge-calls'
import { openScreen } from '../support/journey'
import { walkByKeyboard } from '../support/keyboard-walk'
import { startSmtp } from '../support/smtp-sink'

interface Place {
  readonly app: Page
  readonly dataFolder: string
  readonly hostPid: number
}

/** A workspace with scheduled campaigns that came due two hours ago while its engine was away. */
const missCampaigns = async (
  { app, dataFolder, hostPid }: Place,
  subjects: readonly string[],
): Promise<void> => {
  const call = (name: string, input: object) => callBridge(app, name, input)
  const created = await call('createLocalProfile', { name: 'Workshop' })
  const smtp = { kind: 'smtp', providerId: 'office', name: 'Office', host: '127.0.0.1' }
  await call('createProvider', { ...smtp, fromEmail: 'hi@fernweh.example', enabled: true })
  await call('createUser', { userId: 'ann', name: 'Ann', email: 'ann@fernweh.example' })
  const scheduledAt = new Date(Date.now() + 3_600_000).toISOString()
  for (const [index, subject] of subjects.entries()) {
    const messageId = `campaign-${index}`
    await call('createEmail', { messageId, subject, content: 'Text', users: ['ann'], scheduledAt })
  }
  const { id } = created as Profile
  const db = new Database(join(dataFolder, 'profiles', id, 'engine.db'))
  db.prepare(`UPDATE messages SET scheduledAt = ? WHERE status = 'scheduled'`).run(
    new Date(Date.now() - 7_200_000).toISOString().replace('Z', '+00:00'),
  )
  db.close()
  process.kill(await engineOf(hostPid), 'SIGKILL')
  await expect
    // Until the engine is back, calls fail.
    .poll(() => call('listMissedMessages', {}).catch(() => undefined), { timeout: 20_000 })
    .toMatchObject({ messages: { length: subjects.length } })
  await openScreen(app, '/campaigns')
}

test('missed campaigns are asked about one by one, and go where a person says', async ({
  app,
  dataFolder,
  host,
}) => {
  const hostPid = host.process.pid ?? 0
  await missCampaigns({ app, dataFolder, hostPid }, ['Night train', 'Slow boat', 'Day ferry'])

  await expect(app.getByText('3 scheduled campaigns were not sent')).toBeVisible()
  const rows = app.getByRole('row').filter({ hasText: 'Needs decision' })
  await expect(rows).toHaveCount(3)
  await expect(app.getByRole('link', { name: /Campaigns 3 need a decision/ })).toBeVisible()

  const dialog = app.getByRole('dialog')
  const decide = app.getByRole('button', { name: 'Decide…' })
  await walkByKeyboard(app, { of: 'MissedDialog', path: '/campaigns', by: [() => decide] })
  await decide.click()
  await expect(dialog).toContainText('What becomes of “Night train”?')
  await expect(dialog.getByRole('radio', { checked: true })).toBeFocused()
  await dialog.getByText('Send now', { exact: true }).click()
  await dialog.getByRole('button', { name: 'Send to one person' }).click()
  await expect(rows).toHaveCount(2)

  await decide.click()
  await expect(dialog).toContainText('What becomes of “Slow boat”?')
  const schedule = dialog.getByRole('button', { name: 'Schedule' })
  await expect(schedule).toBeDisabled()
  await dialog.getByLabel('Date and time').fill('2020-01-01T09:00')
  await expect(dialog.getByText('This time is over.')).toBeVisible()
  await dialog.getByLabel('Date and time').fill('2099-01-01T09:00')
  await schedule.click()
  await expect(rows).toHaveCount(1)
  await expect(app.getByRole('row').filter({ hasText: 'Slow boat' })).toContainText('Scheduled')

  await rows.first().click()
  await expect(app.getByText('A scheduled campaign was not sent')).toBeVisible()
  await decide.click()
  await dialog.getByText('Back to draft', { exact: true }).click()
  await dialog.getByRole('button', { name: 'Make it a draft' }).click()
  await expect(app.getByText('Draft', { exact: true })).toBeVisible()
  await expect(app.getByText('was not sent')).toBeHidden()
})

test('a campaign that reaches more people than the ceiling by its hour is asked about', async ({
  app,
}) => {
  const call = (name: string, input: object) => callBridge(app, name, input)
  const smtp = await startSmtp()
  const { id: profileId } = (await call('createLocalProfile', { name: 'Workshop' })) as Profile
  await call('updateProfile', { profileId, sandbox: false, ceiling: 2 })
  const provider = { kind: 'smtp', providerId: 'office', name: 'Office', host: '127.0.0.1' }
  const from = { fromEmail: 'hi@fernweh.example', enabled: true }
  await call('createProvider', { ...provider, port: smtp.port, ...from })
  await call('createTopic', { topicId: 'news', name: 'Newsletter' })
  const targetIds: string[] = []
  for (const userId of ['ann', 'ben', 'cleo', 'dora']) {
    const user = await call('createUser', { userId, email: `${userId}@fernweh.example` })
    targetIds.push((user as User).targets[0]?.$id ?? '')
  }
  const join = (targetId: string | undefined) =>
    call('createSubscriber', { topicId: 'news', subscriberId: 'unique()', targetId })
  await join(targetIds[0])
  const letter = { messageId: 'hello', subject: 'Night train', content: 'Text', topics: ['news'] }
  const scheduledAt = new Date(Date.now() + 5000).toISOString()
  await call('createEmail', { ...letter, bcc: [targetIds[3]], scheduledAt })
  await join(targetIds[1])
  await join(targetIds[2])
  await openScreen(app, '/campaigns')

  await expect(app.getByText('was not sent: it reaches too many people now')).toBeVisible({
    timeout: 20_000,
  })
  const row = app.getByRole('row').filter({ hasText: 'Needs decision' })
  await expect(row).toContainText('Was due')
  await app.getByRole('button', { name: 'Decide…' }).click()
  const dialog = app.getByRole('dialog')
  await expect(dialog).toContainText('there were more people than your ceiling')
  await expect(dialog).toContainText('3 people and one in copy')
  await expect(dialog).toContainText('Ceiling2 people')
  await expect(dialog).toContainText('No number was needed then')
  await dialog.getByText('Send now', { exact: true }).click()
  const send = dialog.getByRole('button', { name: 'Send to 3 people' })
  await expect(send).toBeDisabled()
  await dialog.getByLabel('Type 4 to go above your ceiling').fill('4')
  await send.click()

  await expect(app.getByText('“Night train” is being sent')).toBeVisible()
  await expect.poll(() => smtp.mails.length).toBeGreaterThanOrEqual(3)
  await smtp.close()
})

test('what becomes of missed campaigns is a setting of the workspace', async ({ app }) => {
  await callBridge(app, 'createLocalProfile', { name: 'Workshop' })
  await openScreen(app, '/settings')
  const minutes = app.getByLabel('Send when less than this late')
  await expect(minutes).toHaveValue('15')
  await minutes.fill('0')
  await expect(app.getByText('Give a whole number of minutes')).toBeVisible()
  await minutes.fill('90')
  await minutes.blur()
  await expect(app.getByText('Saved')).toBeVisible()
  await app.getByRole('radio', { name: 'Do not send' }).click()

  await expect
    .poll(() => callBridge(app, 'getAppState', {}))
    .toMatchObject({ profiles: [{ missed: { sendWithinMinutes: 90, otherwise: 'skip' } }] })
  await app.reload()
  await expect(minutes).toHaveValue('90')
})
