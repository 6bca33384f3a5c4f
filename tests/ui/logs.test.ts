import type { Page } from '@playwright/test'
import { expect, test } from '../support/app-page'

const startWorkspace = async (app: Page): Promise<void> => {
  await app.getByRole('radio', { name: /Start a local workspace/ }).click()
  await app.getByLabel('Name').fill('Workshop')
  await app.getByRole('button', { name: 'Start workspace' }).click()
  await expect(app.getByRole('button', { name: /Switch profile/ })).toBeVisible()
}

test('a topic’s log tells that it was created and renamed', async ({ app }) => {
  await startWorkspace(app)
  await app.getByRole('link', { name: 'Topics' }).click()
  await app.getByRole('button', { name: 'New topic' }).first().click()
  await app.getByLabel('Name').fill('Newsletter')
  await app.getByRole('button', { name: 'Create topic' }).click()
  await app.getByRole('tab', { name: 'Log' }).click()

  const log = app.getByRole('table', { name: 'Log' })
  await expect(log.getByRole('row')).toHaveCount(2)
  await expect(log.getByRole('row').last()).toContainText(/Created.*Sendwright.*Today/)

  await app.getByRole('button', { name: 'Rename' }).click()
  await app.getByRole('dialog').getByLabel('Name').fill('Monthly news')
  await app.getByRole('button', { name: 'Rename topic' }).click()
  await expect(log.getByRole('row').nth(1)).toContainText('Changed')
  await expect(log.getByRole('row').last()).toContainText('Created')
})

test('a provider takes a word as sender later, and has a log', async ({ app }) => {
  await startWorkspace(app)
  await app.getByRole('link', { name: 'Providers' }).click()
  await app.getByRole('button', { name: 'Add provider' }).first().click()
  const drawer = app.getByRole('dialog')
  const vendor = drawer.getByRole('button', { name: /Telesign/ })
  await expect(drawer.locator('.vendor-row')).toHaveCount(12)
  await vendor.click()
  await drawer.getByLabel('Sender number').fill('+16175551212')
  await drawer.getByRole('button', { name: 'Save provider' }).click()

  await app.getByRole('button', { name: /Telesign/ }).click()
  await drawer.getByLabel('Sender number').fill('ACME')
  await drawer.getByRole('button', { name: 'Save provider' }).click()
  await expect(app.getByText('Telesign was saved')).toBeVisible()

  await app.getByRole('button', { name: /Telesign/ }).click()
  await expect(drawer.getByLabel('Sender number')).toHaveValue('ACME')
  await drawer.getByRole('tab', { name: 'Log' }).click()
  const rows = drawer.getByRole('table', { name: 'Log' }).getByRole('row')
  await expect(rows.nth(1)).toContainText('Changed')
  await expect(rows.nth(2)).toContainText('Added')
})
