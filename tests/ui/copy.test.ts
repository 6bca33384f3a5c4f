import { expect, test } from '../support/app-page'
import { openSmtpForm } from '../support/journey'

test('a provider is copied to another workspace without its secret, and its id is shown', async ({
  app,
}) => {
  await app.getByRole('button', { name: 'Start workspace' }).click()
  await app.getByRole('button', { name: /Switch profile/ }).click()
  await app.getByText('Add profile…').click()
  await app.getByRole('radio', { name: /Start a local workspace/ }).click()
  await app.getByLabel('Name').fill('Werkstatt')
  await app.getByRole('button', { name: 'Start workspace' }).click()
  await expect(app.getByRole('button', { name: 'Switch profile, now Werkstatt' })).toBeVisible()
  const form = await openSmtpForm(app)
  await form.getByLabel('Name', { exact: true }).fill('Our mail server')
  await form.getByLabel('Host').fill('smtp.example.test')
  await form.getByLabel('Sender address').fill('hallo@example.org')
  await form.getByLabel('Password').first().fill('planted-password-0123456789')
  await form.getByRole('button', { name: 'Save provider' }).click()
  await expect(app.getByRole('dialog')).toBeHidden()
  await app.getByRole('button', { name: /Our mail server/ }).click()
  await app.getByRole('button', { name: 'Copy to another profile…' }).click()
  const dialog = app.getByRole('dialog', { name: /Copy “Our mail server”/ })
  await dialog.getByRole('combobox', { name: 'Copy to' }).press('Enter')
  await dialog.getByRole('combobox', { name: 'Copy to' }).press('Enter')

  await expect(dialog.getByText('keeps its ID')).toBeVisible()
  await expect(dialog.getByText(/switched off until they are entered/)).toBeVisible()
  await dialog.getByRole('button', { name: /^Copy to / }).click()
  await expect(app.getByText(/Copied “Our mail server” to/)).toBeVisible()
  await app.keyboard.press('Escape')
  await app.getByRole('button', { name: /Switch profile/ }).click()
  await app.getByRole('menuitemradio', { name: /My workspace/ }).click()
  await app.getByRole('link', { name: 'Providers', exact: true }).click()
  await expect(app.getByText('Our mail server').first()).toBeVisible()
})
