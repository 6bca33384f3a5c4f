import type { Page } from '@playwright/test'
import { expect, test as base } from '../support/app-page'
import { callBridge } from '../support/bridge-calls'
import { openScreen } from '../support/journey'
import { startShopProgram, type ShopProgram } from '../support/shop-program'

/* Every screen of a project, seen once and then without its server: it is there with its age, or says why not. */

/** A screen or a drawer, and what a person who was there before finds in it. */
interface Stop {
  readonly path: string
  /** Further in. */
  readonly open?: (app: Page) => Promise<void>
  readonly shows: readonly (string | RegExp)[]
  /** What a search has sorted out: it has been answered once this is gone. */
  readonly hides?: string
  /** What it says without the server instead; `shows` is for the time before. */
  readonly instead?: readonly (string | RegExp)[]
  /** True where everything is this computer's own, or was written here. */
  readonly isOwn?: boolean
}

const button = (name: string | RegExp) => (app: Page) =>
  app.getByRole('button', { name }).first().click()
const tab = (name: string) => (app: Page) => app.getByRole('tab', { name }).click()
const row = (text: string) => (app: Page) =>
  app.getByRole('row').filter({ hasText: text }).first().click()
const inTurn =
  (...steps: readonly ((app: Page) => Promise<void>)[]) =>
  async (app: Page) => {
    for (const step of steps) await step(app)
  }

/** The tab and the search of the campaigns, which are kept from one time to the next. */
const narrow = (name: string, search: string) =>
  inTurn(tab(name), (app) => app.getByPlaceholder(/Search/).fill(search))

const findPerson = (search: string) => (app: Page) => app.getByPlaceholder(/Find/).fill(search)

const test = base.extend<{ readonly shop: ShopProgram }>({
  shop: async ({ app }, use) => {
    const shop = await startShopProgram()
    const { url: endpoint, project, key, rest } = shop
    await rest('POST', '/messaging/topics', { topicId: 'news', name: 'Newsletter' })
    for (const [userId, name] of [
      ['ada', 'Ada Lovelace'],
      ['grace', 'Grace Hopper'],
    ] as const)
      await rest('POST', '/users', { userId, name, email: `${userId}@example.org` })
    // The engine's own server keeps to the contract.
    const ada = (await rest('GET', '/users/ada')) as { targets: { $id: string }[] }
    await rest('POST', '/messaging/topics/news/subscribers', {
      ...{ subscriberId: 'one', targetId: ada.targets[0]?.$id },
    })
    await rest('POST', '/storage/buckets', { bucketId: 'papers', name: 'Papers' })
    const mail = { content: '<p>Every evening</p>', topics: ['news'] }
    for (const message of [
      { messageId: 'sent', subject: 'Sent one' },
      { messageId: 'there', subject: 'Draft there', draft: true },
      { messageId: 'later', subject: 'Later one', scheduledAt: '2096-01-01T07:00:00.000+00:00' },
    ])
      await rest('POST', '/messaging/messages/email', { ...mail, ...message })
    await callBridge(app, 'connectProfile', {
      ...{ name: 'Shop', environment: 'staging', endpoint, project, key },
    })
    const file = { name: 'map.txt', mimeType: 'text/plain', base64: 'eA==' }
    await callBridge(app, 'createFile', { bucketId: 'papers', fileId: 'map', file })
    await use(shop)
    await shop.end()
  },
})

const age = (app: Page) => app.getByText(/What you see was read/)

const visit = async (app: Page, { path, open }: Stop): Promise<void> => {
  await openScreen(app, path)
  await open?.(app)
}
const sees = async (app: Page, words: Stop['shows'], { hides }: Stop, where: string) => {
  if (hides) await expect(app.getByText(hides), where).toBeHidden()
  for (const word of words)
    await expect(app.getByText(word).filter({ visible: true }).first(), where).toBeVisible()
}

/** Sees everything, takes the server away, starts the window anew, and looks again. */
const walk = async (app: Page, shop: ShopProgram, stops: readonly Stop[]): Promise<void> => {
  for (const stop of stops) {
    await visit(app, stop)
    await sees(app, stop.shows, stop, `online ${stop.path}`)
  }
  await shop.stop()
  await callBridge(app, 'tryServer', {})
  await app.reload()
  for (const stop of stops) {
    await visit(app, stop)
    const where = `offline ${stop.path} ${stop.shows.join()}`
    await expect(app.getByText(/Offline since \d\d:\d\d/), where).toBeVisible()
    await sees(app, stop.instead ?? stop.shows, stop, where)
    if (!stop.isOwn) await expect(age(app), where).toBeVisible()
    if (!stop.instead) await expect(app.getByText(/could not be read/), where).toBeHidden()
    await expect(app.locator('.skeleton, .n-spin, .spin'), where).toHaveCount(0)
  }
}

test('campaigns, reports and logs are there without the server, with their age', async ({
  app,
  shop,
}) => {
  await walk(app, shop, [
    { path: '/campaigns', open: narrow('All', ''), shows: ['Draft there', 'Later one'] },
    { path: '/campaigns', open: narrow('All', 'Later'), shows: ['Later one'], hides: 'Sent one' },
    { path: '/campaigns', open: narrow('Sent', ''), shows: ['Sent one'], hides: 'Later one' },
    { path: '/campaigns/sent', shows: ['Sent one', 'person accepted by the provider'] },
    { path: '/campaigns/sent', open: tab('Log'), shows: ['Created'] },
    { path: '/campaigns/later', shows: ['Later one', 'Nothing was sent yet.'] },
    { path: '/campaigns/later', open: tab('Errors'), shows: ['Later one'] },
  ])
  // Searched here for the first time, in what is kept; when it was made only the server can tell.
  await openScreen(app, '/campaigns')
  await narrow('All', 'draft')(app)
  await expect(app.getByRole('table').getByText('Draft there')).toBeVisible()
  await expect(app.getByText('Sent one')).toBeHidden()
  await expect(age(app)).toBeVisible()
  await app.getByRole('button', { name: 'When', exact: true }).first().click()
  await app.getByLabel('From').fill('2026-01-01')
  await expect(app.getByText('What was not kept here comes once the server answers.')).toBeVisible()
  await expect(app.getByRole('table')).toBeHidden()
  await openScreen(app, '/campaigns/unknown')
  await expect(app.getByText('This message could not be read')).toBeVisible()
})

test('topics, people and their drawers are there without the server, with their age', async ({
  app,
  shop,
}) => {
  await walk(app, shop, [
    { path: '/topics', shows: ['Newsletter', 'Ada Lovelace'] },
    { path: '/topics/news', open: tab('Log'), shows: ['Created'] },
    { path: '/topics/news', open: tab('Who may subscribe'), shows: ['everybody who is signed in'] },
    {
      path: '/topics/news',
      open: row('Ada Lovelace'),
      shows: ['Subscribed to Newsletter', 'Added to the topic'],
    },
    { path: '/topics/news', open: button('Add people'), shows: ['in this topic', 'Grace Hopper'] },
    { path: '/topics/news', open: button('Rename'), shows: ['Rename topic'] },
    { path: '/audience', open: findPerson(''), shows: ['Ada Lovelace', 'grace@example.org'] },
    { path: '/audience', open: findPerson('Ada'), shows: ['Ada Lovelace'], hides: 'Grace Hopper' },
    { path: '/audience/ada', shows: ['ada@example.org', 'Targets'] },
    { path: '/audience/ada', open: button('Add target'), shows: ['Email address'] },
    { path: '/audience', open: button('New person'), shows: ['Create person'] },
    {
      path: '/campaigns',
      open: inTurn(button(/Search or run/), (page) => page.getByRole('combobox').fill('newsl')),
      shows: ['1 subscriber'],
    },
  ])
  // Seen only in a list, and never alone.
  await openScreen(app, '/audience/grace')
  await expect(app.getByRole('dialog').getByText('grace@example.org')).toBeVisible()
  await app.getByRole('dialog').getByLabel('Name').fill('Rear Admiral Hopper')
  await app.getByRole('button', { name: 'Save person' }).click()
  await expect(app.getByText('Not everything was saved')).toBeVisible()
  await expect(app.getByRole('dialog').getByLabel('Name')).toHaveValue('Rear Admiral Hopper')
})

test('providers, files, outbox and settings are there without the server, with their age', async ({
  app,
  shop,
}) => {
  const openProvider = button(/Office/)
  await walk(app, shop, [
    { path: '/providers', shows: ['Office', 'Used for every email by default'] },
    { path: '/providers', open: openProvider, shows: ['The mail server.'] },
    { path: '/providers', open: inTurn(openProvider, tab('Log')), shows: ['Added'] },
    { path: '/providers', open: button('Add provider'), shows: ['Mailgun', 'Twilio', 'FCM'] },
    { path: '/files', shows: ['Papers', 'map.txt'] },
    {
      path: '/files/papers',
      open: row('map.txt'),
      shows: ['papers:map'],
      instead: ['papers:map', 'The file could not be opened', /are not kept on this computer/],
    },
    { path: '/files', open: button('New bucket'), shows: ['Create bucket'] },
    { path: '/outbox', shows: ['Nothing waits to go out'], isOwn: true },
    { path: '/settings', shows: ['This profile', 'Connection'], isOwn: true },
  ])
  await openScreen(app, '/settings')
  await app.getByRole('button', { name: 'Check connection' }).click()
  await expect(app.getByText(/no server listens on this port/).last()).toBeVisible()
  await openScreen(app, '/files/papers')
  await app
    .locator('[data-upload]')
    .setInputFiles({ name: 'lost.txt', mimeType: 'text/plain', buffer: Buffer.from('x') })
  await expect(app.getByText('Nothing was uploaded')).toBeVisible()
})

/** A draft of each channel, and one that changes a message of the project: the paths of their screens. */
const beginDrafts = async (app: Page) => {
  const begin = async (kind: string): Promise<string> => {
    const draft = (await callBridge(app, 'createDraft', { kind })) as {
      id: string
      content: object
    }
    const content = { ...draft.content, topics: ['news'], users: ['ada'] }
    await callBridge(app, 'saveDraft', { draftId: draft.id, content })
    return `/drafts/${draft.id}`
  }
  const [email, sms, push] = [await begin('email'), await begin('sms'), await begin('push')]
  const { id } = (await callBridge(app, 'editMessage', { messageId: 'there' })) as { id: string }
  return { email, sms, push, edited: `/drafts/${id}` }
}

test('composers and their drawers are there without the server, with the age of the names', async ({
  app,
  shop,
}) => {
  const { email, sms, push, edited } = await beginDrafts(app)
  const chooseRecipients = button('Add recipients')
  await walk(app, shop, [
    { path: email, shows: ['Newsletter', 'Ada Lovelace'] },
    { path: email, open: chooseRecipients, shows: ['Who gets it', '1 person'] },
    {
      path: email,
      open: inTurn(chooseRecipients, (page) => page.getByRole('radio', { name: 'People' }).click()),
      shows: ['grace@example.org'],
    },
    { path: email, open: button('Attach'), shows: ['Choose a file', 'map.txt'] },
    { path: email, open: button('History'), shows: ['No earlier version yet'] },
    { path: sms, shows: ['Newsletter', 'Ada Lovelace'] },
    { path: push, shows: ['Newsletter', 'Ada Lovelace'] },
    { path: push, open: button('Choose an image'), shows: ['not PNG or JPEG'] },
    {
      path: edited,
      shows: ['Newsletter'],
      instead: ['Newsletter', /cannot be told now/],
    },
    {
      path: `${edited}/merge`,
      shows: ['Nothing contradicts: both sides are kept.'],
      instead: ['The message cannot be read', /Your text is safe here/],
      isOwn: true,
    },
    { path: `${email}/audience`, shows: [/Appwrite resolves the recipients itself/], isOwn: true },
  ])
})

test('every editor takes text without the server and keeps it, and leads to the outbox', async ({
  app,
  shop,
}) => {
  const { email, sms, push, edited } = await beginDrafts(app)
  await shop.stop()
  await callBridge(app, 'tryServer', {})
  for (const [path, field] of [
    [email, 'Subject'],
    [sms, 'Text of the message'],
    [push, 'Title'],
    [edited, 'Subject'],
  ] as const) {
    const box = app.getByRole('textbox', { name: field, exact: true })
    await openScreen(app, path)
    await box.fill('Written on the train')
    await expect(app.getByText(/^Saved locally/)).toBeVisible()
    await openScreen(app, path)
    await expect(box).toHaveValue('Written on the train')
  }
  await app.getByRole('button', { name: 'Publish draft' }).click()
  await app.getByRole('button', { name: 'Put into the outbox' }).click()
  await openScreen(app, '/outbox')
  await expect(app.getByRole('row', { name: /Written on the train/ })).toBeVisible()
})
