import { expect, test } from '../support/app-page'
import { callBridge } from '../support/bridge-calls'
import { openScreen, openSmtpForm } from '../support/journey'
import { startShopProgram } from '../support/shop-program'

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

test('a copy says which of the two profiles cannot be asked, and goes on once it can', async ({
  app,
}) => {
  const shop = await startShopProgram()
  const { url: endpoint, project, key } = shop
  const call = (name: string, input: object) => callBridge(app, name, input)
  await call('createLocalProfile', { name: 'Werkstatt' })
  await call('createTopic', { topicId: 'news', name: 'Other news' })
  const address = { environment: 'staging', endpoint, project }
  await call('connectProfile', { ...address, name: 'Old shop', key: 'standard_revoked' })
  await call('connectProfile', { ...address, name: 'Shop', key })
  await call('createTopic', { topicId: 'news', name: 'Newsletter' })
  const mail = { messageId: 'hello', subject: 'Night train', content: 'Hi', draft: true }
  await call('createEmail', { ...mail, topics: ['news'] })

  const dialog = app.getByRole('dialog')
  const choose = async (name: string): Promise<void> => {
    await dialog.getByRole('combobox', { name: 'Copy to' }).click()
    await app.getByRole('option', { name }).click()
  }
  const openCopy = async (path: string): Promise<void> => {
    await openScreen(app, path)
    await app.getByRole('button', { name: 'Copy to another profile…' }).first().press('Enter')
  }
  await openCopy('/topics/news')
  await choose('Werkstatt')
  await expect(dialog.getByText('is in use there; the copy gets a new one')).toBeVisible()
  await choose('Old shop')
  await expect(dialog.getByText(/^In “Old shop”: /)).toBeVisible()
  await expect(dialog.getByRole('button', { name: 'Copy to Old shop' })).toBeDisabled()

  await openScreen(app, '/campaigns')
  await expect(app.getByText('Night train')).toBeVisible()
  await shop.stop()
  await call('tryServer', {})
  for (const path of ['/topics/news', '/campaigns']) {
    await openCopy(path)
    await choose('Werkstatt')
    await expect(dialog.getByText(/^In “Shop”: .*no server listens/), path).toBeVisible()
  }
  await shop.start()
  await dialog.getByRole('button', { name: 'Try again' }).click()
  await expect(dialog.getByText('there under the same ID')).toBeVisible()
  await dialog.getByRole('button', { name: 'Make a draft in Werkstatt' }).click()
  await expect(app.getByText('“Night train” is a draft in Werkstatt now')).toBeVisible()
  await shop.end()
})
