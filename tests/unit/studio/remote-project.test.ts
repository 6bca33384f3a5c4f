import { openEngine } from '@main/engine/engine'
import { newVaultKey } from '@main/secrets/vault-key'
import { listen } from '@main/server/listen'
import { expect, onTestFinished, test } from 'vitest'
import { openTestStudio } from '../../support/open-test-studio'
import { createRecordedEngines } from '../../support/recorded-engine'
import { emailOf } from '../../support/email-of'
import { temporaryFolder } from '../../support/temporary-folder'

const key = 'standard_0123456789'

/** A studio, and a server that speaks Appwrite's API for it to connect to. */
const setUp = async () => {
  const engine = openEngine({
    dataFolder: temporaryFolder(),
    vaultKey: Buffer.from(newVaultKey(), 'base64'),
    sandbox: true,
    vendorUrls: {},
    emit: () => undefined,
    log: () => undefined,
  })
  const server = await listen({
    project: 'shop',
    key,
    port: 0,
    log: () => undefined,
    call: engine.call,
    files: engine.files,
  })
  onTestFinished(async () => {
    await server.close()
    await engine.close()
  })
  const { launchEngine } = createRecordedEngines()
  const studio = await openTestStudio({ dataFolder: temporaryFolder(), launchEngine })
  const address = { endpoint: server.url, project: 'shop', key }
  const connect = () =>
    studio.call('connectProfile', { name: 'Shop', environment: 'staging', ...address })
  return { ...studio, address, connect }
}

test('a connection is checked before anything is stored, and says what is wrong where', async () => {
  const { call, address } = await setUp()

  const good = await call('checkConnection', address)
  const project = await call('checkConnection', { ...address, project: 'other' })
  const wrongKey = await call('checkConnection', { ...address, key: 'wrong' })
  const nobody = await call('checkConnection', { ...address, endpoint: 'http://127.0.0.1:9/v1' })

  expect(good).toMatchObject({ ok: true, problem: null })
  expect([project, wrongKey, nobody].map(({ problem }) => problem?.param)).toEqual([
    'project',
    'key',
    'endpoint',
  ])
  expect((await call('getAppState', {})).profiles).toEqual([])
})

test('its providers are shown without their secrets', async () => {
  const { call, connect } = await setUp()
  await connect()

  const created = await call('createProvider', {
    kind: 'smtp',
    providerId: 'post',
    name: 'Post',
    host: 'smtp.example.test',
    password: 'planted-password-0123456789',
  })
  const list = await call('listProviders', {})

  expect(created.credentials).toMatchObject({ host: 'smtp.example.test', password: '••••••••6789' })
  expect(JSON.stringify(list)).not.toContain('planted')
})

test('a draft is handed to it once, also when an earlier attempt got through', async () => {
  const { call, connect } = await setUp()
  await connect()
  await call('createTopic', { topicId: 'news', name: 'News' })
  const draft = await call('createDraft', {})
  const written = { subject: 'Hello', content: 'Open at ten.', topics: ['news'] }
  const content = { ...emailOf(draft), ...written }
  await call('saveDraft', { draftId: draft.id, content })
  await call('createEmail', { messageId: draft.messageId, html: true, ...written })

  await call('sendDraft', { draftId: draft.id })

  expect(await call('listMessages', {})).toMatchObject({
    total: 1,
    messages: [{ $id: draft.messageId }],
  })
  expect(await call('listDrafts', {})).toEqual({ drafts: [] })
})

test('a key that it no longer knows is said in its own words', async () => {
  const { call, connect } = await setUp()
  const { id } = await connect()

  await call('updateProfile', { profileId: id, key: 'another' })

  await expect(call('listTopics', {})).rejects.toMatchObject({
    code: 401,
    type: 'general_unauthorized_scope',
  })
})
