import type { Page } from '@playwright/test'
import { expect, test } from '../support/app-page'
import { callBridge } from '../support/bridge-calls'
import { openScreen, startWorkspace } from '../support/journey'

const inAWeek = (): string => new Date(Date.now() + 7 * 24 * 60 * 60 * 1000).toISOString()

/** One message to Ada for each of these subjects. */
const addMessages = async (
  page: Page,
  subjects: readonly string[],
  more: object = { draft: true },
): Promise<void> => {
  for (const subject of subjects)
    await callBridge(page, 'createEmail', {
      ...{ messageId: 'unique()', subject, content: 'Hello', users: ['ada'] },
      ...more,
    })
}
const addAda = (page: Page) =>
  callBridge(page, 'createUser', { userId: 'ada', name: 'Ada', email: 'ada@example.org' })

const table = (page: Page) => page.getByRole('table', { name: 'Campaigns' })
const row = (page: Page, title: string) => table(page).getByRole('row').filter({ hasText: title })

test('campaigns are narrowed by channel, status and day, and ordered by a column', async ({
  app,
}) => {
  await startWorkspace(app)
  await addAda(app)
  await callBridge(app, 'createProvider', {
    ...{ kind: 'smtp', providerId: 'office', name: 'Office', host: '127.0.0.1' },
    ...{ fromEmail: 'news@example.org', enabled: true },
  })
  await addMessages(app, ['Planned mail'], { scheduledAt: inAWeek() })
  await addMessages(app, ['Sent mail'], {})
  await callBridge(app, 'createSms', {
    ...{ messageId: 'unique()', content: 'Planned text', users: ['ada'], draft: true },
  })
  await expect(row(app, 'Sent mail')).toContainText('Sent')

  await app.getByRole('button', { name: 'Channel', exact: true }).click()
  await app.getByRole('checkbox', { name: 'SMS', exact: true }).check()
  await expect(row(app, 'Planned text')).toBeVisible()
  await expect(row(app, 'mail')).toHaveCount(0)
  await app.keyboard.press('Escape')
  await expect(app.getByRole('button', { name: 'Channel: SMS', exact: true })).toBeFocused()
  await app.getByRole('button', { name: 'Clear the filter Channel' }).click()

  await app.getByRole('button', { name: 'Status', exact: true }).click()
  await app.getByRole('checkbox', { name: 'Scheduled', exact: true }).check()
  await app.getByRole('checkbox', { name: 'Sent', exact: true }).check()
  await expect(row(app, 'Planned text')).toHaveCount(0)
  await expect(row(app, 'Planned mail')).toBeVisible()
  await expect(row(app, 'Sent mail')).toBeVisible()
  await app.keyboard.press('Escape')

  await app.getByRole('button', { name: 'When', exact: true }).first().click()
  await app.getByRole('button', { name: 'Today' }).click()
  await expect(row(app, 'Planned mail')).toHaveCount(0)
  await expect(row(app, 'Sent mail')).toBeVisible()
  await app.keyboard.press('Escape')
  await app.getByRole('button', { name: 'Clear filters' }).click()
  await expect(row(app, 'Planned')).toHaveCount(2)

  const when = table(app).getByRole('columnheader', { name: 'When' })
  await expect(when).toHaveAttribute('aria-sort', 'descending')
  await table(app).getByRole('button', { name: 'When' }).click()
  await expect(when).toHaveAttribute('aria-sort', 'ascending')
  await expect(table(app).getByRole('row').last()).toContainText('Planned mail')
  await table(app).getByRole('button', { name: 'Accepted' }).click()
  await table(app).getByRole('button', { name: 'Accepted' }).click()
  await expect(table(app).getByRole('row').nth(1)).toContainText('Sent mail')
})

test('hundreds of drafts are drawn near the eye alone, deleted in one go, and come back', async ({
  app,
}) => {
  await startWorkspace(app)
  await openScreen(app, '/settings')
  await expect(app.getByRole('heading', { name: 'Settings' })).toBeVisible()
  await app.evaluate(async () => {
    const body = JSON.stringify({ name: 'createDraft', input: { kind: 'sms' } })
    const headers = { 'content-type': 'application/json' }
    for (let at = 0; at < 300; at += 20)
      await Promise.all(
        Array.from({ length: 20 }, () => fetch('/bridge/call', { method: 'POST', headers, body })),
      )
  })
  await app.getByRole('link', { name: 'Campaigns', exact: true }).click()
  const items = table(app).locator('tr.item')
  await expect(table(app)).toHaveAttribute('aria-rowcount', '302')
  expect(await items.count()).toBeLessThan(90)

  await items.first().focus()
  await app.keyboard.press('End')
  await expect(items.last()).toBeFocused()
  await expect(items.last()).toHaveAttribute('aria-rowindex', '302')
  await app.keyboard.press('ArrowUp')
  await expect(table(app).locator('tr[aria-rowindex="301"]')).toBeFocused()

  await table(app).getByRole('checkbox', { name: 'Select all' }).check()
  const bar = app.getByRole('toolbar')
  await expect(bar).toContainText('300 selected')
  await bar.getByRole('button', { name: 'Delete…' }).click()
  await app.getByRole('button', { name: 'Delete 300 drafts' }).click()
  await expect(app.getByText('300 drafts deleted')).toBeVisible()
  await expect(app.getByText('No campaign yet')).toBeVisible()
  await app.getByRole('button', { name: 'Undo' }).click()
  await expect(table(app)).toHaveAttribute('aria-rowcount', '302')
})

test('many campaigns are selected with Shift or all at once, copied, and deleted by number', async ({
  app,
}) => {
  await startWorkspace(app)
  await addAda(app)
  await addMessages(
    app,
    Array.from({ length: 60 }, (_, at) => `Mail ${at}`),
  )
  await expect(row(app, 'Mail 59')).toBeVisible()
  const box = (name: string) => table(app).getByRole('checkbox', { name: `Select ${name}, Draft` })
  const bar = app.getByRole('toolbar')

  await box('Mail 59').check()
  await box('Mail 57').click({ modifiers: ['Shift'] })
  await expect(bar).toContainText('3 selected')
  await bar.getByRole('button', { name: 'Duplicate' }).click()
  await expect(app.getByText('3 campaigns duplicated as drafts')).toBeVisible()
  await expect(app.getByRole('tab', { name: /^All/ })).toContainText('63')

  await app.getByLabel('Search text or ID').fill('Mail')
  await table(app).getByRole('checkbox', { name: 'Select all' }).check()
  await bar.getByRole('button', { name: 'Select all 63' }).click()
  await expect(bar).toContainText('63 selected')
  await bar.getByRole('button', { name: 'Delete…' }).click()
  const dialog = app.getByRole('dialog')
  await expect(dialog.getByRole('button', { name: 'Cancel' })).toBeFocused()
  await dialog.getByRole('button', { name: 'Delete 3 drafts and 60 messages' }).click()
  await expect(app.getByText('3 drafts and 60 messages deleted')).toBeVisible()
  await expect(app.getByText('No campaign matches “Mail”')).toBeVisible()
})
