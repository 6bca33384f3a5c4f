import { expect, test } from '../support/app-page'
import { callBridge } from '../support/bridge-calls'
import {
  addSmtpProvider,
  addTopic,
  leaveSandbox,
  openScreen,
  people,
  startWorkspace,
  writeEmail,
} from '../support/journey'
import { startSmtp } from '../support/smtp-sink'

test('above the ceiling a campaign goes out only once the number of people is typed', async ({
  app,
}) => {
  const refuse = [...people]
  const smtp = await startSmtp({ refuse })
  await startWorkspace(app)
  await leaveSandbox(app)
  await addSmtpProvider(app, '127.0.0.1', smtp.port)
  await addTopic(app, people)
  await app.getByRole('link', { name: 'Settings' }).click()
  const ceiling = app.getByLabel('Ask for the number of people above')
  await ceiling.fill('two')
  await ceiling.blur()
  await expect(app.getByText('Give a whole number from 1')).toBeVisible()
  await expect(app.getByRole('button', { name: 'Save changes' })).toBeDisabled()
  await ceiling.fill('2')
  await ceiling.press('Enter')
  await expect(app.getByText('Saved', { exact: true })).toBeVisible()

  await writeEmail(app, 'Night train', '<p>Hello</p>')
  await app.getByRole('button', { name: 'Review and send…' }).click()
  const dialog = app.getByRole('dialog')
  const send = dialog.getByRole('button', { name: 'Send to 3 people' })
  const field = dialog.getByLabel('Type 3 to go above your ceiling')
  await expect(dialog.getByText('This profile allows 2 people without it.')).toBeVisible()
  for (const box of await dialog.getByRole('checkbox').all()) await box.check()
  await expect(send).toBeDisabled()
  await field.fill('4')
  await field.blur()
  await expect(dialog.getByText('This is another number')).toBeVisible()
  await expect(send).toBeDisabled()
  await field.fill('3')
  await field.press('Enter')
  await send.focus()
  await send.press('Enter')
  await expect(dialog).toBeVisible()
  await send.click()
  await expect(app.getByText('“Night train” is being sent')).toBeVisible()

  await app.getByRole('button', { name: 'Retry 3 failed people' }).click()
  const retry = dialog.getByRole('button', { name: 'Retry 3 people' })
  await expect(retry).toBeDisabled()
  await dialog.getByLabel('Type 3 to go above your ceiling').fill('3')
  await retry.click()
  await expect(dialog).toBeHidden()

  await openScreen(app, '/settings')
  await expect(ceiling).toHaveValue('2')
  await ceiling.fill('')
  await ceiling.press('Enter')
  await expect
    .poll(() => callBridge(app, 'getAppState', {}))
    .toMatchObject({ profiles: [{ ceiling: null }] })
  await smtp.close()
})
