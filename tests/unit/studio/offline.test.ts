import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Query } from '@contract/queries'
import { expect, test } from 'vitest'
import { emailOf } from '../../support/email-of'
import { eventually } from '../../support/eventually'
import { openTestStudio } from '../../support/open-test-studio'
import { createRecordedEngines } from '../../support/recorded-engine'
import { startRemoteProject } from '../../support/remote-project'
import { temporaryFolder } from '../../support/temporary-folder'

/** A studio on a project with two topics and a provider, all of them read once. */
const setUp = async () => {
  const project = await startRemoteProject()
  await project.engine.call('createTopic', { topicId: 'news', name: 'News' })
  await project.engine.call('createTopic', { topicId: 'offers', name: 'Offers' })
  const dataFolder = temporaryFolder()
  const { launchEngine } = createRecordedEngines()
  const studio = await openTestStudio({ dataFolder, launchEngine })
  await studio.call('connectProfile', { name: 'Shop', environment: 'staging', ...project.address })
  await studio.call('listTopics', { queries: [] })
  return { ...studio, project, dataFolder }
}
const names = (reply: { readonly topics: readonly { readonly name: string }[] }) =>
  reply.topics.map(({ name }) => name)

test('lists and records that were seen are read without the server, with their age', async () => {
  const { studio, call, events, project } = await setUp()
  await project.goAway()

  const list = await studio.call('listTopics', { queries: [] })
  const record = await studio.call('getTopic', { topicId: 'offers' })

  expect(list).toMatchObject({ ok: true, readAt: expect.stringMatching(/^\d{4}-/) })
  expect(record).toMatchObject({ ok: true, value: { name: 'Offers' }, readAt: expect.anything() })
  expect(await call('getAppState', {})).toMatchObject({
    server: { state: 'offline', problem: expect.stringContaining('127.0.0.1') },
  })
  expect(events).toContainEqual(
    expect.objectContaining({
      name: 'server.status',
      payload: expect.objectContaining({ state: 'offline' }),
    }),
  )
})

test('what was never seen fails with the reason, and so does every write', async () => {
  const { call, project } = await setUp()
  await project.goAway()

  await expect(call('listUsers', {})).rejects.toMatchObject({ type: 'desktop_connection_failed' })
  await expect(call('createTopic', { topicId: 'x', name: 'X' })).rejects.toMatchObject({
    type: 'desktop_connection_failed',
  })
})

test('a list that is kept whole is searched, narrowed and ordered without the server', async () => {
  const { studio, call, project } = await setUp()
  await project.goAway()
  const ask = (input: { readonly search?: string; readonly queries?: string[] }) =>
    call('listTopics', input).then(names)

  expect(await ask({ queries: [Query.orderDesc('name'), Query.limit(1)] })).toEqual(['Offers'])
  expect(await ask({ queries: [Query.limit(5), Query.offset(1)] })).toEqual(['Offers'])
  expect(await ask({ search: 'NEW' })).toEqual(['News'])
  expect(await ask({ queries: [Query.equal('$id', ['offers', 'gone'])] })).toEqual(['Offers'])
  expect(await studio.call('listTopics', { search: 'new' })).toMatchObject({
    ...{ ok: true, value: { total: 1 }, readAt: expect.stringMatching(/^\d{4}-/) },
  })
})

test('what only the server knows is not guessed from a list that is kept', async () => {
  const { call, project } = await setUp()
  await project.engine.call('createTopic', { topicId: 'third', name: 'Third' })
  await call('listSubscribers', { topicId: 'news' })
  const away = { type: 'desktop_connection_failed' }
  await project.goAway()

  const later = { queries: [Query.greaterThan('$createdAt', '2020-01-01T00:00:00.000+00:00')] }
  await expect(call('listTopics', later)).rejects.toMatchObject(away)
  await expect(
    call('listSubscribers', { topicId: 'offers', queries: [Query.limit(1)] }),
  ).rejects.toMatchObject(away)
})

test('a page of a longer list is not taken for the whole', async () => {
  const { call, project } = await setUp()
  for (const bucketId of ['one', 'two'])
    await project.engine.call('createBucket', { bucketId, name: bucketId })
  await call('listBuckets', { queries: [Query.limit(1)] })
  await project.goAway()

  await expect(call('listBuckets', { queries: [Query.limit(2)] })).rejects.toMatchObject({
    type: 'desktop_connection_failed',
  })
})

test('a server that is back is found by trying, and lists are read anew', async () => {
  const { call, events, project } = await setUp()
  await project.goAway()
  await call('listTopics', { queries: [] })
  await project.engine.call('createTopic', { topicId: 'third', name: 'Third' })
  await project.comeBack()

  expect(await call('tryServer', {})).toMatchObject({ state: 'online', since: null })
  expect(events).toContainEqual({ name: 'resource.changed', payload: { resource: 'topics' } })
  expect(names(await call('listTopics', { queries: [] }))).toEqual(['News', 'Offers', 'Third'])
})

test('publishing in vain says that the server is away, a refusal of our own not that it is back', async () => {
  const { call, project } = await setUp()
  const draft = await call('createDraft', {})
  const content = { ...emailOf(draft), subject: 'Hello', content: 'Text' }
  await call('saveDraft', { draftId: draft.id, content })
  await project.goAway()

  await expect(call('sendDraft', { draftId: draft.id, as: 'keep' })).rejects.toMatchObject({
    type: 'desktop_connection_failed',
  })
  expect(await call('getAppState', {})).toMatchObject({ server: { state: 'offline' } })
  await expect(call('createTopic', { topicId: 'x', name: '' })).rejects.toMatchObject({
    type: 'general_argument_invalid',
  })
  expect(await call('getAppState', {})).toMatchObject({ server: { state: 'offline' } })
})

test('a profile shows its lists at once when it is opened again, and then what is new', async () => {
  const { studio, call, events, project } = await setUp()
  const { activeProfileId } = await call('getAppState', {})
  await call('createLocalProfile', { name: 'Local' })
  await project.engine.call('createTopic', { topicId: 'third', name: 'Third' })
  await call('selectProfile', { profileId: activeProfileId ?? '' })
  events.length = 0

  const atOnce = await studio.call('listTopics', { queries: [] })
  await eventually(() =>
    expect(events).toContainEqual({ name: 'resource.changed', payload: { resource: 'topics' } }),
  )

  expect(atOnce).toMatchObject({ value: { total: 2 }, readAt: expect.anything() })
  expect(names(await call('listTopics', { queries: [] }))).toEqual(['News', 'Offers', 'Third'])
})

test('a list that has not changed is known to be new once the server has said so', async () => {
  const { studio, call, events } = await setUp()
  const { activeProfileId } = await call('getAppState', {})
  await call('createLocalProfile', { name: 'Local' })
  await call('selectProfile', { profileId: activeProfileId ?? '' })
  events.length = 0

  const atOnce = await studio.call('listTopics', { queries: [] })
  await eventually(() =>
    expect(events).toContainEqual({ name: 'resource.changed', payload: { resource: 'topics' } }),
  )
  const then = await studio.call('listTopics', { queries: [] })

  expect(atOnce).toHaveProperty('readAt')
  expect(then).toMatchObject({ ok: true, value: { total: 2 } })
  expect(then).not.toHaveProperty('readAt')
})

test('a key that may not read any more is said, and does not leave an old list on the screen', async () => {
  const { studio, call, events, project } = await setUp()
  const { activeProfileId } = await call('getAppState', {})
  await call('createLocalProfile', { name: 'Local' })
  await project.takeKey()
  await call('selectProfile', { profileId: activeProfileId ?? '' })
  events.length = 0

  const atOnce = await studio.call('listTopics', { queries: [] })
  await eventually(() =>
    expect(events).toContainEqual({ name: 'resource.changed', payload: { resource: 'topics' } }),
  )

  expect(atOnce).toMatchObject({ ok: true, readAt: expect.anything() })
  await expect(call('listTopics', { queries: [] })).rejects.toMatchObject({
    type: 'general_unauthorized_scope',
  })
})

test('after a write no old list hides what was done', async () => {
  const { call, project } = await setUp()
  const { activeProfileId } = await call('getAppState', {})
  await call('createLocalProfile', { name: 'Local' })
  await call('selectProfile', { profileId: activeProfileId ?? '' })
  await call('createTopic', { topicId: 'third', name: 'Third' })

  expect(names(await call('listTopics', { queries: [] }))).toContain('Third')
  await project.goAway()
  expect(names(await call('listTopics', { queries: [] }))).toContain('Third')
})

test('no secret comes into what is kept of a server', async () => {
  const { studio, call, dataFolder } = await setUp()
  await call('createProvider', {
    ...{ kind: 'smtp', providerId: 'post', name: 'Post', host: 'smtp.example.test' },
    password: 'planted-password-0123456789',
  })
  await call('listProviders', {})
  await studio.close()

  const stored = readFileSync(join(dataFolder, 'app.db'), 'latin1')
  expect(stored).toContain('smtp.example.test')
  expect(stored).not.toContain('planted-password')
})
