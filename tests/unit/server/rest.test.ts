import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { request as httpRequest } from 'node:http'
import { apiError } from '@contract/errors'
import type { FileTransfer } from '@main/engine/storage/transfer'
import { listen, type Listening } from '@main/server/listen'
import { createRest } from '@main/server/rest'
import { afterEach, describe, expect, it } from 'vitest'

const access = { project: 'demo', key: 'standard_secret' }
const authorised = {
  'x-appwrite-project': access.project,
  'x-appwrite-key': access.key,
  'content-type': 'application/json',
  host: '127.0.0.1:4000',
}

/** No test here sends or fetches a file. */
const files: FileTransfer = {
  upload: () => Promise.reject(new Error('A file came.')),
  find: () => {
    throw new Error('A file was asked for.')
  },
}

/** A REST server over calls that are only recorded. */
const recording = (reply: unknown = {}) => {
  const calls: { name: string; input: unknown }[] = []
  const lines: string[] = []
  const rest = createRest({
    ...access,
    files,
    log: (line) => lines.push(line),
    call: (name, input) => {
      calls.push({ name, input })
      return reply instanceof Error ? Promise.reject(reply) : Promise.resolve(reply)
    },
  })
  const send = (path: string, init: RequestInit & { headers?: Record<string, string> } = {}) =>
    rest(
      new Request(`http://127.0.0.1:4000/v1${path}`, {
        ...init,
        headers: { ...authorised, ...init.headers },
      }),
    )
  return { calls, lines, send }
}

describe('the REST server', () => {
  it('hands a create to its row with path and body joined', async () => {
    const { calls, send } = recording({ $id: 's1' })

    const response = await send('/messaging/topics/t1/subscribers?ignored=1', {
      method: 'POST',
      body: JSON.stringify({ subscriberId: 's1', targetId: 'x', topicId: 'forged' }),
    })

    expect(response.status).toBe(201)
    expect(response.headers.get('content-type')).toBe('application/json; charset=UTF-8')
    expect(calls).toEqual([
      { name: 'createSubscriber', input: { subscriberId: 's1', targetId: 'x', topicId: 't1' } },
    ])
  })

  it('reads a list’s parameters from the query string in both bracket forms', async () => {
    const { calls, send } = recording({ total: 0, topics: [] })

    await send('/messaging/topics/?queries[0]=a&queries[1]=b&search=x&total=0')
    await send('/messaging/topics?queries[]=a&queries[]=b')

    expect(calls.map(({ input }) => input)).toEqual([
      { queries: ['a', 'b'], search: 'x', total: '0' },
      { queries: ['a', 'b'] },
    ])
  })

  it('folds the vendors of provider routes into the kind', async () => {
    const { calls, send } = recording({})

    await send('/messaging/providers/smtp/p1', { method: 'PATCH', body: '{"name":"n"}' })

    expect(calls).toEqual([
      { name: 'updateProvider', input: { kind: 'smtp', providerId: 'p1', name: 'n' } },
    ])
  })

  it('answers a delete with 204 and no content type, and takes [] for an empty body', async () => {
    const { calls, send } = recording(undefined)

    const response = await send('/messaging/topics/t1', { method: 'DELETE', body: '[]' })

    expect(response.status).toBe(204)
    expect(response.headers.get('content-type')).toBeNull()
    expect(calls).toEqual([{ name: 'deleteTopic', input: { topicId: 't1' } }])
  })

  it('sends an error in Appwrite’s body', async () => {
    const { send } = recording(apiError('topic_not_found'))

    const response = await send('/messaging/topics/t1')

    expect(response.status).toBe(404)
    expect(await response.json()).toEqual({
      message: 'There is no topic with this id.',
      code: 404,
      version: '1.6.2',
      type: 'topic_not_found',
    })
  })

  it('masks what is not meant for callers', async () => {
    const { lines, send } = recording(new Error('disk I/O at /home/ada'))

    const response = await send('/messaging/topics/t1')

    expect(response.status).toBe(500)
    expect(await response.text()).not.toContain('ada')
    expect(lines.join()).toContain('disk I/O')
  })

  it.each([
    ['an unknown route', '/messaging/nothing', {}, 404, 'general_route_not_found'],
    [
      'a wrong method',
      '/messaging/topics',
      { method: 'PUT', body: '{}' },
      404,
      'general_route_not_found',
    ],
    [
      'no project',
      '/messaging/topics',
      { headers: { 'x-appwrite-project': '' } },
      404,
      'project_not_found',
    ],
    [
      'another project',
      '/messaging/topics',
      { headers: { 'x-appwrite-project': 'demo2' } },
      404,
      'project_not_found',
    ],
    [
      'a wrong key',
      '/messaging/topics',
      { headers: { 'x-appwrite-key': 'standard_secreT' } },
      401,
      'general_unauthorized_scope',
    ],
    [
      'a foreign host',
      '/messaging/topics',
      { headers: { host: 'evil.example:4000' } },
      403,
      'general_access_forbidden',
    ],
    [
      'malformed JSON',
      '/messaging/topics',
      { method: 'POST', body: '{"a":' },
      400,
      'general_body_invalid',
    ],
    [
      'a JSON list',
      '/messaging/topics',
      { method: 'POST', body: '[1]' },
      400,
      'general_body_invalid',
    ],
    [
      'a form',
      '/messaging/topics',
      {
        method: 'POST',
        body: 'a=b',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
      },
      400,
      'general_body_invalid',
    ],
  ] as const)('refuses %s and changes nothing', async (_, path, init, status, type) => {
    const { calls, send } = recording({})

    const response = await send(path, init)

    expect(response.status).toBe(status)
    expect(await response.json()).toMatchObject({ code: status, type, version: '1.6.2' })
    expect(calls).toEqual([])
  })

  it('tells its version without a key', async () => {
    const { send } = recording({ version: '1.6.2' })

    const response = await send('/health/version', { headers: { 'x-appwrite-key': '' } })

    expect(await response.json()).toEqual({ version: '1.6.2' })
  })
})

describe('the listening server', () => {
  let server: Listening | undefined
  afterEach(async () => {
    await server?.close()
    server = undefined
  })
  const start = async () => {
    server = await listen({
      ...access,
      files,
      port: 0,
      log: () => undefined,
      call: () => Promise.resolve({}),
    })
    return server.url
  }

  it('is bound to this computer alone', async () => {
    expect(await start()).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/v1$/)
  })

  it('answers a body of 50 MB with 413 and goes on serving', async () => {
    const url = await start()

    const response = await fetch(`${url}/messaging/topics`, {
      method: 'POST',
      headers: { ...authorised, host: '' },
      body: JSON.stringify({ name: 'x'.repeat(50 * 1024 * 1024) }),
    })

    expect(response.status).toBe(413)
    expect(await response.json()).toMatchObject({ type: 'general_body_too_large' })
    expect((await fetch(`${url}/health/version`)).status).toBe(200)
  })

  it('refuses another name for this computer', async () => {
    const { port } = new URL(await start())

    const status = await new Promise<number | undefined>((resolve, reject) => {
      const options = {
        port,
        path: '/v1/health/version',
        headers: { host: `rebound.example:${port}` },
      }
      httpRequest(options, (response) => resolve(response.resume().statusCode))
        .on('error', reject)
        .end()
    })

    expect(status).toBe(403)
  })

  it.each([
    'GET //rebound.example/v1/health/version',
    'GET http://rebound.example/v1/health/version',
    'PROPFIND /v1/health/version',
    'GET /v1/../../etc/passwd',
    'GET /v1/storage/buckets/..%2f..%2fetc/files/passwd/download',
  ])('has nothing under %s, and goes on serving', async (line) => {
    const url = await start()
    const { host, port } = new URL(url)
    const socket = connect(Number(port), '127.0.0.1')
    socket.end(`${line} HTTP/1.1\r\nhost: ${host}\r\nconnection: close\r\n\r\n`)

    const answer = await text(socket)

    expect(answer).toMatch(/^HTTP\/1\.1 40[04] /)
    expect((await fetch(`${url}/health/version`)).status).toBe(200)
  })

  it('says so when the port is taken', async () => {
    const { port } = new URL(await start())

    await expect(
      listen({
        ...access,
        files,
        port: Number(port),
        log: () => undefined,
        call: () => Promise.resolve({}),
      }),
    ).rejects.toMatchObject({ code: 'EADDRINUSE' })
  })
})
