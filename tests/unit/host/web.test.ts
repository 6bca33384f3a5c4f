import { request as httpRequest, type IncomingMessage } from 'node:http'
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { BridgeEvent } from '@contract/events'
import type { BridgeReply } from '@contract/index'
import { openWebHost, type WebHost } from '@main/host/web'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

let folder: string
let host: WebHost
let origin: string
let calls: { name: string; input: unknown }[]
let tell: (event: BridgeEvent) => void
let said: string[]

const changed: BridgeEvent = { name: 'resource.changed', payload: { resource: 'topics' } }

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sendwright-web-'))
  const rendererFolder = join(folder, 'renderer')
  await mkdir(join(rendererFolder, 'assets'), { recursive: true })
  await writeFile(join(rendererFolder, 'index.html'), '<!doctype html><title>Sendwright</title>')
  await writeFile(join(rendererFolder, 'assets', 'index-D4fG7h_k.js'), 'export {}')
  await writeFile(join(rendererFolder, 'notes.xyz'), 'of no known type')
  await writeFile(join(folder, 'secret.json'), '{"secret":true}')
  await symlink(join(folder, 'secret.json'), join(rendererFolder, 'link.json'))
  calls = []
  said = []
  const listeners = new Set<(event: BridgeEvent) => void>()
  tell = (event) => listeners.forEach((listener) => listener(event))
  host = await openWebHost({
    studio: {
      call: async (name, input): Promise<BridgeReply> => {
        calls.push({ name, input })
        if (name === 'getAppState') return { ok: true, value: { here: true } }
        const error = { code: 404, type: 'general_route_not_found', message: 'No such call.' }
        return { ok: false, error }
      },
      on: (listener) => {
        listeners.add(listener)
        return () => listeners.delete(listener)
      },
    },
    rendererFolder,
    port: 0,
    log: (line) => said.push(line),
  })
  origin = new URL(host.url()).origin
})

afterEach(async () => {
  await host.close()
  await rm(folder, { recursive: true })
})

const get = async (path: string, headers: Record<string, string> = {}): Promise<Response> =>
  await fetch(`${origin}${path}`, { redirect: 'manual', headers })

/** Opens the host through its link and answers the cookie. */
const admit = async (): Promise<string> => {
  const response = await fetch(host.url(), { redirect: 'manual' })
  await response.body?.cancel()
  return response.headers.get('set-cookie')?.split(';')[0] ?? ''
}

/** A request whose path and Host are sent exactly as given. */
const raw = async (
  path: string,
  headers: Record<string, string>,
): Promise<{ status: number; body: string }> =>
  await new Promise((resolve, reject) => {
    const { port } = new URL(origin)
    const request = httpRequest({ host: '127.0.0.1', port, path, headers }, (response) => {
      let body = ''
      response.on('data', (chunk: Buffer) => (body += chunk.toString()))
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body }))
    })
    request.on('error', reject)
    request.end()
  })

const post = async (
  body: string | Uint8Array<ArrayBuffer>,
  headers: Record<string, string>,
): Promise<Response> =>
  await fetch(`${origin}/bridge/call`, {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/json', ...headers },
  })

describe('the link', () => {
  it('gives a cookie that scripts and other sites cannot use, and leads to the page', async () => {
    const response = await fetch(host.url(), { redirect: 'manual' })
    expect(response.status).toBe(303)
    expect(response.headers.get('location')).toBe('/')
    expect(response.headers.get('set-cookie')).toMatch(
      /^sendwright-\d+=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/,
    )
  })

  it('opens once: a second browser is told so, the first one is let in', async () => {
    const url = host.url()
    const first = await fetch(url, { redirect: 'manual' })
    const cookie = first.headers.get('set-cookie')?.split(';')[0] ?? ''
    const stranger = await fetch(url, { redirect: 'manual' })
    expect(stranger.status).toBe(401)
    expect(stranger.headers.get('set-cookie')).toBeNull()
    expect(await stranger.text()).toContain('used already')
    const again = await fetch(url, { redirect: 'manual', headers: { cookie } })
    expect(again.status).toBe(303)
  })

  it('is replaced by a new one that is told where the first one was', async () => {
    const used = host.url()
    await admit()
    expect(host.url()).not.toBe(used)
    expect(said.join()).toContain(host.url())
    expect(await admit()).toMatch(/^sendwright-/)
  })

  it('is not used up by somebody who only looks at it', async () => {
    const look = await fetch(host.url(), { method: 'HEAD', redirect: 'manual' })
    expect(look.status).toBe(401)
    expect(await admit()).toMatch(/^sendwright-/)
  })
})

describe('the page', () => {
  it('is closed without the cookie, in words', async () => {
    for (const cookie of ['', 'sendwright-1=x', `sendwright-${new URL(origin).port}=wrong`]) {
      const response = await get('/', { cookie })
      expect(response.status).toBe(401)
      expect(await response.text()).toContain('Open Sendwright with its link')
    }
  })

  it('is served with the cookie, under the policy, and never from a cache', async () => {
    const response = await get('/', { cookie: await admit() })
    expect(await response.text()).toContain('<title>Sendwright</title>')
    expect(response.headers.get('content-security-policy')).toContain("script-src 'self'")
    expect(response.headers.get('content-security-policy')).not.toContain('unsafe-eval')
    expect(response.headers.get('x-content-type-options')).toBe('nosniff')
    expect(response.headers.get('cache-control')).toBe('no-cache')
  })

  it('answers the page for a view’s address, and 404 for a file that is not there', async () => {
    const cookie = await admit()
    expect((await get('/campaigns/abc', { cookie })).status).toBe(200)
    expect((await get('/assets/none-12345678.js', { cookie })).status).toBe(404)
    expect((await get('/notes.xyz', { cookie })).status).toBe(404)
  })

  it('lets browsers keep what has a hash in its name', async () => {
    const response = await get('/assets/index-D4fG7h_k.js', { cookie: await admit() })
    expect(response.headers.get('content-type')).toBe('text/javascript; charset=utf-8')
    expect(response.headers.get('cache-control')).toContain('immutable')
  })

  it('gives nothing from outside its folder', async () => {
    const cookie = await admit()
    const { host: name } = new URL(origin)
    for (const path of [
      '/../secret.json',
      '/%2e%2e/secret.json',
      '/..%2fsecret.json',
      '/assets/..%2f..%2fsecret.json',
      '/..%5csecret.json',
      '/link.json',
      '//secret.json',
      '/%00.json',
      '/%E0%A4%A.json',
    ]) {
      const { status, body } = await raw(path, { host: name, cookie })
      expect(body, path).not.toContain('"secret"')
      expect([400, 404], path).toContain(status)
    }
  })

  it('refuses a Host that is not this computer, whatever cookie comes with it', async () => {
    const cookie = await admit()
    for (const name of ['evil.example', 'evil.example:80', '127.0.0.1.evil.example', '[::2]:80'])
      expect((await raw('/', { host: name, cookie })).status, name).toBe(403)
    for (const name of ['localhost:9', '127.0.0.1', '[::1]:80'])
      expect((await raw('/', { host: name, cookie })).status, name).toBe(200)
  })
})

describe('a call', () => {
  it('reaches the studio and answers what it answered', async () => {
    const cookie = await admit()
    const response = await post(JSON.stringify({ name: 'getAppState', input: { a: 1 } }), {
      cookie,
      origin,
    })
    expect(response.status).toBe(200)
    expect(await response.json()).toEqual({ ok: true, value: { here: true } })
    expect(calls).toEqual([{ name: 'getAppState', input: { a: 1 } }])
  })

  it('carries an error as data', async () => {
    const cookie = await admit()
    const response = await post(JSON.stringify({ name: '__proto__', input: {} }), { cookie })
    expect(await response.json()).toMatchObject({
      ok: false,
      error: { type: 'general_route_not_found' },
    })
  })

  it('is refused without the cookie', async () => {
    const response = await post(JSON.stringify({ name: 'getAppState' }), {})
    expect(response.status).toBe(401)
    expect(await response.json()).toMatchObject({ error: { type: 'user_unauthorized' } })
    expect(calls).toEqual([])
  })

  it('is refused from another origin, also one of this computer', async () => {
    const cookie = await admit()
    const body = JSON.stringify({ name: 'getAppState' })
    const foreign: Record<string, string>[] = [
      { origin: 'https://evil.example' },
      { origin: 'http://127.0.0.1:1' },
      { origin: 'null' },
      { origin, 'sec-fetch-site': 'same-site' },
      { 'sec-fetch-site': 'cross-site' },
    ]
    for (const headers of foreign)
      expect((await post(body, { cookie, ...headers })).status).toBe(403)
    expect(calls).toEqual([])
  })

  it('is refused when its body is not a call in JSON', async () => {
    const cookie = await admit()
    for (const body of ['', '{', 'null', '[]', '{"input":{}}', '{"name":1}']) {
      const response = await post(body, { cookie })
      expect(response.status, body).toBe(400)
      expect(await response.json()).toMatchObject({ error: { type: 'general_body_invalid' } })
    }
    const form = await post('{"name":"getAppState"}', { cookie, 'content-type': 'text/plain' })
    expect(form.status).toBe(400)
    expect(calls).toEqual([])
  })

  it('is refused when its body is larger than 32 MB', async () => {
    const cookie = await admit()
    const response = await post(new Uint8Array(33 * 1024 * 1024), { cookie })
    expect(response.status).toBe(413)
    expect(await response.json()).toMatchObject({ error: { type: 'general_body_too_large' } })
  })

  it('is nothing but a POST', async () => {
    const cookie = await admit()
    expect((await get('/bridge/call', { cookie })).status).toBe(404)
    expect((await get('/bridge/other', { cookie })).status).toBe(404)
    const elsewhere = await fetch(`${origin}/`, { method: 'POST', headers: { cookie } })
    expect(elsewhere.status).toBe(405)
  })
})

describe('events', () => {
  const listen = async (cookie: string): Promise<IncomingMessage> =>
    await new Promise((resolve, reject) => {
      const request = httpRequest(`${origin}/bridge/events`, { headers: { cookie } }, resolve)
      request.on('error', reject)
      request.end()
    })

  const dataOf = async (stream: IncomingMessage): Promise<unknown> => {
    let text = ''
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      text += chunk.toString()
      const data = /^data: (.*)$/m.exec(text)?.[1]
      if (data !== undefined) return JSON.parse(data)
    }
    return undefined
  }

  it('reach every window that listens', async () => {
    const cookie = await admit()
    const streams = [await listen(cookie), await listen(cookie)]
    expect(streams[0]?.headers['content-type']).toContain('text/event-stream')
    const heard = streams.map(dataOf)
    tell(changed)
    expect(await Promise.all(heard)).toEqual([changed, changed])
  })

  it('are for so many windows, the oldest of more being let go', async () => {
    const cookie = await admit()
    const first = await listen(cookie)
    const ended = new Promise((resolve) => first.once('close', resolve))
    first.resume().on('error', () => undefined)
    for (let count = 0; count < 63; count++) await listen(cookie)
    expect(first.destroyed).toBe(false)
    const last = await listen(cookie)
    await ended
    const heard = dataOf(last)
    tell(changed)
    expect(await heard).toEqual(changed)
  })

  it('are refused without the cookie', async () => {
    const stream = await listen('')
    expect(stream.statusCode).toBe(401)
    stream.destroy()
  })

  it('end when the host does, at once', async () => {
    const stream = await listen(await admit())
    const ended = dataOf(stream)
    await host.close()
    expect(await ended).toBeUndefined()
  })
})
