import { randomBytes } from 'node:crypto'
import type { CallReply } from '@contract/index'
import { api } from '@contract/index'
import type { Endpoint } from '@contract/endpoint'
import { pathParameters } from '@contract/endpoint'
import { ApiError, apiError } from '@contract/errors'
import type { Backend } from '../backend'
import { describePem, readCertificate } from './certificate'
import { connectRemote, type RemoteOptions } from './connect-remote'
import { isUntrusted } from './failure-words'
import type { RemoteAddress } from './remote-project'

type ConnectionCheck = CallReply<'checkConnection'>
type ApiName = keyof typeof api

/**
 * Asks a server with this key and says in words what is wrong. Every scope is tried on a thing that does not
 * exist: the server looks at the key first, and says that the thing is missing only to a key that may have it.
 */
export const checkRemote = async (
  address: RemoteAddress,
  options?: RemoteOptions,
): Promise<ConnectionCheck> => {
  const backend = connectRemote(address, options)
  try {
    const version = await readVersion(backend)
    const scopes = await Promise.all(
      probes.map(async (name) => ({
        scope: api[name].scope,
        granted: await isGranted(backend, name, version),
      })),
    )
    const isKnown = scopes.some(({ granted }) => granted)
    const problem = isKnown ? null : unknownKey
    return { ok: isKnown, version, problem, scopes, certificate: null, trusted: null }
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    const failed = { ok: false, version: null, problem: toProblem(error), scopes: [] }
    const certificate = isUntrusted(error) ? await readCertificate(address) : null
    // One that cannot be read fails before a server could present another.
    const trusted = certificate && address.certificate ? describePem(address.certificate) : null
    return { ...failed, certificate, trusted }
  } finally {
    await backend.close()
  }
}

const unknownKey = {
  param: 'key',
  message:
    'The server knows no such key, or the key may do nothing here. Copy it again, or give it messages.read.',
} as const

const wrongPath =
  'An Appwrite answers, but its API is not at this path. As a rule the address ends in /v1 and nothing follows.'

const tooOld = (version: string): string =>
  `Appwrite ${version} answers, and it sends no messages: that came with 1.5. Update the server first.`

const toProblem = ({ type, message }: ApiError): NonNullable<ConnectionCheck['problem']> => {
  if (type === 'project_not_found')
    return { param: 'project', message: 'The server has no project with this ID.' }
  if (type === 'project_key_expired')
    return { param: 'key', message: 'The key has expired. Create another one in the console.' }
  return { param: 'endpoint', message }
}

/** One row a scope, each of which names a single thing. */
const probes: readonly ApiName[] = [
  ...(['getMessage', 'deleteMessage', 'getTopic', 'deleteTopic'] as const),
  ...(['getSubscriber', 'deleteSubscriber', 'getProvider', 'deleteProvider'] as const),
  ...(['getUser', 'deleteUser', 'getTarget', 'deleteTarget'] as const),
  ...(['getBucket', 'deleteBucket', 'getFile', 'deleteFile'] as const),
]

const readVersion = async (backend: Backend): Promise<string | null> => {
  try {
    const reply = await backend.call('getHealthVersion', {})
    return api.getHealthVersion.reply.parse(reply).version
  } catch (error) {
    // Some servers want a scope for it; only an answer that is not Appwrite's is a problem here.
    if (error instanceof ApiError && !error.type.startsWith('desktop_')) return null
    throw error
  }
}

/** 80 random bits: an id that nothing has. */
const nothingsId = (): string => randomBytes(10).toString('hex')

const isGranted = async (
  backend: Backend,
  name: ApiName,
  version: string | null,
): Promise<boolean> => {
  const row: Endpoint = api[name]
  const input = Object.fromEntries(pathParameters(row.path).map((key) => [key, nothingsId()]))
  try {
    await backend.call(name, input)
    return true
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    if (error.type === 'general_unauthorized_scope') return false
    // Every Appwrite with messages has these.
    if (error.type === 'general_route_not_found')
      throw apiError(error.type, version === null ? wrongPath : tooOld(version))
    if (error.code === 404 && error.type !== 'project_not_found') return true
    throw error
  }
}
