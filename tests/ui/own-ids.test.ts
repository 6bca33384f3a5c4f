import { expect, test } from '../support/app-page'
import { callBridge } from '../support/bridge-calls'
import { openSmtpForm, startWorkspace } from '../support/journey'

test('whatever is created can be given the id that other code knows it by', async ({ app }) => {
  await startWorkspace(app)
  const dialog = app.getByRole('dialog')

  await app.getByRole('link', { name: 'Topics' }).click()
  await app.getByRole('button', { name: 'New topic' }).first().click()
  await dialog.getByLabel('Name').fill('Newsletter')
  await dialog.getByLabel('Topic ID').fill('news')
  await dialog.getByText('Who may subscribe').click()
  await dialog.getByRole('button', { name: 'Remove users' }).click()
  await dialog.getByLabel('Add a role').fill('team:editors')
  await dialog.getByRole('button', { name: 'Add', exact: true }).click()
  await dialog.getByRole('button', { name: 'Create topic' }).click()
  await expect(dialog).toBeHidden()
  expect(await callBridge(app, 'getTopic', { topicId: 'news' })).toMatchObject({
    subscribe: ['team:editors'],
  })

  await app.getByRole('link', { name: 'Audience' }).click()
  await app.getByRole('button', { name: 'New person' }).first().click()
  await dialog.getByLabel('Name').fill('Ada')
  await dialog.getByLabel('Email').fill('ada@example.org')
  await dialog.getByLabel('User ID').fill('-ada')
  await dialog.getByLabel('User ID').press('Tab')
  await expect(dialog.getByRole('alert')).toHaveText(/starting with a letter or digit/)
  await dialog.getByLabel('User ID').fill('ada')
  await dialog.getByRole('button', { name: 'Create person' }).click()
  await expect(dialog).toBeHidden()

  await app.getByRole('row', { name: 'Ada' }).click()
  await dialog.getByRole('button', { name: 'Add target' }).click()
  const targetForm = app.getByRole('dialog', { name: 'Add a target' })
  await targetForm.getByRole('radio', { name: 'SMS' }).click()
  await targetForm.getByLabel('Phone number').fill('+46701234567')
  await targetForm.getByLabel('Target ID').fill('ada-mobile')
  await targetForm.getByRole('button', { name: 'Add target' }).click()
  await expect(targetForm).toBeHidden()
  await app.keyboard.press('Escape')

  await app.getByRole('link', { name: 'Topics' }).click()
  await app.getByRole('button', { name: 'Add people' }).first().click()
  await dialog.getByRole('checkbox', { name: 'Select Ada' }).last().check()
  await dialog.getByLabel('Subscriber ID').fill('ada-in-news')
  await dialog.getByRole('button', { name: 'Add 1 person' }).click()
  await dialog.getByRole('button', { name: 'Done' }).click()
  expect(
    await callBridge(app, 'getSubscriber', { topicId: 'news', subscriberId: 'ada-in-news' }),
  ).toMatchObject({ targetId: 'ada-mobile', userId: 'ada' })

  const form = await openSmtpForm(app)
  await form.getByLabel('Host').fill('127.0.0.1')
  await form.getByLabel('Sender address').fill('news@example.org')
  await form.getByLabel('Provider ID').fill('office')
  await form.getByRole('button', { name: 'Save provider' }).click()
  await expect(form).toBeHidden()
  expect(await callBridge(app, 'getProvider', { providerId: 'office' })).toMatchObject({
    provider: 'smtp',
  })
})
