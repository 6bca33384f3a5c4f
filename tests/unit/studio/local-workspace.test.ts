import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createMemoryStore } from '@main/secrets/memory'
import { expect, test, vi } from 'vitest'
import { createInProcessLauncher } from '../../support/launch-in-process'
import { openTestStudio } from '../../support/open-test-studio'
import { emailOf } from '../../support/email-of'
import { project, smtp } from '../../support/planted-connections'
import { temporaryFolder } from '../../support/temporary-folder'

const setUp = async (
  dataFolder = temporaryFolder(),
  secrets = createMemoryStore('memory', null),
) => {
  const lines: string[] = []
  const launchEngine = createInProcessLauncher((line) => lines.push(line))
  const opened = await openTestStudio({ dataFolder, secrets, launchEngine })
  return { ...opened, dataFolder, secrets, lines }
}

/** A topic with one subscribed person, which an email can go to. */
const addAudience = async ({ call }: Awaited<ReturnType<typeof setUp>>) => {
  await call('createTopic', { topicId: 'news', name: 'News' })
  await call('createUser', { userId: 'ida', email: 'ida@example.test', name: 'Ida' })
  const { users } = await call('listUsers', {})
  const targetId = users[0]?.targets[0]?.$id ?? ''
  await call('createSubscriber', { topicId: 'news', subscriberId: 's1', targetId })
}

/** Every byte below a folder, file by file. */
const filesBelow = (folder: string): { name: string; bytes: Buffer }[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name, parentPath }) => ({ name, bytes: readFileSync(join(parentPath, name)) }))

test('no secret is in any file below the data folder, in any reply, event or log', async () => {
  const { studio, call, dataFolder, events, log, lines } = await setUp()
  await call('connectProfile', project)
  await studio.call('listTopics', {})
  await call('createLocalProfile', { name: 'Atelier Nord' })

  const replies = [
    await studio.call('createProvider', smtp),
    await studio.call('getProvider', { providerId: 'post' }),
    await studio.call('listProviders', {}),
    await studio.call('updateProvider', { kind: 'smtp', providerId: 'post', name: 'Letters' }),
    await studio.call('verifyProvider', { providerId: 'post' }),
    await studio.call('getAppState', {}),
  ]

  const files = filesBelow(dataFolder)
  const holding = files.filter(({ bytes }) => bytes.includes('planted')).map(({ name }) => name)
  expect(replies.slice(0, 4).map(({ ok }) => ok)).toEqual([true, true, true, true])
  expect(files.map(({ name }) => name)).toEqual(expect.arrayContaining(['config.json', 'app.db']))
  expect(files.some(({ bytes }) => bytes.includes('nora'))).toBe(true)
  expect(holding).toEqual([])
  expect(JSON.stringify([replies, events, log, lines])).not.toContain('planted')
})

test('masked dots sent back in an update keep the stored password', async () => {
  const session = await setUp()
  const { call } = session
  await call('createLocalProfile', { name: 'Atelier Nord' })
  await call('createProvider', smtp)
  const { credentials } = await call('getProvider', { providerId: 'post' })

  await call('updateProvider', { kind: 'smtp', providerId: 'post', ...credentials, host: 'mail' })

  const after = await call('getProvider', { providerId: 'post' })
  expect(credentials).toMatchObject({ password: '••••••••6789' })
  expect(after.credentials).toEqual({ ...credentials, host: 'mail' })
})

test('a draft becomes a message that is sent once, and reaches the sandbox inbox', async () => {
  const session = await setUp()
  const { call } = session
  await call('createLocalProfile', { name: 'Atelier Nord' })
  await call('createProvider', smtp)
  await addAudience(session)
  const draft = await call('createDraft', {})
  const written = { subject: 'Hello', content: 'Open at ten.', topics: ['news'] }
  const content = { ...emailOf(draft), ...written }
  await call('saveDraft', { draftId: draft.id, content })

  const { messageId } = await call('sendDraft', { draftId: draft.id })

  await vi.waitFor(
    async () => {
      expect(await call('getMessage', { messageId })).toMatchObject({ status: 'sent' })
    },
    { timeout: 4_000 },
  )
  const { mails } = await call('listSandboxMails', {})
  expect(mails).toMatchObject([{ messageId, identifier: 'ida@example.test', subject: 'Hello' }])
  expect(await call('listDrafts', {})).toEqual({ drafts: [] })
})

test('a draft whose message the engine already has is done, not sent again', async () => {
  const session = await setUp()
  const { call } = session
  await call('createLocalProfile', { name: 'Atelier Nord' })
  await call('createProvider', smtp)
  await addAudience(session)
  const draft = await call('createDraft', {})
  const written = { subject: 'Hello', content: 'Open at ten.', topics: ['news'] }
  const content = { ...emailOf(draft), ...written }
  await call('saveDraft', { draftId: draft.id, content })
  // An earlier attempt whose answer never came back.
  await call('createEmail', { messageId: draft.messageId, html: true, ...written })

  await call('sendDraft', { draftId: draft.id })

  expect((await call('listMessages', {})).total).toBe(1)
  expect(await call('listDrafts', {})).toEqual({ drafts: [] })
})

test('everything is there after the next start', async () => {
  const first = await setUp()
  await first.call('createLocalProfile', { name: 'Atelier Nord' })
  await first.call('createProvider', smtp)
  await addAudience(first)
  const draft = await first.call('createDraft', {})
  await first.studio.close()

  const { call } = await setUp(first.dataFolder, first.secrets)

  expect((await call('getAppState', {})).notices).toEqual([])
  expect(await call('listDrafts', {})).toEqual({ drafts: [draft] })
  expect((await call('listTopics', {})).topics).toMatchObject([{ $id: 'news', emailTotal: 1 }])
  expect(await call('getProvider', { providerId: 'post' })).toMatchObject({
    credentials: { password: '••••••••6789' },
  })
})

test('without a keychain a password is forgotten at the end, said, and can be entered again', async () => {
  const first = await setUp()
  await first.call('createLocalProfile', { name: 'Atelier Nord' })
  await first.call('createProvider', smtp)
  await first.studio.close()

  const { call } = await setUp(first.dataFolder)

  expect((await call('getAppState', {})).notices).toEqual([
    expect.stringContaining('Enter them again'),
  ])
  expect((await call('listProviders', {})).total).toBe(1)
  await call('updateProvider', { kind: 'smtp', providerId: 'post', password: 'another-9876543210' })
  expect(await call('getProvider', { providerId: 'post' })).toMatchObject({
    credentials: { password: '••••••••3210' },
  })
})

test('a workspace that never stored a secret has nothing to be sorry for at the next start', async () => {
  const first = await setUp()
  await first.call('createLocalProfile', { name: 'Atelier Nord' })
  await first.call('createProvider', { ...smtp, username: undefined, password: undefined })
  await first.studio.close()

  const second = await setUp(first.dataFolder)

  expect((await second.call('getAppState', {})).notices).toEqual([])
  await second.studio.close()
})
