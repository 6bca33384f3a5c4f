import { createServer as createHttpServer } from 'node:http'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { HttpRequest, HttpTransport } from '@main/providers/http/request'
import { openHttp } from '@main/providers/http'
import type { HttpSink } from '../../support/http-sink'
import { startHttp } from '../../support/http-sink'

it('wait for what takes long to leave over a slow line, and not for an answer that takes long', async () => {
  let isSilent = false
  const server = createHttpServer((incoming, response) => {
    incoming.on('data', (chunk: Buffer) => {
      incoming.pause()
      setTimeout(() => incoming.resume(), chunk.length / 4000)
    })
    incoming.on('end', () => void (isSilent || response.writeHead(202).end()))
    incoming.on('error', () => undefined)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const http = openHttp(origin, { connectMs: 300, totalMs: 300 })
  const url = 'https://api.vendor.example/v1/send'
  const send = (body: Buffer) => http.send({ method: 'POST', url, headers: {}, body })
  try {
    const start = performance.now()
    await expect(send(Buffer.alloc(3_000_000))).resolves.toMatchObject({ status: 202 })
    expect(performance.now() - start).toBeGreaterThan(400)
    isSilent = true
    await expect(send(Buffer.alloc(3000))).rejects.toMatchObject({ category: 'timeout' })
    const second = openHttp(origin, { connectMs: 300, totalMs: 1000 })
    const small = { method: 'POST', url, headers: {}, body: Buffer.alloc(3000) } as const
    await expect(second.send(small)).rejects.toThrow('did not answer within 1 seconds.')
    second.close()
  } finally {
    http.close()
    server.closeAllConnections()
    server.close()
  }
})

describe.each([
  { version: 'HTTP/1.1', http2: false },
  { version: 'HTTP/2', http2: true },
])('requests over $version', ({ http2 }) => {
  let sink: HttpSink
  let http: HttpTransport
  const request: HttpRequest = {
    ...{ method: 'POST', url: 'https://api.vendor.example/v1/send?x=1', http2 },
    headers: { 'content-type': 'text/plain' },
    body: 'Grüße',
  }
  const limits = { connectMs: 300, totalMs: 400 }

  beforeEach(async () => {
    sink = await startHttp({ http2 })
    http = openHttp(sink.origin, limits)
  })
  afterEach(async () => {
    http.close()
    await sink.close()
  })

  it('go to the origin in the vendor’s place, with path, body and a name', async () => {
    sink.answer({ status: 202, headers: { 'x-request-id': '7' }, body: 'ok' })
    const reply = await http.send(request)
    expect(reply).toMatchObject({ status: 202, body: 'ok', headers: { 'x-request-id': '7' } })
    expect(sink.requests).toMatchObject([
      {
        ...{ method: 'POST', path: '/v1/send?x=1', body: 'Grüße' },
        headers: { 'user-agent': 'Sendwright', 'content-type': 'text/plain' },
      },
    ])
  })

  it('go where their address leads, whatever address came before', async () => {
    const vendor = 'https://api.vendor.example'
    const paths = ['/3/device/00ab', '/3/device/00ac', '/3/device/../up', '/3/a%20b?x=/', '/3/c#d']
    for (const path of paths) await http.send({ ...request, url: vendor + path })
    const wanted = ['/3/device/00ab', '/3/device/00ac', '/3/up', '/3/a%20b?x=/', '/3/c']
    expect(sink.requests.map(({ path }) => path)).toEqual(wanted)
  })

  it('refuse a header that is none, and go on', async () => {
    sink.answer({ status: 200 })
    const broken = { ...request, headers: { 'no name': 'x' } }
    await expect(http.send(broken)).rejects.toThrow()
    await expect(http.send(request)).resolves.toMatchObject({ status: 200 })
  })

  it('use a connection again', async () => {
    for (let count = 0; count < 5; count++) await http.send(request)
    expect(sink.requests).toHaveLength(5)
    expect(sink.connections()).toBe(1)
  })

  it('go on over another connection when one broke', async () => {
    sink.answer('cut')
    await expect(http.send(request)).rejects.toMatchObject({ scope: 'outcome' })
    sink.answer({ status: 200 })
    await expect(http.send(request)).resolves.toMatchObject({ status: 200 })
  })

  it('end in doubt without an answer', async () => {
    sink.answer('silence')
    const started = performance.now()
    await expect(http.send(request)).rejects.toMatchObject({
      ...{ category: 'timeout', scope: 'outcome' },
      message: expect.stringMatching(/^127\.0\.0\.1:\d+ did not answer within 1 seconds\.$/),
    })
    expect(performance.now() - started).toBeLessThan(2000)
  })

  it('read no more than a vendor has to say', async () => {
    sink.answer({ status: 200, body: 'x'.repeat(3 * 1024 * 1024) })
    const { body } = await http.send(request)
    expect(body.length).toBeLessThanOrEqual(1024 * 1024)
    sink.answer({ status: 200, body: 'short' })
    expect((await http.send(request)).body).toBe('short')
  })

  it('know that nothing left when nobody listens', async () => {
    await sink.close()
    await expect(http.send(request)).rejects.toMatchObject({
      ...{ category: 'network', scope: 'provider' },
      message: expect.stringMatching(/refuses connections/),
    })
  })

  it('know that nothing left when there is no such name', async () => {
    const lost = openHttp('https://no-such-host.invalid', limits)
    await expect(lost.send(request)).rejects.toMatchObject({
      ...{ category: 'network', scope: 'provider' },
      message: expect.stringMatching(/no-such-host\.invalid can(not| be )/),
    })
  })

  it('give up a server that does not finish connecting', async () => {
    // Takes connections and says nothing, so that TLS never begins.
    const mute = createServer(() => undefined)
    await new Promise<void>((resolve) => mute.listen(0, '127.0.0.1', resolve))
    const { port } = mute.address() as AddressInfo
    const stuck = openHttp(`https://127.0.0.1:${port}`, { connectMs: 200, totalMs: 5000 })
    await expect(stuck.send(request)).rejects.toMatchObject({
      ...{ category: 'timeout', scope: 'provider' },
    })
    stuck.close()
    mute.close()
  })
})
