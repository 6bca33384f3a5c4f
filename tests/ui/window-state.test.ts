import { expect, test } from '../support/app-page'
import { callBridge } from '../support/bridge-calls'
import { openScreen, startCampaign } from '../support/journey'

test('tabs, screen and filters are those of the profile, after a switch and in a new window', async ({
  app,
}) => {
  const call = (name: string, input: object) => callBridge(app, name, input)
  await call('createLocalProfile', { name: 'Werkstatt' })
  await call('createLocalProfile', { name: 'Workshop' })
  await openScreen(app, '/campaigns')
  const strip = app.getByRole('navigation', { name: 'Open drafts' })
  for (const subject of ['Night train', 'Day ferry']) {
    await app.getByRole('link', { name: 'Campaigns', exact: true }).first().click()
    await startCampaign(app, 'Email')
    await app.getByRole('textbox', { name: 'Subject' }).fill(subject)
    await expect(app.getByText('Saved locally')).toBeVisible()
  }
  await app.getByRole('link', { name: 'Campaigns', exact: true }).first().click()
  await app.getByRole('tab', { name: /Drafts/ }).click()
  await app.getByPlaceholder('Search text or ID').fill('train')
  await expect(app.getByRole('row').filter({ hasText: 'Day ferry' })).toBeHidden()
  await app.getByRole('row').filter({ hasText: 'Night train' }).click()
  await expect(app.getByRole('textbox', { name: 'Subject' })).toHaveValue('Night train')

  const switchTo = async (name: string): Promise<void> => {
    await app.getByRole('button', { name: /Switch profile/ }).click()
    await app.getByRole('menuitemradio', { name }).click()
    await expect(app.getByRole('button', { name: `Switch profile, now ${name}` })).toBeVisible()
  }
  await switchTo('Werkstatt')
  await expect(app.getByRole('heading', { name: 'Campaigns' })).toBeVisible()
  await expect(strip.getByRole('link')).toHaveCount(0)
  await expect(app.getByPlaceholder('Search text or ID')).toHaveValue('')

  await switchTo('Workshop')
  await expect(strip.getByRole('link')).toHaveText([/Night train/, /Day ferry/])
  await expect(app.getByRole('textbox', { name: 'Subject' })).toHaveValue('Night train')
  await app.waitForTimeout(700)

  const { origin } = new URL(app.url())
  await app.goto('about:blank')
  await app.goto(`${origin}/`)
  await expect(app.getByRole('textbox', { name: 'Subject' })).toHaveValue('Night train')
  await expect(strip.getByRole('link')).toHaveText([/Night train/, /Day ferry/])
  await app.getByRole('link', { name: 'Campaigns', exact: true }).first().click()
  await expect(app.getByPlaceholder('Search text or ID')).toHaveValue('train')
  await expect(app.getByRole('tab', { name: /Drafts/ })).toHaveAttribute('aria-selected', 'true')

  const { drafts } = (await call('listDrafts', {})) as {
    drafts: { id: string; content: { subject: string } }[]
  }
  const ferry = drafts.find(({ content }) => content.subject === 'Day ferry')
  await call('deleteDrafts', { draftIds: [ferry?.id] })
  await app.waitForTimeout(700)
  await app.reload()
  await expect(strip.getByRole('link')).toHaveText([/Night train/])
})

test('who goes elsewhere while the last screen is still loading stays there', async ({ app }) => {
  await callBridge(app, 'createLocalProfile', { name: 'Workshop' })
  await openScreen(app, '/campaigns')
  await startCampaign(app, 'Email')
  await app.getByRole('textbox', { name: 'Subject' }).fill('Night train')
  await expect(app.getByText('Saved locally')).toBeVisible()
  await app.waitForTimeout(700)
  const { origin } = new URL(app.url())
  await app.goto('about:blank')
  let load = (): void => {}
  const isWanted = new Promise<void>((resolve) => {
    load = resolve
  })
  await app.route(/DraftView-[^/]*\.js$/, async (route) => {
    await isWanted
    await route.continue()
  })

  await app.goto(`${origin}/`)
  await app.getByRole('link', { name: 'Topics', exact: true }).click()
  await expect(app).toHaveURL(/#\/topics/)
  load()

  await expect(app.getByRole('button', { name: 'New topic' }).first()).toBeVisible()
  await app.waitForTimeout(500)
  await expect(app).toHaveURL(/#\/topics/)
})
