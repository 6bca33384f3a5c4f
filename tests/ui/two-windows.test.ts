import type { BrowserContext, Page } from '@playwright/test'
import { expect, test } from '../support/app-page'
import { callBridge } from '../support/bridge-calls'
import { startCampaign, startWorkspace } from '../support/journey'

/* One draft in two windows: what does not contradict is put together, and a person decides the rest. */

const subjectOf = (page: Page) => page.getByRole('textbox', { name: 'Subject' })
const textOf = (page: Page) => page.getByRole('textbox', { name: 'Text of the mail' })
const saved = (page: Page) => expect(page.getByText(/^Saved locally/)).toBeVisible()
const told = (page: Page) => page.getByText('Changed in another window too')

/** A draft on the screen, and a second window on it. */
const openTwice = async (app: Page, context: BrowserContext): Promise<Page> => {
  await startWorkspace(app)
  await startCampaign(app, 'Email')
  await subjectOf(app).fill('Night trains')
  await saved(app)
  const other = await context.newPage()
  await other.goto(new URL(new URL(app.url()).hash, app.url()).href)
  await expect(subjectOf(other)).toHaveValue('Night trains')
  return other
}

/** Both write a subject and a text before either hears of the other. */
const writeBoth = async (app: Page, other: Page): Promise<void> => {
  await Promise.all(
    [app, other].map(async (page) => {
      const name = page === app ? 'first' : 'second'
      await subjectOf(page).fill(`Subject of the ${name}`)
      await textOf(page).fill(`Text of the ${name}`)
    }),
  )
  for (const page of [app, other]) await expect(told(page)).toBeVisible({ timeout: 15_000 })
}

test('what two windows write in different fields is put together without a word', async ({
  app,
  context,
}) => {
  const other = await openTwice(app, context)

  await textOf(app).fill('Every evening')
  await expect(textOf(other)).toHaveText('Every evening')
  await Promise.all([
    subjectOf(app).fill('Night trains again'),
    textOf(other).fill('Every evening at ten'),
  ])

  for (const page of [app, other]) {
    await expect(subjectOf(page)).toHaveValue('Night trains again')
    await expect(textOf(page)).toHaveText('Every evening at ten')
    await expect(told(page)).toBeHidden()
  }
  await other.close()
})

test('of a field that both wrote a person sees both texts, field by field, and chooses', async ({
  app,
  context,
}) => {
  const other = await openTwice(app, context)
  await writeBoth(app, other)
  const standing = (await subjectOf(app).inputValue()).endsWith('first') ? 'first' : 'second'
  const displaced = standing === 'first' ? 'second' : 'first'

  // Neither text goes out meanwhile, and a window that is loaded anew still asks.
  await app.reload()
  await expect(told(app)).toBeVisible()
  await expect(app.getByText('2 fields have two texts')).toBeVisible()
  await app.getByRole('button', { name: 'Publish draft' }).click()
  const refusal = app.getByRole('alert').filter({ hasText: 'The draft could not be published' })
  await refusal.getByRole('button', { name: 'Choose…' }).click()

  const table = app.getByRole('table')
  const row = (name: string) => table.getByRole('row').filter({ hasText: name })
  await expect(row('Subject').getByRole('cell')).toContainText([
    'Night trains',
    standing,
    displaced,
  ])
  const take = app.getByRole('button', { name: 'Choose', exact: true })
  await expect(take).toBeDisabled()
  await app.getByRole('radio', { name: 'Take The other text for Subject' }).check()
  await expect(take).toBeDisabled()
  await app.getByRole('radio', { name: 'Take What stands for Text' }).check()
  await take.click()

  for (const page of [app, other]) {
    await expect(subjectOf(page)).toHaveValue(`Subject of the ${displaced}`)
    await expect(textOf(page)).toHaveText(`Text of the ${standing}`)
    await expect(told(page)).toBeHidden()
  }
  await app.getByRole('button', { name: 'History' }).click()
  const versions = app.getByRole('list', { name: 'Versions' })
  await expect(versions).toContainText('Before it was put together')
  await expect(versions).toContainText('From another window')
  await other.close()
})

test('what was not saved of a deleted draft is a new draft of its profile, whatever is opened next', async ({
  app,
}) => {
  await startWorkspace(app)
  await callBridge(app, 'createLocalProfile', { name: 'Second', environment: 'local' })
  const isOpen = (name: string) =>
    expect(app.getByRole('button', { name: `Switch profile, now ${name}` })).toBeVisible()
  await isOpen('Second')
  await startCampaign(app, 'Email')
  await subjectOf(app).fill('Night trains')
  await saved(app)
  const draftId = new URL(app.url()).hash.split('/').at(-1)
  await subjectOf(app).fill('Night trains, not saved')
  await callBridge(app, 'deleteDrafts', { draftIds: [draftId] })

  await app.getByRole('button', { name: /^Switch profile/ }).click()
  await app.getByRole('menuitemradio', { name: /My workspace/ }).click()
  await isOpen('My workspace')
  await expect(app.getByText('is a new draft of Second')).toBeVisible()
  expect(await callBridge(app, 'listDrafts', {})).toEqual({ drafts: [] })

  await app.getByRole('button', { name: /^Switch profile/ }).click()
  await app.getByRole('menuitemradio', { name: /Second/ }).click()
  await isOpen('Second')
  await app.getByRole('link', { name: 'Campaigns', exact: true }).click()
  await app.getByRole('table').getByText('Night trains, not saved').click()
  await expect(subjectOf(app)).toHaveValue('Night trains, not saved')
})
