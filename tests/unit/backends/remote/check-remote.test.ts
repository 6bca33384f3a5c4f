import { X509Certificate } from 'node:crypto'
import { api } from '@contract/index'
import { checkRemote } from '@main/backends/remote/check-remote'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { startProxy, startSocksProxy } from '../../../support/leading-proxy'
import { startScriptedServer } from '../../../support/scripted-server'
import { otherSelfSigned, selfSigned } from '../../../support/self-signed'

const serve = async (...script: Parameters<typeof startScriptedServer>) => {
  const { endpoint, seen } = await startScriptedServer(...script)
  return { address: { endpoint, project: 'demo', key: 'standard_planted_secret' }, seen }
}

afterEach(() => vi.unstubAllEnvs())

describe('the connection check', () => {
  const refusal = '{"message":"no","code":401,"type":"general_unauthorized_scope"}'
  const unauthorised = { status: 401, body: refusal }
  const version = { body: '{"version":"1.6.2"}' }

  it('lists what the key may do, and tries nothing on anything that exists', async () => {
    const granted = ['GET /v1/messaging/messages/', 'DELETE /v1/messaging/topics/']
    const missing = '{"message":"no","code":404,"type":"message_not_found"}'
    const { address, seen } = await serve(({ method, url }) => {
      if (url === '/v1/health/version') return version
      const isGranted = granted.some((start) => `${method} ${url}`.startsWith(start))
      const isPerson = url.includes('/subscribers/')
      return isGranted && !isPerson ? { status: 404, body: missing } : unauthorised
    })

    const check = await checkRemote(address)

    expect(check).toMatchObject({ ok: true, version: '1.6.2', problem: null })
    const held = check.scopes.filter((scope) => scope.granted).map(({ scope }) => scope)
    expect(held).toEqual(['messages.read', 'topics.write'])
    const scopes = new Set(Object.values(api).map(({ scope }) => scope))
    scopes.delete('public')
    expect(new Set(check.scopes.map(({ scope }) => scope))).toEqual(scopes)
    const ids = seen.flatMap(({ url }) => url.split('/').filter((part) => part.length === 20))
    expect(new Set(ids).size).toBe(ids.length)
  })

  it('blames the key when it may do nothing', async () => {
    const { address } = await serve(({ url }) =>
      url.startsWith('/v1/health') ? version : unauthorised,
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

  it('blames the key when it has expired', async () => {
    const body = '{"message":"no","code":401,"type":"project_key_expired"}'
    const { address } = await serve(() => ({ status: 401, body }))

    await expect(checkRemote(address)).resolves.toMatchObject({
      ok: false,
      problem: { param: 'key', message: expect.stringContaining('expired') },
    })
  })

  it('shows the certificate of a server that nobody vouches for, and sends it nothing', async () => {
    const { address, seen } = await serve(() => version, selfSigned)

    const check = await checkRemote(address)

    expect(check).toMatchObject({
      ok: false,
      problem: { param: 'endpoint', message: expect.stringContaining('self-signed') },
      certificate: {
        subject: 'appwrite.internal',
        issuer: 'appwrite.internal',
        fingerprint: new X509Certificate(selfSigned.cert).fingerprint256,
      },
    })
    expect(check.certificate?.pem.trim()).toBe(selfSigned.cert.trim())
    expect(seen).toEqual([])
  })

  it('finds the certificate on the way that calls take', async () => {
    const { address, seen } = await serve(() => version, selfSigned)
    const { proxy, asked } = await startProxy(address.endpoint)
    const { fingerprint256: fingerprint } = new X509Certificate(selfSigned.cert)
    const endpoint = 'https://appwrite.invalid:8443/v1'

    const named = await checkRemote({ ...address, endpoint, proxy })
    vi.stubEnv('https_proxy', proxy)
    const fromEnvironment = await checkRemote({ ...address, endpoint })

    expect(named.certificate).toMatchObject({ fingerprint })
    expect(fromEnvironment.certificate).toMatchObject({ fingerprint })
    // One for the call, one for the look.
    expect(asked).toEqual(Array(4).fill('CONNECT appwrite.invalid:8443'))
    expect(seen).toEqual([])
  })

  it('finds it through a SOCKS proxy as well', async () => {
    const { address, seen } = await serve(() => version, selfSigned)
    const { proxy, asked } = await startSocksProxy(address.endpoint)

    const check = await checkRemote({ ...address, endpoint: 'https://appwrite.invalid/v1', proxy })

    expect(check.certificate).toMatchObject({ subject: 'appwrite.internal' })
    expect(asked).toEqual(['appwrite.invalid', 'appwrite.invalid'])
    expect(seen).toEqual([])
  })

  it('shows no certificate when the way to it is closed', async () => {
    const { address } = await serve(() => version, selfSigned)
    const { asked, ...way } = await startProxy(address.endpoint, { mostTunnels: 1 })

    const check = await checkRemote({ ...address, endpoint: 'https://appwrite.invalid/v1', ...way })

    expect(check).toMatchObject({ ok: false, certificate: null })
    expect(asked).toHaveLength(2)
  })

  it('goes through with the certificate that was chosen, and only with that one', async () => {
    const missing = '{"message":"no","code":404,"type":"topic_not_found"}'
    const answer = ({ url }: { url: string }) =>
      url === '/v1/health/version' ? version : { status: 404, body: missing }
    const known = await serve(answer, selfSigned)
    const other = await serve(answer, otherSelfSigned)

    const trusted = await checkRemote({ ...known.address, certificate: selfSigned.cert })
    const swapped = await checkRemote({ ...other.address, certificate: selfSigned.cert })

    expect(trusted).toMatchObject({ ok: true, certificate: null })
    expect(swapped).toMatchObject({
      ...{ ok: false, problem: { param: 'endpoint' } },
      certificate: { fingerprint: new X509Certificate(otherSelfSigned.cert).fingerprint256 },
      trusted: { fingerprint: new X509Certificate(selfSigned.cert).fingerprint256 },
    })
    expect(other.seen).toEqual([])
  })

  it('blames the address when Appwrite answers that nothing is at its path', async () => {
    const body = '{"message":"no","code":404,"type":"general_route_not_found"}'
    const { address } = await serve(() => ({ status: 404, body }))

    await expect(checkRemote(address)).resolves.toMatchObject({
      ok: false,
      problem: { param: 'endpoint', message: expect.stringContaining('/v1') },
      scopes: [],
    })
  })

  it('blames the server when it is too old to send messages', async () => {
    const body = '{"message":"no","code":404,"type":"general_route_not_found"}'
    const { address } = await serve(({ url }) =>
      url.endsWith('/health/version') ? { body: '{"version":"1.4.13"}' } : { status: 404, body },
    )

    await expect(checkRemote(address)).resolves.toMatchObject({
      ok: false,
      problem: { param: 'endpoint', message: expect.stringContaining('1.4.13') },
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
