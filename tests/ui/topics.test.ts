import { expect, test } from '../support/app-page'
import { callBridge } from '../support/bridge-calls'
import { startWorkspace } from '../support/journey'

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

test('a search in a topic covers everybody in it, by name and by any address', async ({ app }) => {
  await startWorkspace(app)
  await callBridge(app, 'createTopic', { topicId: 'news', name: 'Newsletter' })
  const people = Array.from({ length: 300 }, (_, at) => `p${at}@example.org,Person ${at}\n`)
  const { importId } = (await callBridge(app, 'beginImport', {
    ...{ kind: 'subscribers', topicId: 'news', hasHeader: false },
    mapping: { email: [0], name: [1] },
  })) as { importId: string }
  await callBridge(app, 'appendImport', { importId, text: people.join(''), last: true })
  await callBridge(app, 'createUser', { userId: 'ada', name: 'Ada Lovelace' })
  await callBridge(app, 'createTarget', {
    ...{ userId: 'ada', targetId: 'work', providerType: 'sms', identifier: '+46701234567' },
  })
  await callBridge(app, 'createSubscriber', {
    ...{ topicId: 'news', subscriberId: 'ada', targetId: 'work' },
  })
  await app.getByRole('link', { name: 'Topics' }).click()
  const table = app.getByRole('table', { name: 'Subscribers' })
  const find = app.getByPlaceholder('Find a person or address')

  await expect(table.getByText('Ada Lovelace')).toBeVisible()
  // Whoever stays at the end gets page after page.
  await table.evaluate((element) => {
    const stay = (): void => {
      if (!element.isConnected || element.getAttribute('aria-rowcount') === '302') return
      element.parentElement?.scrollTo(0, element.scrollHeight)
      requestAnimationFrame(stay)
    }
    stay()
  })
  await expect(table).toHaveAttribute('aria-rowcount', '302')
  await table.evaluate((element) => element.parentElement?.scrollTo(0, 0))
  await find.last().fill('person')
  await expect(table.getByText('Ada Lovelace')).toBeHidden()
  await table.getByRole('checkbox', { name: 'Select all' }).check()
  await expect(app.getByRole('toolbar')).toContainText('Select all 300')
  await find.last().fill('+46 70 123')
  await expect(table.getByRole('row')).toHaveCount(2)
  await expect(table.getByRole('row').last()).toContainText('Ada Lovelace')
  await find.last().fill('')

  await app.getByRole('button', { name: 'Channel', exact: true }).first().click()
  await app.getByRole('checkbox', { name: 'SMS', exact: true }).check()
  await expect(table.getByRole('row')).toHaveCount(2)
  await app.keyboard.press('Escape')

  await app.getByRole('link', { name: 'Audience' }).click()
  const audience = app.getByRole('table', { name: 'Audience' })
  await expect(audience.getByRole('row').nth(1)).toBeVisible()
  await app.getByRole('button', { name: 'Reached by', exact: true }).click()
  await app.getByRole('checkbox', { name: 'SMS', exact: true }).check()
  await expect(audience.getByRole('row')).toHaveCount(2)
  await expect(audience.getByRole('row').last()).toContainText('Ada Lovelace')
})
