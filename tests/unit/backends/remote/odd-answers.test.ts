import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { gzipSync } from 'node:zlib'
import { connectRemote, type RemoteOptions } from '@main/backends/remote/connect-remote'
import { recordsOf } from '@main/backends/cached-records'
import { describe, expect, it, onTestFinished } from 'vitest'
import { apiFailure } from '../../../support/api-failure'
import { startScriptedServer, type ScriptedAnswer } from '../../../support/scripted-server'

/* What servers, gateways and networks answer that is not in any document. */

const key = 'standard_planted_key'

const connect = async (
  answer: Parameters<typeof startScriptedServer>[0],
  options: RemoteOptions = {},
) => {
  const { endpoint, seen } = await startScriptedServer(answer)
  const wait = async (): Promise<boolean> => true
  const backend = connectRemote({ endpoint, project: 'demo', key }, { wait, ...options })
  onTestFinished(() => backend.close())
  return { call: backend.call, seen }
}

const message = (id: string, changed: object = {}) => ({
  ...{ $id: id, $createdAt: '2026-11-01T07:00:00.000+00:00', $updatedAt: '', status: 'sent' },
  ...{ providerType: 'email', topics: [], users: [], targets: [], data: { subject: id } },
  ...{ scheduledAt: null, deliveredAt: null, deliveryErrors: [], deliveredTotal: 1 },
  ...changed,
})

const listOf = async (...messages: unknown[]) => {
  const { call } = await connect(() => ({
    body: JSON.stringify({ total: messages.length, messages }),
  }))
  return await call('listMessages', {})
}

describe('a list in which some rows are not as they should be', () => {
  it('leaves out what cannot be shown, blanks what can, and tells of both', async () => {
    const list = await listOf(
      message('good'),
      message('paused', { status: 'paused' }),
      message('null', { deliveredTotal: null, topics: null, $createdAt: null }),
      message('odd', { deliveryErrors: undefined, data: 'text' }),
      message('channel', { providerType: 'webhook' }),
      message('last', { topics: ['news', null] }),
    )

    expect(list).toMatchObject({
      total: 4,
      messages: [
        { $id: 'good', deliveredTotal: 1 },
        { $id: 'null', deliveredTotal: 0, topics: [], $createdAt: '' },
        { $id: 'odd', deliveryErrors: [], data: {} },
        { $id: 'last', topics: ['news'] },
      ],
    })
    expect((list as { $gaps: unknown[] }).$gaps).toEqual(
      expect.arrayContaining([
        { id: 'paused', field: 'status' },
        { id: 'null', field: 'topics' },
        { id: 'null', field: 'deliveredTotal' },
        { id: 'odd', field: 'data' },
        { id: 'channel', field: 'providerType' },
        { id: 'last', field: 'topics.1' },
      ]),
    )
  })

  it('keeps the whole rows alone as records of their own', async () => {
    const list = await listOf(message('good'), message('blank', { topics: null }))

    expect(recordsOf('listMessages', {}, list).map(({ input }) => input)).toEqual([
      '{"messageId":"good"}',
    ])
  })

  it('leaves out a target of a person and not the person', async () => {
    const stored = { $createdAt: '', $updatedAt: '' }
    const target = {
      ...{ $id: 't', ...stored, userId: 'ada', name: '', identifier: 'a', expired: false },
      providerId: null,
    }
    const targets = [
      { ...target, providerType: 'email' },
      { ...target, providerType: 'fax' },
    ]
    const ada = { $id: 'ada', ...stored, name: 'Ada', email: '', phone: '', targets }
    const { call } = await connect(() => ({ body: JSON.stringify({ total: 1, users: [ada] }) }))

    expect(await call('listUsers', {})).toMatchObject({
      users: [{ $id: 'ada', targets: [{ providerType: 'email' }] }],
      $gaps: [{ id: 'ada', field: 'targets.1.providerType' }],
    })
  })

  it('is an error and not an empty list when nothing in it can be shown', async () => {
    const error = await apiFailure(listOf(message('a', { status: 'x' }), { hello: 1 }, null))

    expect(error.type).toBe('desktop_reply_unreadable')
    expect(error.message).toMatch(/messages\.0\.status/)
  })

  it('is an error when it is no list', async () => {
    const { call } = await connect(() => ({ body: '{"total":0}' }))

    expect((await apiFailure(call('listMessages', {}))).type).toBe('desktop_reply_unreadable')
  })
})

describe('a record that is not as it should be', () => {
  it('is an error that names the field', async () => {
    const body = JSON.stringify(message('m', { status: 'paused' }))
    const { call } = await connect(() => ({ body }))

    const error = await apiFailure(call('getMessage', { messageId: 'm' }))

    expect(error.type).toBe('desktop_reply_unreadable')
    expect(error.message).toMatch(/\(status\)/)
  })

  it('is not taken for a failure to create it', async () => {
    const body = JSON.stringify(message('m', { status: 'paused' }))
    const { call } = await connect(({ method }) => ({
      status: method === 'POST' ? 201 : 200,
      body,
    }))

    const create = { messageId: 'm', subject: 's', content: 'c', draft: true }
    const error = await apiFailure(call('createEmail', create))

    expect(error.type).toBe('desktop_outcome_unknown')
  })
})

describe('what answers in place of Appwrite', () => {
  it.each<[string, ScriptedAnswer, RegExp]>([
    ['a page', { type: 'text/html', body: '<html>Sign in</html>' }, /web page/],
    ['a name-less text', { type: 'text/plain', body: 'Sign in' }, /text\/plain/],
    ['no content', { status: 204 }, /status 204/],
    ['a part', { status: 206, body: 'x', headers: { 'content-disposition': 'inline' } }, /206/],
    ['a way on', { status: 302, headers: { location: 'https://login.example/?u=1' } }, /login/],
  ])('is not taken for a file: %s', async (_, answer, words) => {
    const { call } = await connect(() => answer)

    const error = await apiFailure(call('getFileDownload', { bucketId: 'b', fileId: 'f' }))

    expect(error.type).toBe('desktop_reply_invalid')
    expect(error.message).toMatch(words)
  })

  it('is not taken for an empty list', async () => {
    const { call } = await connect(() => ({ status: 204 }))

    expect((await apiFailure(call('listMessages', {}))).type).toBe('desktop_reply_invalid')
  })

  it('is never followed with the key, and told without its query', async () => {
    const elsewhere = await startScriptedServer(() => ({ body: '{"total":0,"messages":[]}' }))
    const location = `${elsewhere.endpoint}/messaging/messages?session=planted`
    const { call } = await connect(() => ({ status: 301, headers: { location } }))

    const error = await apiFailure(call('listMessages', {}))

    expect(error.type).toBe('desktop_reply_invalid')
    expect(error.message).toContain(new URL(elsewhere.endpoint).origin)
    expect(error.message).not.toContain('planted')
    expect(elsewhere.seen).toEqual([])
  })

  it('is told when it is compressed, and never unpacked', async () => {
    const body = gzipSync(Buffer.alloc(50 * 1024 * 1024))
    const { call } = await connect(() => ({ body, headers: { 'content-encoding': 'gzip' } }))

    const error = await apiFailure(call('listMessages', {}))

    expect(error.type).toBe('desktop_reply_invalid')
    expect(error.message).toMatch(/compressed \(gzip\)/)
  })

  it('is cut off when it is too large', async () => {
    const body = Buffer.alloc(34 * 1024 * 1024, ' ')
    const { call, seen } = await connect(() => ({ body }))

    const error = await apiFailure(call('listMessages', {}))

    expect(error.message).toMatch(/too large/)
    expect(seen).toHaveLength(1)
  })
})

it('a version that could not be had is asked for again', async () => {
  let isUp = false
  const push = message('p', { providerType: 'push', status: 'draft' })
  const { call, seen } = await connect(({ url }) => {
    if (!url.endsWith('/health/version')) return { status: 201, body: JSON.stringify(push) }
    return isUp ? { body: '{"version":"1.6.0"}' } : { type: 'text/html', body: '<html>' }
  })
  const create = { messageId: 'p', title: 't', body: 'b', draft: true, badge: 3 }
  await call('createPush', create)
  isUp = true

  await call('createPush', create)
  await call('createPush', create)

  const badges = seen
    .filter(({ method }) => method === 'POST')
    .map(({ body }) => (JSON.parse(body) as { badge: unknown }).badge)
  expect(badges).toEqual([3, '3', '3'])
  // In vain by its route and by an error, then by its route.
  expect(seen.filter(({ method }) => method === 'GET')).toHaveLength(3)
})

it.each([
  ['wants a scope for its route', { status: 401 }],
  ['is behind a proxy that blocks its route', { status: 403, type: 'text/html', body: '<html>' }],
])('the version is read from an error where a server %s', async (_words, blocked) => {
  const refusal = { code: 401, message: 'no', type: 'general_unauthorized_scope', version: '1.6.0' }
  const { call } = await connect(({ url }) =>
    url.endsWith('/health/version') && 'body' in blocked
      ? blocked
      : { status: 401, body: JSON.stringify(refusal) },
  )

  expect(await call('getHealthVersion', {})).toEqual({ version: '1.6.0' })
  const push = { messageId: 'p', title: 't', body: 'b', draft: true, critical: true }
  const error = await apiFailure(call('createPush', push))
  expect(error.message).toMatch(/runs Appwrite 1\.6\.0, which leaves the critical alert/)
})

it.each(['UNKNOWN', undefined])(
  'a server that names no version (%s) stays unknown',
  async (version) => {
    const body = JSON.stringify({ code: 401, message: 'no', type: 'general_x', version })
    const { call } = await connect(() => ({ status: 401, body }))

    expect(await apiFailure(call('getHealthVersion', {}))).toMatchObject({ code: 401 })
  },
)

it('an upload over a slow line is not given up while its bytes go out', async () => {
  let received = 0
  const server = createServer((socket) => {
    socket.on('error', () => undefined)
    socket.on('data', (chunk) => {
      received += chunk.length
      socket.pause()
      setTimeout(() => socket.resume(), 15)
      if (received < 5 * 1024 * 1024) return
      received = -Infinity
      const body = JSON.stringify({
        ...{ $id: 'f', $createdAt: '', $updatedAt: '', bucketId: 'b', name: 'a', signature: '' },
        ...{ mimeType: '', sizeOriginal: 5242880, chunksTotal: 1, chunksUploaded: 1 },
      })
      socket.write(
        `HTTP/1.1 201 Created\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
      )
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  // A TCP server's address is an object once it listens.
  const { port } = server.address() as AddressInfo
  const address = { endpoint: `http://127.0.0.1:${port}/v1`, project: 'demo', key }
  const backend = connectRemote(address, { timeouts: { connectMs: 2000, replyMs: 400 } })
  onTestFinished(() => backend.close())

  const base64 = Buffer.alloc(5 * 1024 * 1024).toString('base64')
  const file = { name: 'a', mimeType: 'text/plain', base64 }
  const stored = await backend.call('createFile', { bucketId: 'b', fileId: 'f', file })

  expect(stored).toMatchObject({ $id: 'f' })
})
