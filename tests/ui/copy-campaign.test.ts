import { expect, test } from '../support/app-page'
import { callBridge } from '../support/bridge-calls'
import { openScreen } from '../support/journey'

test('a campaign becomes a draft in another profile, and what it names is chosen before', async ({
  app,
}) => {
  const call = (name: string, input: object) => callBridge(app, name, input)
  await call('createLocalProfile', { name: 'Werkstatt' })
  await call('createTopic', { topicId: 'letters', name: 'Newsletter' })
  await call('createTopic', { topicId: 'few', name: 'Insiders' })
  await call('createLocalProfile', { name: 'Workshop' })
  await call('createTopic', { topicId: 'news', name: 'Newsletter' })
  await call('createTopic', { topicId: 'rare', name: 'Rarely' })
  await call('createUser', { userId: 'ada', name: 'Ada', email: 'ada@example.test' })
  const mail = { messageId: 'hello', subject: 'Night train', content: 'Hi', draft: true }
  await call('createEmail', { ...mail, topics: ['news', 'rare'], users: ['ada'] })
  await openScreen(app, '/campaigns')

  const row = app.getByRole('row').filter({ hasText: 'Night train' })
  await row.hover()
  await row.getByRole('button', { name: 'Copy to another profile…' }).click()
  const dialog = app.getByRole('dialog', { name: 'Copy “Night train” to another profile' })
  await dialog.getByRole('combobox', { name: 'Copy to' }).press('Enter')
  await dialog.getByRole('combobox', { name: 'Copy to' }).press('Enter')
  await expect(dialog.getByText('found there by its name')).toBeVisible()
  await expect(dialog.getByText('2 of 3 are left out')).toBeVisible()
  await expect(dialog.getByText('not there; left out')).toHaveCount(2)

  const topic = dialog.getByRole('textbox', { name: 'In place of the topic Rarely' })
  await topic.click()
  await topic.fill('Insi')
  await topic.press('Enter')
  await expect(dialog.getByText('chosen by you')).toBeVisible()
  await expect(dialog.getByText('One of 3 is left out')).toBeVisible()
  await dialog.getByRole('button', { name: 'Make a draft in Werkstatt' }).click()
  await expect(app.getByText('“Night train” is a draft in Werkstatt now')).toBeVisible()
  await expect(dialog).toBeHidden()

  await app.getByRole('button', { name: /Switch profile/ }).click()
  await app.getByRole('menuitemradio', { name: /Werkstatt/ }).click()
  await app.getByRole('row').filter({ hasText: 'Night train' }).click()
  await expect(app.getByText('Newsletter')).toBeVisible()
  await expect(app.getByText('Insiders')).toBeVisible()
  expect(await call('listMessages', {})).toMatchObject({ total: 0 })
})
