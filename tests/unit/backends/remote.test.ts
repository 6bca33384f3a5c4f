import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { ApiError } from '@contract/errors'
import { checkRemote, connectRemote } from '@main/backends/remote'
import { afterEach, describe, expect, it } from 'vitest'

const key = 'standard_planted_secret'
const topic = {
  $id: 't1',
  $createdAt: '2026-11-22T10:00:00.000+00:00',
  $updatedAt: '2026-11-22T10:00:00.000+00:00',
  name: 'News',
  emailTotal: 1,
  smsTotal: 0,
  pushTotal: 0,
  subscribe: ['users'],
}

type Answer = { status?: number; type?: string; body?: string; cut?: boolean }

let server: Server | undefined
afterEach(async () => {
  server?.closeAllConnections()
  await new Promise((resolve) => (server ? server.close(resolve) : resolve(undefined)))
  server = undefined
})

/** A server that answers what `answer` says of each request; answers its base address and what it saw. */
const serve = async (answer: (path: string) => Answer) => {
  const seen: { method?: string; url?: string; headers: unknown; body: string }[] = []
  server = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk) => (body += String(chunk)))
    request.on('end', () => {
      seen.push({ method: request.method, url: request.url, headers: request.headers, body })
      const {
        status = 200,
        type = 'application/json',
        body: text = '',
        cut,
      } = answer(request.url ?? '')
      response.writeHead(status, { 'content-type': type, ...(cut && { 'content-length': '9999' }) })
      if (cut) response.write(text, () => response.destroy())
      else response.end(text)
    })
  })
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return { address: { endpoint: `http://127.0.0.1:${port}/v1`, project: 'demo', key }, seen }
}

const failureOf = async (call: Promise<unknown>): Promise<ApiError> => {
  const error = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  expect(error).toBeInstanceOf(ApiError)
  return error as ApiError
}

describe('the remote backend', () => {
  it('says that files cannot be uploaded there, and asks the server for nothing', async () => {
    const { address, seen } = await serve(() => ({ status: 201, body: '{}' }))
    const backend = connectRemote(address)

    const file = { name: 'a.txt', mimeType: 'text/plain', base64: 'YQ==' }
    const call = backend.call('createFile', { bucketId: 'b', fileId: 'unique()', file })
    const error = await failureOf(call)
    await backend.close()

    expect([error.code, error.message]).toEqual([501, expect.stringContaining('not yet uploaded')])
    expect(seen).toEqual([])
  })

  it('sends Appwrite’s headers and only what was given', async () => {
    const { address, seen } = await serve(() => ({ status: 201, body: JSON.stringify(topic) }))
    const backend = connectRemote(address)

    const reply = await backend.call('createTopic', {
      topicId: 't1',
      name: 'News',
      subscribe: null,
    })
    await backend.close()

    expect(reply).toEqual(topic)
    expect(seen).toMatchObject([
      {
        method: 'POST',
        url: '/v1/messaging/topics',
        body: '{"topicId":"t1","name":"News"}',
        headers: {
          'x-appwrite-project': 'demo',
          'x-appwrite-key': key,
          'x-appwrite-response-format': '1.6.0',
        },
      },
    ])
  })

  it('refuses bad input before anything is sent', async () => {
    const { address, seen } = await serve(() => ({}))
    const backend = connectRemote(address)

    const error = await failureOf(backend.call('createTopic', { topicId: '-', name: 'News' }))
    await backend.close()

    expect(error).toMatchObject({ type: 'general_argument_invalid', param: 'topicId' })
    expect(seen).toEqual([])
  })

  it('passes the server’s error on', async () => {
    const body = '{"message":"nope","code":404,"type":"topic_not_found","version":"1.6.2"}'
    const { address } = await serve(() => ({ status: 404, body }))
    const backend = connectRemote(address)

    const error = await failureOf(backend.call('getTopic', { topicId: 't1' }))
    await backend.close()

    expect(error.toBody()).toEqual({ message: 'nope', code: 404, type: 'topic_not_found' })
  })

  it.each<[string, Answer, string, RegExp]>([
    [
      'a captive portal',
      { type: 'text/html', body: '<html>Sign in</html>' },
      'desktop_reply_invalid',
      /web page/,
    ],
    [
      'a bad gateway page',
      { status: 502, type: 'text/html', body: '<html>502</html>' },
      'desktop_reply_invalid',
      /status 502/,
    ],
    ['JSON that is not a topic', { body: '{"hello":1}' }, 'desktop_reply_invalid', /\$id/],
    [
      'a reply cut in the middle',
      { body: '{"$id":', cut: true },
      'desktop_connection_failed',
      /127\.0\.0\.1/,
    ],
    ['an error without words', { status: 500, body: '{}' }, 'desktop_reply_invalid', /500/],
  ])('says in words that it got %s', async (_, answer, type, words) => {
    const { address } = await serve(() => answer)
    const backend = connectRemote(address)

    const error = await failureOf(backend.call('getTopic', { topicId: 't1' }))
    await backend.close()

    expect(error.type).toBe(type)
    expect(error.message).toMatch(words)
    expect(JSON.stringify(error.toBody())).not.toContain(key)
  })

  it('says that nobody listens there', async () => {
    const { address } = await serve(() => ({}))
    await new Promise((resolve) => server?.close(resolve))
    server = undefined
    const backend = connectRemote(address)

    const error = await failureOf(backend.call('getTopic', { topicId: 't1' }))
    await backend.close()

    expect(error.type).toBe('desktop_connection_failed')
    expect(error.message).toMatch(/no server listens on this port/)
  })

  it('does not answer the engine’s commands', async () => {
    const { address } = await serve(() => ({}))
    const backend = connectRemote(address)

    const error = await failureOf(backend.call('listSandboxMails', {}))
    await backend.close()

    expect(error.type).toBe('desktop_not_available')
  })
})

describe('the connection check', () => {
  const unauthorised = '{"message":"no","code":401,"type":"general_unauthorized_scope"}'
  const version = { body: '{"version":"1.6.2"}' }

  it('lists what the key may read', async () => {
    const lists: Record<string, Answer> = {
      '/v1/health/version': version,
      '/v1/messaging/messages': { body: '{"total":0,"messages":[]}' },
      '/v1/messaging/topics': { body: '{"total":0,"topics":[]}' },
    }
    const { address } = await serve(
      (path) => lists[path.split('?')[0] ?? ''] ?? { status: 401, body: unauthorised },
    )

    await expect(checkRemote(address)).resolves.toEqual({
      ok: true,
      version: '1.6.2',
      problem: null,
      scopes: [
        { scope: 'messages.read', granted: true },
        { scope: 'topics.read', granted: true },
        { scope: 'providers.read', granted: false },
        { scope: 'users.read', granted: false },
      ],
    })
  })

  it('blames the key when it may do nothing', async () => {
    const { address } = await serve((path) =>
      path.startsWith('/v1/health') ? version : { status: 401, body: unauthorised },
    )

    await expect(checkRemote(address)).resolves.toMatchObject({
      ok: false,
      problem: { param: 'key' },
    })
  })

  it('blames the project when the server does not know it', async () => {
    const body = '{"message":"no","code":404,"type":"project_not_found"}'
    const { address } = await serve(() => ({ status: 404, body }))

    await expect(checkRemote(address)).resolves.toMatchObject({
      ok: false,
      problem: { param: 'project' },
    })
  })

  it('blames the address when something else answers', async () => {
    const { address } = await serve(() => ({ type: 'text/html', body: '<!doctype html>' }))

    await expect(checkRemote(address)).resolves.toMatchObject({
      ok: false,
      problem: { param: 'endpoint' },
    })
  })
})
