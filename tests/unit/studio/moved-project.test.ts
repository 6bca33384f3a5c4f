import { expect, test } from 'vitest'
import { emailOf } from '../../support/email-of'
import { eventually } from '../../support/eventually'
import { openTestStudio } from '../../support/open-test-studio'
import { openOutboxStudio } from '../../support/outbox-studio'
import { createRecordedEngines } from '../../support/recorded-engine'
import { startRemoteProject } from '../../support/remote-project'
import { temporaryFolder } from '../../support/temporary-folder'

/** A studio on one of two projects, whose topics it has read. */
const setUp = async () => {
  const [here, there] = await Promise.all([startRemoteProject(), startRemoteProject()])
  await here.engine.call('createTopic', { topicId: 'old', name: 'Old' })
  await there.engine.call('createTopic', { topicId: 'new', name: 'New' })
  const { launchEngine } = createRecordedEngines()
  const studio = await openTestStudio({ dataFolder: temporaryFolder(), launchEngine })
  const { id: profileId } = await studio.call('connectProfile', {
    ...{ name: 'Shop', environment: 'staging', colour: 'plum' },
    ...here.address,
  })
  await studio.call('listTopics', { queries: [] })
  return { ...studio, profileId, here, there }
}

test('a profile that moves to another server reads that one, and keeps nothing of the former', async () => {
  const { call, profileId, there } = await setUp()
  const draft = await call('createDraft', {})
  await call('saveDraft', {
    draftId: draft.id,
    content: { ...emailOf(draft), subject: 'Written before' },
  })

  const moved = await call('updateProfile', { profileId, ...there.address })

  expect(moved).toMatchObject({ name: 'Shop', colour: 'plum', endpoint: there.address.endpoint })
  expect(await call('listTopics', { queries: [] })).toMatchObject({ topics: [{ $id: 'new' }] })
  await there.goAway()
  await expect(call('getTopic', { topicId: 'old' })).rejects.toMatchObject({
    type: 'desktop_connection_failed',
  })
  expect(await call('getDraft', { draftId: draft.id })).toMatchObject({
    content: { subject: 'Written before' },
  })
})

test('a key is never sent to a server or project that it was not entered for', async () => {
  const { call, profileId, here, there } = await setUp()

  for (const change of [{ endpoint: there.address.endpoint }, { project: 'other' }]) {
    await expect(call('updateProfile', { profileId, ...change })).rejects.toMatchObject({
      type: 'general_argument_invalid',
      param: 'key',
    })
  }
  const { profiles } = await call('getAppState', {})
  expect(profiles).toMatchObject([{ endpoint: here.address.endpoint, project: 'shop' }])
  // The same address again is no move.
  await call('updateProfile', { profileId, endpoint: here.address.endpoint, project: 'shop' })
})

test('what was released for the former project waits again', async () => {
  const { call, project, profileId, queue, entry, until, onServer } = await openOutboxStudio()
  await project.goAway()
  const draftId = await queue('For the shop')
  await call('releaseOutbox', { draftIds: [draftId], atOnce: false })
  const other = await startRemoteProject()
  await eventually(async () => {
    expect(await entry(draftId)).toMatchObject({
      state: 'released',
      problem: { type: 'desktop_connection_failed' },
    })
  })

  await call('updateProfile', { profileId, ...other.address })

  await until(['waiting'])
  expect(await other.engine.call('listMessages', { queries: [] })).toMatchObject({ total: 0 })
  await project.comeBack()
  expect(await onServer()).toEqual([])
})

test('a project that is there is asked again with its stored key', async () => {
  const { call, profileId, here } = await setUp()

  const check = await call('checkProfile', { profileId })
  expect(check).toMatchObject({ ok: true, problem: null })
  expect(check.scopes.every(({ granted }) => granted)).toBe(true)
  expect(JSON.stringify(check)).not.toContain(here.address.key)

  await here.goAway()
  expect(await call('checkProfile', { profileId })).toMatchObject({
    ok: false,
    problem: { param: 'endpoint' },
  })
  await call('forgetKey', { profileId })
  await expect(call('checkProfile', { profileId })).rejects.toMatchObject({
    type: 'desktop_secret_unavailable',
  })
})

test('a workspace of this computer has no address', async () => {
  const { call } = await setUp()
  const { id: profileId } = await call('createLocalProfile', { name: 'Desk', colour: 'olive' })

  await expect(
    call('updateProfile', { profileId, endpoint: 'https://appwrite.example/v1' }),
  ).rejects.toMatchObject({ param: 'endpoint' })
  await expect(call('checkProfile', { profileId })).rejects.toMatchObject({
    type: 'desktop_not_available',
  })
  expect(await call('updateProfile', { profileId, colour: 'environment' })).toMatchObject({
    colour: 'environment',
  })
})
