import { expect } from '../support/app-page'
import { always, test, writeDraft } from '../support/bad-line'
import { callBridge } from '../support/bridge-calls'
import { openScreen } from '../support/journey'

test('whoever goes through five profiles faster than they answer finds each as it was', async ({
  app,
  line,
}) => {
  const names = ['Ada', 'Bea', 'Cleo', 'Dora', 'Edda']
  for (const name of names) {
    await callBridge(app, 'connectProfile', { name, environment: 'staging', ...line.address })
    const { id } = await writeDraft(app, `Letter of ${name}`)
    await openScreen(app, `/drafts/${id}`)
    await expect(app.getByRole('textbox', { name: 'Subject' })).toHaveValue(`Letter of ${name}`)
    await app.getByRole('link', { name: 'Campaigns', exact: true }).first().click()
    await app.getByPlaceholder('Search text or ID').fill(name)
    // Kept half a second later.
    await app.waitForTimeout(700)
  }
  const switchTo = async (name: string): Promise<void> => {
    await app.getByRole('button', { name: /^Switch profile/ }).click()
    await app.getByRole('menuitemradio', { name }).click()
  }

  line.proxy.spoil('GET', ...always('latency'))
  for (const name of [...names, ...names.toReversed()]) await switchTo(name)
  for (const name of names) {
    await switchTo(name)
    await expect(app.getByRole('button', { name: `Switch profile, now ${name}` })).toBeVisible()
    await expect(app.getByPlaceholder('Search text or ID')).toHaveValue(name)
    const tabs = app.getByRole('navigation', { name: 'Open drafts' }).getByRole('link')
    await expect(tabs).toHaveText([new RegExp(`Letter of ${name}`)])
    await expect(app.getByRole('table').getByText(/^Letter of/)).toHaveText([`Letter of ${name}`])
  }

  await app.getByRole('table').getByText('Letter of Edda').click()
  await app.getByRole('textbox', { name: 'Subject' }).fill('The last word')
  await switchTo('Ada')
  await switchTo('Edda')
  await expect(app.getByRole('textbox', { name: 'Subject' })).toHaveValue('The last word')
})
