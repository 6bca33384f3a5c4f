import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { inspect } from 'node:util'
import { connectRemote, type RemoteOptions } from '@main/backends/remote/connect-remote'
import type { RemoteAddress } from '@main/backends/remote/remote-project'
import { afterEach, expect, it, onTestFinished, vi } from 'vitest'
import { apiFailure } from '../../../support/api-failure'
import { startProxy } from '../../../support/leading-proxy'
import { startScriptedServer } from '../../../support/scripted-server'
import { otherSelfSigned, selfSigned } from '../../../support/self-signed'

const version = () => ({ body: '{"version":"1.6.2"}' })

const readVersion = async (
  address: Omit<RemoteAddress, 'project' | 'key'>,
  options?: RemoteOptions,
) => {
  const backend = connectRemote({ ...address, project: 'demo', key: 'k' }, options)
  onTestFinished(() => backend.close())
  return await backend.call('getHealthVersion', {})
}

afterEach(() => vi.unstubAllEnvs())

it('a server is reached through the proxy that the system names', async () => {
  const { endpoint } = await startScriptedServer(version)
  const { proxy, asked } = await startProxy(endpoint)

  await readVersion({ endpoint: 'http://appwrite.invalid/v1', proxy })

  expect(asked).toEqual(['GET http://appwrite.invalid/v1/health/version'])
})

it('a pinned certificate counts behind a proxy too, and no other one', async () => {
  const { endpoint, seen } = await startScriptedServer(version, selfSigned)
  const { proxy, asked } = await startProxy(endpoint)
  const address = { endpoint: 'https://appwrite.invalid/v1', proxy }

  await expect(readVersion(address)).rejects.toThrow(/self-signed/)
  await readVersion({ ...address, certificate: selfSigned.cert })

  expect(asked).toEqual(['CONNECT appwrite.invalid:443', 'CONNECT appwrite.invalid:443'])
  expect(seen).toHaveLength(1)
})

it('the environment’s variables are heeded, but not for this computer', async () => {
  const { endpoint, seen } = await startScriptedServer(version)
  const { proxy, asked } = await startProxy(endpoint)
  vi.stubEnv('http_proxy', proxy)
  vi.stubEnv('no_proxy', 'internal.invalid')

  await readVersion({ endpoint })
  await readVersion({ endpoint: 'http://appwrite.invalid/v1' })
  await expect(readVersion({ endpoint: 'http://internal.invalid/v1' })).rejects.toThrow(
    /internal\.invalid/,
  )

  expect(asked).toEqual(['GET http://appwrite.invalid/v1/health/version'])
  expect(seen.map(({ headers }) => headers['host'])).toEqual([
    new URL(endpoint).host,
    'appwrite.invalid',
  ])
})

it('a proxy is read as other programs read it, and its password is sent to it alone', async () => {
  const { endpoint } = await startScriptedServer(version)
  const { proxy, asked } = await startProxy(endpoint)
  vi.stubEnv('http_proxy', new URL(proxy).host)

  await readVersion({ endpoint: 'http://appwrite.invalid/v1' })

  expect(asked).toEqual(['GET http://appwrite.invalid/v1/health/version'])
})

it.each([
  ['http://user:planted@', 'no address'],
  ['ftp://user:planted@proxy.example', 'no address'],
  ['http://user:planted@127.0.0.1:1', 'proxy that this computer names cannot be reached'],
])('a proxy such as %s is an error in words, without its password', async (proxy, words) => {
  const backend = connectRemote({
    ...{ endpoint: 'http://appwrite.invalid/v1', project: 'demo', key: 'k', proxy },
  })
  onTestFinished(() => backend.close())

  const error = await apiFailure(backend.call('getHealthVersion', {}))

  expect(error.type).toBe('desktop_connection_failed')
  expect(error.message).toContain(words)
  expect(inspect(error, { depth: 9 })).not.toContain('planted')
})

it.each(['http', 'https'])('a proxy that wants a password says so of %s', async (scheme) => {
  const refusing = createServer((_, outgoing) => outgoing.writeHead(407).end())
  refusing.on('connect', (_, socket) => socket.end('HTTP/1.1 407 Sign in\r\n\r\n'))
  await new Promise<void>((resolve) => refusing.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void refusing.close())
  // A TCP server's address is an object once it listens.
  const { port } = refusing.address() as AddressInfo
  const address = { endpoint: `${scheme}://appwrite.invalid/v1`, proxy: `http://127.0.0.1:${port}` }

  await expect(readVersion(address)).rejects.toThrow(/may want a user and a password/)
})

it('a certificate that changed is told as that, and the new one gets no request', async () => {
  const { endpoint, seen } = await startScriptedServer(version, otherSelfSigned)

  await expect(readVersion({ endpoint, certificate: selfSigned.cert })).rejects.toThrow(
    /another certificate than the one that you trusted/,
  )

  expect(seen).toEqual([])
})

it('a trusted certificate that cannot be read is an error of every call, not of the app', async () => {
  const { endpoint } = await startScriptedServer(version, selfSigned)
  const certificate = '-----BEGIN CERTIFICATE-----\nnonsense'

  await expect(readVersion({ endpoint, certificate })).rejects.toThrow(/cannot be read/)
})
