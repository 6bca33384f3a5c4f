import { readdir, readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { Page } from '@playwright/test'
import { expect, test } from '../support/app-page'
import { callBridge } from '../support/bridge-calls'
import { openScreen } from '../support/journey'
import { expectNames, walkByKeyboard, type KeyboardStop } from '../support/keyboard-walk'
import { startShopProgram } from '../support/shop-program'

/* Everything that opens is opened, gone through and left with the keyboard alone. */

const root = join(import.meta.dirname, '../..')

/** What others are built from. */
const panels =
  'NModal|NDrawer|NPopover|NDropdown|NPopconfirm|SideDrawer|DecisionDialog|FormDialog|BulkDialog|FilterChip|MenuButton'

const readAll = async (folder: string, ending: string): Promise<[string, string][]> => {
  const names = await readdir(join(root, folder), { recursive: true })
  const wanted = names.filter((name) => name.endsWith(ending))
  return await Promise.all(
    wanted.map(async (name) => [name, await readFile(join(root, folder, name), 'utf8')] as const),
  ).then((files) => files.map(([name, text]): [string, string] => [basename(name, ending), text]))
}

test('there is nothing that opens without a walk through it', async () => {
  const components = await readAll('src-renderer', '.vue')
  const opening = components
    .filter(
      ([name, text]) => !panels.split('|').includes(name) && RegExp(`<(${panels})\\b`).test(text),
    )
    .map(([name]) => name)
  const tests = (await readAll('tests/ui', '.test.ts')).map(([, text]) => text).join('\n')
  expect(opening.length).toBeGreaterThan(40)
  expect(opening.filter((name) => !tests.includes(`of: '${name}'`))).toEqual([])
})

const visible = (name: string | RegExp) => (page: Page) =>
  page.getByRole('button', { name, exact: typeof name === 'string' }).filter({ visible: true })
const button = (name: string | RegExp) => (page: Page) => visible(name)(page).last()
const first = (name: string | RegExp) => (page: Page) => visible(name)(page).first()
const row = (name: RegExp) => (page: Page) => page.getByRole('row', { name }).first()

const inWorkspace: readonly KeyboardStop[] = [
  { of: 'NewCampaignDialog', path: '/campaigns', by: [button('New campaign')] },
  { of: 'ChoiceFilter', path: '/campaigns', by: [button('Channel')] },
  { of: 'DayFilter', path: '/campaigns', by: [first('When')] },
  { of: 'DeleteCampaignsDialog', path: '/campaigns', by: [first('Delete…')] },
  { of: 'CommandPalette', path: '/campaigns', by: [button(/Search or run/)] },
  { of: 'KeyboardHelp', path: '/campaigns', by: [button('New campaign')], key: '?' },
  { of: 'ProfileSwitcher', path: '/campaigns', by: [button(/Switch profile/)], isMenu: true },
  { of: 'LeaveSandboxDialog', path: '/campaigns', by: [first('Turn off…')] },
  { of: 'SendingActs', path: '/campaigns/slow', by: [button('Stop…')] },
  { of: 'RetryDialog', path: '/campaigns/failed', by: [button(/^Retry/)] },
  { of: 'TopicDialog', path: '/topics/news', by: [button('New topic')] },
  { of: 'TopicDialog', path: '/topics/news', by: [button('Rename')] },
  { of: 'DeleteTopicDialog', path: '/topics/news', by: [button('Delete topic')] },
  { of: 'CopyDialog', path: '/topics/news', by: [button('Copy to another profile…')] },
  { of: 'ChoicePane', path: '/topics/news', by: [button(/^Order:/)], isMenu: true },
  { of: 'AddPeopleDrawer', path: '/topics/news', by: [button('Add people')] },
  { of: 'ImportDialog', path: '/topics/news', by: [button(/Import/)] },
  { of: 'SubscriberDrawer', path: '/topics/news', by: [row(/Ada/)] },
  {
    of: 'RemoveSubscribersDialog',
    path: '/topics/news',
    chosen: row(/Ada/),
    by: [button('Remove from topic…')],
  },
  { of: 'CreatePersonDrawer', path: '/audience', by: [button('New person')] },
  { of: 'ImportDialog', path: '/audience', by: [button(/Import/)] },
  { of: 'ExportButton', path: '/audience', by: [button(/Export/)], isMenu: true },
  { of: 'PersonDrawer', path: '/audience', by: [row(/Ada/)] },
  { of: 'TargetDialog', path: '/audience', by: [row(/Ada/), button('Add target')] },
  { of: 'TargetList', path: '/audience', by: [row(/Ada/), button(/^Delete ada@/)] },
  { of: 'DeletePersonDialog', path: '/audience', by: [row(/Ada/), button('Delete…')] },
  { of: 'BucketDialog', path: '/files/papers', by: [button('New bucket')] },
  { of: 'DeleteBucketDialog', path: '/files/papers', by: [button('Delete bucket')] },
  { of: 'FileDrawer', path: '/files/papers', by: [row(/map/)] },
  { of: 'DeleteFilesDialog', path: '/files/papers', by: [row(/map/), button('Delete…')] },
  { of: 'ProviderDrawer', path: '/providers', by: [button('Add provider')] },
  { of: 'ProviderDrawer', path: '/providers', by: [first(/Office/)] },
  { of: 'ProvidersView', path: '/providers', by: [first(/Office/), button('Delete…')] },
  { of: 'FaultsDrawer', path: '/sandbox', by: [button('Faults…')] },
  { of: 'SandboxInbox', path: '/sandbox', by: [button('Empty inbox…')] },
  { of: 'ProfileCopies', path: '/settings', by: [button('Duplicate…')] },
  { of: 'RemoveProfile', path: '/settings', by: [button('Remove…')] },
  { of: 'RecipientPicker', path: '/drafts/:email', by: [button('Add recipients')] },
  { of: 'AttachmentField', path: '/drafts/:email', by: [button(/^1 file/)] },
  { of: 'FilePicker', path: '/drafts/:push', by: [button('Choose an image')] },
  { of: 'HistoryDrawer', path: '/drafts/:email', by: [button('History')] },
  { of: 'TrialDrawer', path: '/drafts/:email', by: [button('Try it…')] },
  { of: 'SendDialog', path: '/drafts/:email', by: [button(/Review and send/)] },
  {
    of: 'CopyCampaignDialog',
    path: '/drafts/:email',
    by: [button('Copy to another profile…')],
  },
  { of: 'ComposerShell', path: '/drafts/:sms', by: [button('Open checks')], isNarrow: true },
]

/** Goes where `:kind` stands for the draft of that kind, without loading the page anew. */
const goTo = async (page: Page, path: string, drafts: Readonly<Record<string, string>>) => {
  const hash = path.replace(/:(\w+)/, (_all, kind: string) => drafts[kind] ?? kind)
  await page.evaluate((to) => (window.location.hash = to), hash)
}

const walk = async (
  page: Page,
  stops: readonly KeyboardStop[],
  drafts: Readonly<Record<string, string>> = {},
): Promise<void> => {
  for (const stop of stops) {
    await page.setViewportSize({ width: stop.isNarrow ? 920 : 1280, height: 800 })
    await goTo(page, stop.path, drafts)
    await walkByKeyboard(page, stop)
  }
}

/** A draft of each kind to the topic: their ids. */
const beginDrafts = async (page: Page): Promise<Record<string, string>> => {
  const ids: Record<string, string> = {}
  for (const kind of ['email', 'sms', 'push']) {
    const draft = (await callBridge(page, 'createDraft', { kind })) as {
      id: string
      content: object
    }
    const files = kind === 'email' && { attachments: ['papers:map'] }
    const said = kind === 'email' && { subject: 'Night trains', content: 'x' }
    const content = { ...draft.content, ...said, topics: ['news'], ...files }
    await callBridge(page, 'saveDraft', { draftId: draft.id, content })
    ids[kind] = draft.id
  }
  return ids
}

test('everything that opens in a workspace is gone through with the keyboard alone', async ({
  app,
}) => {
  test.setTimeout(120_000)
  const call = (name: string, input: object) => callBridge(app, name, input)
  await call('createLocalProfile', { name: 'Spielwiese' })
  await call('createLocalProfile', { name: 'Werkstatt' })
  await call('createProvider', {
    ...{ kind: 'smtp', providerId: 'office', name: 'Office', host: '127.0.0.1', port: 1 },
    ...{ fromEmail: 'hi@example.org', enabled: true },
  })
  await call('createTopic', { topicId: 'news', name: 'Newsletter' })
  for (const [userId, name] of [
    ['ada', 'Ada Lovelace'],
    ['grace', 'Grace Hopper'],
  ] as const) {
    const email = `${userId}@example.org`
    const user = (await call('createUser', { userId, name, email })) as {
      targets: { $id: string }[]
    }
    await call('createSubscriber', {
      ...{ subscriberId: userId, topicId: 'news', targetId: user.targets[0]?.$id },
    })
  }
  await call('createBucket', { bucketId: 'papers', name: 'Papers' })
  const file = { name: 'map.txt', mimeType: 'text/plain', base64: 'eA==' }
  await call('createFile', { bucketId: 'papers', fileId: 'map', file })
  const send = (messageId: string) =>
    call('createEmail', { messageId, subject: messageId, content: 'x', topics: ['news'] })
  const fault = (kind: string, matching: string) =>
    call('setSandboxFaults', { faults: [{ kind, matching, percent: 100 }] })
  await fault('refuse', 'ada@')
  await send('failed')
  await expect
    .poll(() => call('getMessage', { messageId: 'failed' }), { timeout: 20_000 })
    .toMatchObject({ status: 'failed' })
  await fault('rate_limit', '')
  await send('slow')
  const report = () => call('getDeliveryReport', { messageId: 'slow' })
  await expect.poll(report).toMatchObject({ activity: { state: 'sending' } })
  await call('pauseDelivery', { messageId: 'slow' })
  await expect.poll(report).toMatchObject({ activity: { state: 'paused' } })
  const drafts = await beginDrafts(app)
  for (const path of [
    ...['/campaigns', '/campaigns/failed', '/outbox', '/topics/news', '/audience', '/files/papers'],
    ...['/providers', '/sandbox', '/settings', '/drafts/:email', '/drafts/:sms', '/drafts/:push'],
    ...['/drafts/:email/audience', '/welcome'],
  ]) {
    await goTo(app, path, drafts)
    await expect(app.getByRole('heading').first()).toBeVisible()
    await expectNames(app.locator('body'), path)
  }
  await walk(app, inWorkspace, drafts)

  await app.route('**/bridge/call', async (route) => {
    const response = await route.fetch()
    // A host of our own keeps to the contract.
    const reply = (await response.json()) as { value?: { messages?: { data: unknown }[] } }
    for (const message of reply.value?.messages ?? []) message.data = null
    await route.fulfill({ response, json: reply })
  })
  await openScreen(app, '/campaigns')
  const unreadable = { of: 'UnreadableDrawer', path: '/campaigns', by: [first('Show details')] }
  await walkByKeyboard(app, unreadable)
  await app.unroute('**/bridge/call')
})

const inProject: readonly KeyboardStop[] = [
  { of: 'ForgetKey', path: '/settings', by: [button('Forget key…')] },
  {
    of: 'KeptDrafts',
    path: '/campaigns',
    by: [(page) => page.locator('.kept').getByRole('button', { name: 'Delete…' })],
  },
  {
    of: 'DeleteWorkspace',
    path: '/welcome',
    chosen: (page) => page.getByRole('radio', { name: /Start a local workspace/ }),
    by: [button(/^Delete…/)],
  },
  { of: 'QueueDialog', path: '/drafts/:sms', by: [button('Publish draft')] },
  { of: 'ReleaseDialog', path: '/outbox', by: [button(/^Release all/)] },
]

test('everything that opens only in a project is gone through with the keyboard alone', async ({
  app,
}) => {
  const shop = await startShopProgram()
  const call = (name: string, input: object) => callBridge(app, name, input)
  const { url: endpoint, project, key } = shop
  const connect = async (name: string) =>
    (await call('connectProfile', {
      ...{ name, environment: 'staging', endpoint, project, key },
    })) as { id: string }
  const workspace = (await call('createLocalProfile', { name: 'Werkstatt' })) as { id: string }
  await call('createTopic', { topicId: 'news', name: 'Newsletter' })
  const old = await connect('Old shop')
  await beginDrafts(app)
  await connect('Shop')
  const drafts = await beginDrafts(app)
  await call('removeProfile', { profileId: old.id, keepDrafts: true })
  await call('removeProfile', { profileId: workspace.id, keepFiles: true })
  await shop.stop()
  await call('tryServer', {})
  await call('queueDraft', { draftId: drafts['email'], as: 'keep' })
  await openScreen(app, '/campaigns')
  await expect(app.getByRole('heading').first()).toBeVisible()
  await walk(app, inProject, drafts)
  await shop.end()
})

/** Which asks before something that was entered is lost. */
const discard = { of: 'DiscardDialog' }

test('what was entered is not lost by Escape, and Enter sends a form', async ({ app }) => {
  await callBridge(app, 'createLocalProfile', { name: 'Werkstatt' })
  await openScreen(app, '/audience')
  const dialogs = app.getByRole('dialog')
  const keep = app.getByRole('button', { name: 'Keep editing' })
  for (const [path, open, field] of [
    ['/audience', 'New person', 'Name'],
    ['/providers', 'Add provider', undefined],
    ['/sandbox', 'Faults…', undefined],
  ] as const) {
    await goTo(app, path, {})
    await button(open)(app).press('Enter')
    if (open === 'Add provider') await dialogs.getByRole('button', { name: 'SMTP' }).press('Enter')
    if (open === 'Faults…')
      await dialogs.getByRole('button', { name: 'Add a fault' }).press('Enter')
    else await dialogs.getByLabel(field ?? 'Host').fill('Ada')
    await app.keyboard.press('Escape')
    await expect(keep, `${discard.of} of ${path}`).toBeFocused()
    await app.keyboard.press('Escape')
    await expect(keep, path).toBeHidden()
    await expect(dialogs, path).toHaveCount(1)
    await app.keyboard.press('Escape')
    // It takes the focus once it stands, also from whoever was quicker.
    await expect(keep, path).toBeFocused()
    await app.getByRole('button', { name: 'Discard changes' }).press('Enter')
    await expect(dialogs, path).toHaveCount(0)
    await expect(button(open)(app), path).toBeFocused()
  }
  await goTo(app, '/topics', {})
  await first('New topic')(app).press('Enter')
  await app.keyboard.type('Newsletter')
  await app.keyboard.press('Enter')
  await expect(app.getByRole('heading', { name: 'Newsletter' })).toBeVisible()
  await expect(dialogs).toHaveCount(0)
})
