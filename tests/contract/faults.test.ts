import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { connectRemote } from '@main/backends/remote/connect-remote'
import { describe, expect, it, onTestFinished } from 'vitest'
import { apiFailure } from '../support/api-failure'
import { eventually } from '../support/eventually'
import { startFaultProxy, type Fault } from '../support/fault-proxy'
import { startLocalServer } from '../support/local-server'
import { openTestStudio } from '../support/open-test-studio'
import { createRecordedEngines } from '../support/recorded-engine'
import { temporaryFolder } from '../support/temporary-folder'

/** The times of a patient person, shortened; pauses between attempts are noted and not waited for. */
const impatient = { connectMs: 2000, replyMs: 400 }

/** A studio whose project is behind a proxy that spoils things, and a draft that is ready to go. */
const setUp = async () => {
  const server = await startLocalServer({ sandbox: true })
  const proxy = await startFaultProxy(server.url)
  const { launchEngine } = createRecordedEngines()
  const dataFolder = temporaryFolder()
  const pauses: number[] = []
  const wait = async ({ ms }: { ms: number }): Promise<boolean> => pauses.push(ms) > 0
  const studio = await openTestStudio({
    dataFolder,
    launchEngine,
    remote: {
      connectRemote: (address) => connectRemote(address, { timeouts: impatient, wait }),
    },
  })
  onTestFinished(async () => {
    await proxy.close()
    await server.close()
  })
  const { project, key } = server
  const address = { endpoint: proxy.endpoint, project, key }
  await studio.call('connectProfile', { name: 'Shop', environment: 'staging', ...address })
  await server.engine.call('createTopic', { topicId: 'news', name: 'News' })
  const created = await studio.call('createDraft', {})
  const content = {
    ...created.content,
    subject: 'Hello',
    content: 'Open at ten.',
    topics: ['news'],
  }
  await studio.call('saveDraft', { draftId: created.id, content })
  const draft = await studio.call('getDraft', { draftId: created.id })
  const messages = async () => {
    const list = await server.engine.call('listMessages', {})
    return (list as { messages: { $id: string; status: string }[] }).messages
  }
  return { ...studio, proxy, server, dataFolder, draft, messages, pauses, key }
}

describe('a campaign sent through', () => {
  it.each<[Fault[], number]>([
    [['latency'], 1],
    [['cut mid-body'], 2],
    [['lost reply'], 2],
    [['lost request'], 2],
    [['lost request', 'lost reply'], 3],
    [['lost reply', 'lost reply', 'lost reply'], 3],
    [['429'], 2],
    [['429', '429'], 3],
    [['500'], 2],
    [['500 after the write'], 2],
    [['500 after the write', '500 after the write', '500'], 3],
    [['502 page'], 2],
    [['stall after the write'], 1],
  ])('%j goes out once, after %i attempts', async (faults, attempts) => {
    const { call, proxy, draft, messages } = await setUp()
    proxy.spoil('POST', ...faults)

    const { messageId } = await call('sendDraft', { draftId: draft.id })

    expect((await messages()).map(({ $id }) => $id)).toEqual([messageId])
    expect(proxy.seen.filter((request) => request.startsWith('POST'))).toHaveLength(attempts)
    expect(await call('listDrafts', {})).toEqual({ drafts: [] })
  })

  it.each<[Fault[], string, RegExp]>([
    [['lost request', 'lost request', 'lost request'], 'desktop_outcome_unknown', /not known/],
    [['stall'], 'desktop_outcome_unknown', /did not answer .* not known/],
    [['429 for long'], 'general_rate_limit_exceeded', /3600 seconds/],
    [['429', '429', '429'], 'general_rate_limit_exceeded', /for a second/],
    [['500', '500', '500'], 'general_unknown', /says no/],
    [['502 page', '502 page', '502 page'], 'desktop_outcome_unknown', /web page \(status 502\)/],
    [['captive portal'], 'desktop_reply_invalid', /sign-in page/],
  ])('%j says so, sends nothing and keeps the draft', async (faults, type, words) => {
    const { call, proxy, draft, messages } = await setUp()
    proxy.spoil('POST', ...faults)

    const error = await apiFailure(call('sendDraft', { draftId: draft.id }))

    expect(error.type).toBe(type)
    expect(error.message).toMatch(words)
    expect(await messages()).toEqual([])
    expect(await call('getDraft', { draftId: draft.id })).toEqual(draft)
  })

  it('is not sent a second time when the person tries again after an answer that was lost', async () => {
    const { call, proxy, draft, messages } = await setUp()
    proxy.spoil('POST', 'stall after the write')
    proxy.spoil('GET', 'stall')
    const error = await apiFailure(call('sendDraft', { draftId: draft.id }))

    const { messageId } = await call('sendDraft', { draftId: draft.id })

    expect(error.type).toBe('desktop_outcome_unknown')
    expect((await messages()).map(({ $id }) => $id)).toEqual([messageId])
  })

  it('counts as sent when it is there although something else answered', async () => {
    const { call, proxy, draft, messages } = await setUp()
    proxy.spoil('POST', 'page after the write')

    const { messageId } = await call('sendDraft', { draftId: draft.id })

    expect((await messages()).map(({ $id }) => $id)).toEqual([messageId])
  })

  it('is not known to have failed behind a sign-in page that answers everything', async () => {
    const { call, proxy, draft, messages } = await setUp()
    proxy.spoil('POST', 'captive portal')
    proxy.spoil('GET', 'captive portal')

    const error = await apiFailure(call('sendDraft', { draftId: draft.id }))

    expect(error.type).toBe('desktop_outcome_unknown')
    expect(await messages()).toEqual([])
  })

  it('waits as long as the server asks for', async () => {
    const { call, proxy, draft, pauses } = await setUp()
    proxy.spoil('POST', '429')

    await call('sendDraft', { draftId: draft.id })

    expect(pauses).toEqual([1000])
  })
})

describe('other calls', () => {
  it.each<[Fault]>([['cut mid-body'], ['lost reply'], ['429'], ['500'], ['502 page']])(
    'a read is repeated after: %s',
    async (fault) => {
      const { call, proxy } = await setUp()
      proxy.spoil('GET', fault)

      await expect(call('listTopics', {})).resolves.toMatchObject({ total: 1 })
    },
  )

  it('a read that stalls is not repeated, and says what happened', async () => {
    const { call, proxy } = await setUp()
    proxy.spoil('GET', 'stall')

    const error = await apiFailure(call('getTopic', { topicId: 'news' }))

    expect(error.type).toBe('desktop_connection_failed')
    expect(error.message).toMatch(/did not answer within/)
    expect(proxy.seen).toHaveLength(1)
  })

  it('a change whose answer was lost is not repeated, because it may undo another’s', async () => {
    const { call, proxy, server } = await setUp()
    proxy.spoil('PATCH', 'lost reply')

    const error = await apiFailure(call('updateTopic', { topicId: 'news', name: 'Newer' }))

    expect(error.type).toBe('desktop_outcome_unknown')
    expect(proxy.seen).toHaveLength(1)
    expect(await server.engine.call('getTopic', { topicId: 'news' })).toMatchObject({
      name: 'Newer',
    })
  })

  it('a change that the server refused to look at is repeated', async () => {
    const { call, proxy } = await setUp()
    proxy.spoil('PATCH', '429')

    await expect(call('updateTopic', { topicId: 'news', name: 'Newer' })).resolves.toMatchObject({
      name: 'Newer',
    })
  })

  it('a deletion whose answer was lost is done', async () => {
    const { call, proxy } = await setUp()
    proxy.spoil('DELETE', 'lost reply')

    await expect(call('deleteTopic', { topicId: 'news' })).resolves.toBeUndefined()
  })

  it('something whose id the server was to choose is created once', async () => {
    const { call, proxy, server } = await setUp()
    proxy.spoil('POST', 'lost reply')

    const user = await call('createUser', { userId: 'unique()', email: 'ada@example.org' })

    expect(user.email).toBe('ada@example.org')
    expect(await server.engine.call('listUsers', {})).toMatchObject({ total: 1 })
  })

  it('an id that somebody else took meanwhile is not mistaken for the own one', async () => {
    const { call, proxy, server } = await setUp()
    await server.engine.call('createTopic', { topicId: 'offers', name: 'Somebody else’s' })
    proxy.spoil('POST', 'lost request')

    const error = await apiFailure(call('createTopic', { topicId: 'offers', name: 'Offers' }))

    expect(error).toMatchObject({ code: 409, type: 'topic_already_exists' })
  })

  it('a piece of a file that was cut off is sent again, and the file is whole', async () => {
    const { call, proxy } = await setUp()
    const bytes = Buffer.alloc(6 * 1024 * 1024, 'night train ')
    await call('createBucket', { bucketId: 'papers', name: 'Papers' })
    proxy.spoil('POST', 'lost reply', 'cut mid-body')

    const file = { name: 'a.txt', mimeType: 'text/plain', base64: bytes.toString('base64') }
    const created = await call('createFile', { bucketId: 'papers', fileId: 'unique()', file })
    const { $id: fileId } = created
    const opened = await call('getFileDownload', { bucketId: 'papers', fileId })

    expect(created).toMatchObject({ sizeOriginal: bytes.length, chunksUploaded: 2 })
    expect(opened.name).toBe('a.txt')
    expect(Buffer.from(opened.base64, 'base64').equals(bytes)).toBe(true)
  })
})

describe('a large file', () => {
  it('is not taken for whole when a piece of it never arrived', async () => {
    const { call, proxy } = await setUp()
    await call('createBucket', { bucketId: 'papers', name: 'Papers' })
    const bytes = Buffer.alloc(6 * 1024 * 1024, 'x')
    const piece = (start: number, end: number) => ({
      file: {
        ...{ name: 'a.txt', mimeType: 'text/plain' },
        base64: bytes.subarray(start, end).toString('base64'),
      },
      range: { start, total: bytes.length },
    })
    const half = 5 * 1024 * 1024
    await call('createFile', { bucketId: 'papers', fileId: 'f', ...piece(0, half) })
    proxy.spoil('POST', 'lost request', 'lost request', 'lost request')

    const last = { bucketId: 'papers', fileId: 'f', ...piece(half, bytes.length) }
    const error = await apiFailure(call('createFile', last))
    const again = await call('createFile', last)

    expect(error.type).toBe('desktop_outcome_unknown')
    expect(again).toMatchObject({ chunksUploaded: 2, sizeOriginal: bytes.length })
  })
})

it('the key is nowhere but in the requests', async () => {
  const { call, studio, proxy, draft, events, log, dataFolder, key } = await setUp()
  const replies: unknown[] = []
  const faults: Fault[] = [
    'lost request',
    'captive portal',
    'stall',
    '500',
    '500',
    '500',
    '502 page',
  ]
  for (const fault of faults) {
    proxy.spoil('POST', fault)
    replies.push(await studio.call('sendDraft', { draftId: draft.id }))
    proxy.spoil('GET', fault)
    replies.push(await studio.call('listTopics', {}))
  }
  replies.push(await call('getAppState', {}), await call('listProviderKinds', {}))
  await studio.close()

  const files = readdirSync(dataFolder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'))
  expect(files.length).toBeGreaterThan(1)
  expect(JSON.stringify([replies, events, log, files])).not.toContain(key)
})

describe('waiting for a server', () => {
  /** Someone reads the topics, and the server asks to wait. */
  const waitForTopics = async () => {
    const server = await startLocalServer({ sandbox: true })
    const proxy = await startFaultProxy(server.url)
    const { launchEngine } = createRecordedEngines()
    const studio = await openTestStudio({ dataFolder: temporaryFolder(), launchEngine })
    onTestFinished(async () => {
      await proxy.close()
      await server.close()
    })
    const { project, key } = server
    const address = { endpoint: proxy.endpoint, project, key }
    await studio.call('connectProfile', { name: 'Shop', environment: 'staging', ...address })
    proxy.spoil('GET', '429 for a while')
    const failure = apiFailure(studio.call('listTopics', {}))
    await eventually(() => expect(studio.events.map(({ name }) => name)).toContain('server.wait'))
    return { ...studio, proxy, failure }
  }

  it('is told, and ends when somebody stops it', async () => {
    const { call, events, proxy, failure } = await waitForTopics()
    const { serverWait } = await call('getAppState', {})
    await call('stopWaiting', {})

    expect(serverWait).toEqual({ until: expect.any(String), asked: true })
    expect(await failure).toMatchObject({ type: 'desktop_wait_stopped' })
    expect(await call('getAppState', {})).toMatchObject({ serverWait: null })
    expect(events.filter(({ name }) => name === 'server.wait')).toEqual([
      { name: 'server.wait', payload: { wait: serverWait } },
      { name: 'server.wait', payload: { wait: null } },
    ])
    expect(proxy.seen.filter((request) => request === 'GET /v1/messaging/topics')).toHaveLength(1)
  })

  it('ends with the profile', async () => {
    const { call, failure } = await waitForTopics()
    await call('createLocalProfile', { name: 'Here' })

    expect(await failure).toMatchObject({ type: 'desktop_wait_stopped' })
    expect(await call('getAppState', {})).toMatchObject({ serverWait: null })
  })
})
