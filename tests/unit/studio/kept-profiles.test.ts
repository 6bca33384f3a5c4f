import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createMemoryStore } from '@main/secrets/memory'
import { keyAccount, vaultAccount } from '@main/secrets/secret-store'
import { expect, test } from 'vitest'
import { createInProcessLauncher } from '../../support/launch-in-process'
import { openTestStudio } from '../../support/open-test-studio'
import { project, smtp } from '../../support/planted-connections'
import { temporaryFolder } from '../../support/temporary-folder'

const setUp = async (
  dataFolder = temporaryFolder(),
  secrets = createMemoryStore('memory', null),
) => {
  const launchEngine = createInProcessLauncher(() => undefined)
  const opened = await openTestStudio({ dataFolder, secrets, launchEngine })
  const folderOf = (id: string) => join(dataFolder, 'profiles', id)
  return { ...opened, dataFolder, secrets, folderOf }
}

/** A workspace with a provider and a draft, that was left live. */
const fill = async ({ call }: Awaited<ReturnType<typeof setUp>>) => {
  const { id } = await call('createLocalProfile', { name: 'Atelier Nord' })
  await call('updateProfile', { profileId: id, sandbox: false })
  await call('createProvider', smtp)
  await call('createTopic', { topicId: 'news', name: 'News' })
  return { id, draft: await call('createDraft', {}) }
}

test('a workspace whose files were kept is opened again as it was left, after a restart too', async () => {
  const first = await setUp()
  const { id, draft } = await fill(first)
  expect(await first.call('getAppState', {})).toMatchObject({ folder: first.folderOf(id) })

  await first.call('removeProfile', { profileId: id, keepFiles: true, keepDrafts: true })

  const kept = [{ id, name: 'Atelier Nord', folder: first.folderOf(id), drafts: 1 }]
  expect(await first.call('getAppState', {})).toMatchObject({ profiles: [], folder: null })
  expect(await first.call('listKeptProfiles', {})).toEqual({ kept })
  await first.studio.close()
  const { call } = await setUp(first.dataFolder, first.secrets)
  expect(await call('getAppState', {})).toMatchObject({ activeProfileId: null })
  expect(await call('listKeptProfiles', {})).toEqual({ kept })

  expect(await call('openKeptProfile', { profileId: id })).toMatchObject({ id, sandbox: false })

  expect(await call('getAppState', {})).toMatchObject({ activeProfileId: id })
  expect(await call('listKeptProfiles', {})).toEqual({ kept: [] })
  expect(await call('getProvider', { providerId: 'post' })).toMatchObject({
    credentials: { password: '••••••••6789' },
  })
  expect((await call('listTopics', {})).topics).toMatchObject([{ $id: 'news' }])
  expect(await call('listDrafts', {})).toEqual({ drafts: [draft] })
})

test('without that choice nothing of a workspace is left', async () => {
  const opened = await setUp()
  const { call, secrets, folderOf } = opened
  const { id } = await fill(opened)

  await call('removeProfile', { profileId: id })

  expect(await call('getAppState', {})).toMatchObject({ profiles: [] })
  expect(await call('listKeptProfiles', {})).toEqual({ kept: [] })
  expect(existsSync(folderOf(id))).toBe(false)
  expect(await secrets.get(vaultAccount(id))).toEqual({ state: 'absent-or-locked' })
  await expect(call('openKeptProfile', { profileId: id })).rejects.toMatchObject({
    type: 'desktop_profile_not_found',
  })
})

test('drafts of the only profile wait for the next one, which takes them', async () => {
  const { call, secrets } = await setUp()
  const { id } = await call('connectProfile', project)
  const draft = await call('createDraft', {})

  await call('removeProfile', { profileId: id, keepDrafts: true })

  expect(await secrets.get(keyAccount(id))).toEqual({ state: 'absent-or-locked' })
  expect(await call('listKeptProfiles', {})).toEqual({
    kept: [{ id, name: 'Shop', folder: null, drafts: 1 }],
  })
  await expect(call('openKeptProfile', { profileId: id })).rejects.toMatchObject({
    type: 'desktop_profile_not_found',
  })
  const { id: toProfileId } = await call('createLocalProfile', { name: 'Desk' })
  await expect(
    call('settleKeptDrafts', { profileId: id, toProfileId: 'nobody' }),
  ).rejects.toMatchObject({ type: 'desktop_profile_not_found' })
  await call('settleKeptDrafts', { profileId: id, toProfileId })

  expect((await call('listDrafts', {})).drafts).toMatchObject([{ id: draft.id }])
  expect((await call('listKeptProfiles', {})).kept).toEqual([])
})

test('kept drafts are deleted when that is said, and none are kept where there are none', async () => {
  const { call } = await setUp()
  const { id } = await call('connectProfile', project)
  await call('createDraft', {})
  await call('removeProfile', { profileId: id, keepDrafts: true })
  const { id: empty } = await call('connectProfile', project)
  await call('removeProfile', { profileId: empty, keepDrafts: true })
  expect((await call('listKeptProfiles', {})).kept).toMatchObject([{ id }])

  await call('settleKeptDrafts', { profileId: id })

  expect((await call('listKeptProfiles', {})).kept).toEqual([])
})

test('a kept workspace whose folder somebody deleted is not offered, its drafts are', async () => {
  const opened = await setUp()
  const { call, folderOf } = opened
  const { id } = await fill(opened)
  await call('removeProfile', { profileId: id, keepFiles: true, keepDrafts: true })

  rmSync(folderOf(id), { recursive: true })

  expect((await call('listKeptProfiles', {})).kept).toMatchObject([{ id, folder: null, drafts: 1 }])
  await expect(call('openKeptProfile', { profileId: id })).rejects.toMatchObject({
    type: 'desktop_profile_not_found',
  })
})

test('a kept workspace tells what it holds, and looking at it leaves its files as they were', async () => {
  const opened = await setUp()
  const { call, folderOf } = opened
  const { id } = await fill(opened)
  const { holds: bare } = await call('describeWorkspace', { profileId: id })
  expect(bare).toMatchObject({ providers: 1, isEmpty: false })
  await call('createUser', { userId: 'ada', email: 'ada@example.org' })
  await call('createEmail', {
    ...{ messageId: 'later', subject: 'Later', content: 'Later', users: ['ada'] },
    scheduledAt: new Date(Date.now() + 86_400_000).toISOString(),
  })
  const live = await call('describeWorkspace', { profileId: id })
  await call('removeProfile', { profileId: id, keepFiles: true })
  const files = readdirSync(folderOf(id))

  const facts = await call('describeWorkspace', { profileId: id })

  const holds = { campaigns: 1, people: 1, providers: 1, unfinished: 1, isEmpty: false }
  expect(live.holds).toEqual(holds)
  expect(facts).toEqual({ holds, bytes: expect.any(Number), changedAt: expect.any(String) })
  expect(facts.bytes).toBeGreaterThan(10_000)
  expect(Date.now() - Date.parse(facts.changedAt ?? '')).toBeLessThan(60_000)
  expect(readdirSync(folderOf(id))).toEqual(files)
})

test('a workspace is empty until anything is made in it, be it a topic or a bucket', async () => {
  const { call } = await setUp()
  const holds = async (name: string, row: 'createTopic' | 'createBucket', input: object) => {
    const { id } = await call('createLocalProfile', { name })
    const before = await call('describeWorkspace', { profileId: id })
    await call(row, input as never)
    const after = await call('describeWorkspace', { profileId: id })
    return [before.holds?.isEmpty, after.holds?.isEmpty]
  }

  expect(await holds('One', 'createTopic', { topicId: 'news', name: 'News' })).toEqual([
    true,
    false,
  ])
  expect(await holds('Two', 'createBucket', { bucketId: 'art', name: 'Art' })).toEqual([
    true,
    false,
  ])
})

test('a kept workspace that cannot be read says so, and can be deleted all the same', async () => {
  const opened = await setUp()
  const { call, folderOf } = opened
  const { id } = await fill(opened)
  await call('removeProfile', { profileId: id, keepFiles: true })
  writeFileSync(join(folderOf(id), 'engine.db'), 'no database')

  expect(await call('describeWorkspace', { profileId: id })).toMatchObject({ holds: null })
  await call('deleteKeptProfile', { profileId: id })

  expect(existsSync(folderOf(id))).toBe(false)
})

test('a kept workspace is deleted without being opened: files, drafts and the key of its credentials', async () => {
  const opened = await setUp()
  const { call, secrets, folderOf } = opened
  const { id: other } = await call('createLocalProfile', { name: 'Atelier Nord' })
  const { id } = await fill(opened)
  await call('removeProfile', { profileId: id, keepFiles: true, keepDrafts: true })
  expect(await secrets.get(vaultAccount(id))).toMatchObject({ state: 'found' })

  await expect(call('deleteKeptProfile', { profileId: other })).rejects.toMatchObject({
    type: 'desktop_profile_not_found',
  })
  await call('deleteKeptProfile', { profileId: id })

  expect(existsSync(folderOf(id))).toBe(false)
  expect(existsSync(folderOf(other))).toBe(true)
  expect(await secrets.get(vaultAccount(id))).toEqual({ state: 'absent-or-locked' })
  expect(await call('listKeptProfiles', {})).toEqual({ kept: [] })
  await expect(call('openKeptProfile', { profileId: id })).rejects.toMatchObject({
    type: 'desktop_profile_not_found',
  })
})

test('kept drafts without files are no workspace to delete or describe', async () => {
  const { call } = await setUp()
  const { id } = await call('connectProfile', project)
  await call('createDraft', {})
  await expect(call('describeWorkspace', { profileId: id })).rejects.toMatchObject({
    type: 'desktop_not_available',
  })
  await call('removeProfile', { profileId: id, keepDrafts: true })

  for (const name of ['deleteKeptProfile', 'describeWorkspace'] as const)
    await expect(call(name, { profileId: id })).rejects.toMatchObject({
      type: 'desktop_profile_not_found',
    })
  expect((await call('listKeptProfiles', {})).kept).toMatchObject([{ id, drafts: 1 }])
})

test('a project has no files to keep', async () => {
  const { call } = await setUp()
  const { id } = await call('connectProfile', project)

  await expect(call('removeProfile', { profileId: id, keepFiles: true })).rejects.toMatchObject({
    param: 'keepFiles',
  })
  expect((await call('getAppState', {})).profiles).toHaveLength(1)
})
