import { expect } from '../support/app-page'
import { test } from '../support/bad-line'
import { callBridge } from '../support/bridge-calls'
import { openScreen } from '../support/journey'

test('a badge that no change can take away is said while it is emptied, and the draft can go alone', async ({
  app,
  line,
}) => {
  await callBridge(app, 'createPush', {
    ...{ messageId: 'm', title: 'Hello', body: 'Open at ten.', users: ['ada'], badge: 3 },
    draft: true,
  })
  const { id } = (await callBridge(app, 'editMessage', { messageId: 'm' })) as { id: string }
  await openScreen(app, `/drafts/${id}`)
  const badge = app.getByRole('textbox', { name: 'Badge' })
  await expect(badge).toHaveValue('3')
  const notice = app.getByText('Appwrite cannot empty this field of a message that is there: Badge')
  await expect(notice).toBeHidden()

  await badge.fill('')
  await expect(notice).toBeVisible()
  await badge.fill('4')
  await expect(notice).toBeHidden()
  await badge.fill('')
  await app.getByRole('button', { name: 'Publish draft' }).click()
  await expect(app.getByText(/cannot take the badge away/)).toBeVisible()
  expect(await line.messages()).toMatchObject([{ $id: 'm', data: { badge: 3 } }])

  await app.getByRole('button', { name: 'Make it a new campaign' }).click()
  await expect(notice).toBeHidden()
  await app.getByRole('button', { name: 'Publish draft' }).click()
  await expect(app).toHaveURL(/#\/campaigns\//)
})
