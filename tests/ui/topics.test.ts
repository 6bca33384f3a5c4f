import { expect, test } from '../support/app-page'

test('deleting the only topic leads back to the empty screen', async ({ app }) => {
  await app.getByRole('radio', { name: /Start a local workspace/ }).click()
  await app.getByLabel('Name').fill('Workshop')
  await app.getByRole('button', { name: 'Start workspace' }).click()
  await app.getByRole('link', { name: 'Topics' }).click()
  await app.getByRole('button', { name: 'New topic' }).first().click()
  await app.getByLabel('Name').fill('Newsletter')
  await app.getByRole('button', { name: 'Create topic' }).click()

  await app.getByRole('button', { name: 'Delete topic' }).click()
  await app.getByRole('dialog').getByRole('button', { name: 'Delete topic' }).click()

  await expect(app.getByText('No topic yet')).toBeVisible()
})
