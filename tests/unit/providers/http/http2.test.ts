import { createServer as createPlainServer } from 'node:http'
import type { Http2Server, ServerHttp2Session, ServerHttp2Stream } from 'node:http2'
import { constants, createServer } from 'node:http2'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { openHttp } from '@main/providers/http'

type OnStream = (stream: ServerHttp2Stream, session: ServerHttp2Session, number: number) => void

const servers: Http2Server[] = []
const sessions = new Set<ServerHttp2Session>()

const start = async (
  onStream: OnStream,
  settings = {},
): Promise<{ origin: string; sessions: () => number }> => {
  let total = 0
  let streams = 0
  const server = createServer({ settings })
  server.on('session', (session) => {
    total++
    sessions.add(session)
    session.once('close', () => sessions.delete(session))
    session.on('error', () => undefined)
    session.on('stream', (stream) => {
      stream.on('error', () => undefined)
      onStream(stream, session, ++streams)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  servers.push(server)
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    sessions: () => total,
  }
}

const ok = (stream: ServerHttp2Stream) => {
  if (stream.destroyed) return
  stream.respond({ ':status': 200 })
  stream.end('ok')
}

const request = {
  ...({ method: 'POST', url: 'https://api.vendor.example/3/device/1', http2: true } as const),
  headers: { 'content-type': 'application/json' },
  body: '{}',
}
const limits = { connectMs: 1000, totalMs: 5000 }
const settle = (promise: Promise<unknown>) =>
  promise.then(
    () => 'ok',
    (error: { scope?: string }) => error.scope ?? String(error),
  )

describe('HTTP/2', () => {
  afterEach(() => {
    for (const session of sessions) session.destroy()
    for (const server of servers.splice(0)) server.close()
  })

  it('keeps to as many streams as the server allows, and loses none', async () => {
    let open = 0
    let most = 0
    const server = await start(
      (stream) => {
        most = Math.max(most, ++open)
        setTimeout(() => {
          open--
          ok(stream)
        }, 2)
      },
      { maxConcurrentStreams: 7 },
    )
    const http = openHttp(server.origin, limits)
    await http.send(request)
    const results = await Promise.all(Array.from({ length: 200 }, () => settle(http.send(request))))
    http.close()
    expect(new Set(results)).toEqual(new Set(['ok']))
    expect(most).toBeLessThanOrEqual(7)
    expect(server.sessions()).toBe(1)
  })

  it('goes on over a new connection when the server says goodbye, and loses none', async () => {
    const server = await start((stream, session, number) => {
      setTimeout(() => ok(stream), 5)
      if (number % 50 === 0) session.goaway(constants.NGHTTP2_NO_ERROR, stream.id)
    })
    const http = openHttp(server.origin, limits)
    const results: string[] = []
    for (let round = 0; round < 20; round++)
      results.push(
        ...(await Promise.all(Array.from({ length: 20 }, () => settle(http.send(request))))),
      )
    http.close()
    expect(new Set(results)).toEqual(new Set(['ok']))
    expect(server.sessions()).toBeGreaterThan(1)
  })

  it('repeats what the server says it did not look at, but not for ever', async () => {
    let refusals = 3
    const server = await start((stream) => {
      if (refusals-- > 0) stream.close(constants.NGHTTP2_REFUSED_STREAM)
      else ok(stream)
    })
    const http = openHttp(server.origin, limits)
    expect(await settle(http.send(request))).toBe('ok')
    refusals = Infinity
    expect(await settle(http.send(request))).toBe('provider')
    http.close()
  })

  it('knows what had not left yet when the connection broke', async () => {
    const server = await start((_, session) => setTimeout(() => session.destroy(), 20), {
      maxConcurrentStreams: 1,
    })
    const http = openHttp(server.origin, limits)
    const first = settle(http.send(request))
    const results = await Promise.all([first, settle(http.send(request))])
    http.close()
    // The second one left over a connection of its own, which broke too.
    expect(results).toEqual(['outcome', 'outcome'])
    expect(server.sessions()).toBe(2)
  })

  it('leaves a connection that has gone silent', async () => {
    let isSilent = true
    const server = await start((stream) => {
      if (!isSilent) ok(stream)
    })
    const http = openHttp(server.origin, { connectMs: 1000, totalMs: 50 })
    expect(await settle(http.send(request))).toBe('outcome')
    isSilent = false
    expect(await settle(http.send(request))).toBe('ok')
    expect(server.sessions()).toBe(2)
    http.close()
  })

  it('says that a server speaks something else', async () => {
    const server = createPlainServer((_, response) => response.end('hello'))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    const http = openHttp(`http://127.0.0.1:${port}`, limits)
    expect(await settle(http.send(request))).toBe('provider')
    http.close()
    server.close()
  })
})
