import { api, desktop } from '@contract/index'
import type { Endpoint } from '@contract/endpoint'
import { ApiError, apiError } from '@contract/errors'
import { Agent, request as send, type Dispatcher } from 'undici'
import { z } from 'zod'
import { parseInput } from '../dispatch'
import { encode } from '../wire'
import type { Backend } from './backend'

/** Where a remote project is and how to get in. */
export interface RemoteAddress {
  /** The base address, ending in `/v1`. */
  readonly endpoint: string
  /** The Appwrite project's id. */
  readonly project: string
  /** An API key of the project. */
  readonly key: string
}

/** The response format that our models were written from. */
const responseFormat = '1.6.0'
/** A page of any list is far smaller; more is not Appwrite. */
const replyLimit = 32 * 1024 * 1024

const noTransfer =
  'Files of an Appwrite server can be listed and deleted here, but not yet uploaded or opened. Nothing was changed; use Appwrite’s console for it.'

const isApiName = (name: string): name is keyof typeof api => Object.hasOwn(api, name)

/** A backend that proxies every row of the API to an Appwrite server. The key appears in no error. */
export const connectRemote = (address: RemoteAddress): Backend => {
  const agent = new Agent({
    connect: { timeout: 10_000 },
    headersTimeout: 30_000,
    bodyTimeout: 30_000,
  })
  return {
    capabilities: { ledger: false, sandbox: false, bulk: false },
    call: async (name, input) => {
      if (!isApiName(name)) throw notHere(name)
      const row: Endpoint = api[name]
      if (row.transfer) throw apiError('general_not_implemented', noTransfer)
      // Checked here, sent as given: defaults are the server's to fill in.
      parseInput(row.input, input)
      const given = z.record(z.string(), z.unknown()).parse(input ?? {})
      return await exchange(agent, address, row, given)
    },
    close: () => agent.close(),
  }
}

/** A command of the local engine, or nothing that anybody answers. */
const notHere = (name: string): ApiError =>
  Object.hasOwn(desktop, name)
    ? apiError('desktop_not_available')
    : apiError('general_route_not_found', `There is no call named "${name}".`)

const exchange = async (
  agent: Agent,
  address: RemoteAddress,
  row: Endpoint,
  input: Readonly<Record<string, unknown>>,
): Promise<unknown> => {
  const { method, path, query, body } = encode(row, dropNulls(input))
  const search = query.size > 0 ? `?${query}` : ''
  const { status, contentType, text } = await transmit(`${address.endpoint}${path}${search}`, {
    dispatcher: agent,
    method,
    headers: {
      accept: 'application/json',
      'content-type': 'application/json',
      'x-appwrite-project': address.project,
      'x-appwrite-key': address.key,
      'x-appwrite-response-format': responseFormat,
    },
    body: body ? JSON.stringify(body) : null,
  })
  if (status === 204) return undefined
  const value = readJson(text, contentType, status)
  if (status >= 400) throw remoteError(value, status)
  return readReply(row, value)
}

const dropNulls = (input: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(input).filter(([, value]) => value !== null))

interface Answer {
  readonly status: number
  readonly contentType: string
  readonly text: string
}

const transmit = async (
  url: string,
  options: { dispatcher: Dispatcher } & Omit<Dispatcher.RequestOptions, 'origin' | 'path'>,
): Promise<Answer> => {
  try {
    const { statusCode, headers, body } = await send(url, options)
    const chunks: Buffer[] = []
    let size = 0
    for await (const chunk of body as AsyncIterable<Buffer>) {
      size += chunk.length
      if (size > replyLimit)
        throw apiError('desktop_reply_invalid', 'The reply is too large to be Appwrite’s.')
      chunks.push(chunk)
    }
    const contentType = String(headers['content-type'] ?? '')
    return { status: statusCode, contentType, text: Buffer.concat(chunks).toString('utf8') }
  } catch (cause) {
    if (cause instanceof ApiError) throw cause
    throw apiError('desktop_connection_failed', explainFailure(cause, new URL(url).host), { cause })
  }
}

const explanations: Readonly<Record<string, string>> = {
  ENOTFOUND: 'There is no server of this name. Check the spelling of the address.',
  EAI_AGAIN: 'The name of the server cannot be looked up. Check the internet connection.',
  ECONNREFUSED: 'The computer answers, but no server listens on this port.',
  ECONNRESET: 'The server cut the connection.',
  EHOSTUNREACH: 'The server cannot be reached from this network.',
  ENETUNREACH: 'There is no network connection.',
  UND_ERR_CONNECT_TIMEOUT: 'The server did not answer within 10 seconds.',
  UND_ERR_HEADERS_TIMEOUT: 'The server took the request but did not answer within 30 seconds.',
  UND_ERR_BODY_TIMEOUT: 'The server stopped in the middle of its answer.',
  UND_ERR_SOCKET: 'The server cut the connection.',
  CERT_HAS_EXPIRED: 'The certificate of the server has expired.',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'The certificate of the server is self-signed and not trusted.',
  SELF_SIGNED_CERT_IN_CHAIN:
    'The certificate of the server is signed by nobody this computer trusts.',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'The certificate of the server cannot be verified.',
  ERR_TLS_CERT_ALTNAME_INVALID: 'The certificate belongs to a server of another name.',
  EPROTO: 'The server does not speak TLS on this port. Is it http instead of https?',
}

/** Words for a failed exchange with `host`; never the request's headers. */
const explainFailure = (error: unknown, host: string): string => {
  const code = errorCode(error)
  return `${host}: ${explanations[code] ?? `the connection failed (${code}).`}`
}

const errorCode = (error: unknown): string => {
  if (!(error instanceof Error)) return 'no reason given'
  const { code } = error as NodeJS.ErrnoException
  if (error instanceof AggregateError && error.errors.length > 0) return errorCode(error.errors[0])
  if (code !== undefined && (Object.hasOwn(explanations, code) || error.cause === undefined))
    return code
  return error.cause === undefined ? error.name : errorCode(error.cause)
}

const readJson = (text: string, contentType: string, status: number): unknown => {
  try {
    if (/\bjson\b/i.test(contentType)) return JSON.parse(text)
  } catch {
    // Falls through: not JSON after all.
  }
  const found = /<html|<!doctype/i.test(text) ? 'a web page' : contentType || 'nothing readable'
  const message = `The server answered with ${found} (status ${status}) instead of Appwrite’s JSON. A proxy or a sign-in page of the network may have answered in its place.`
  throw apiError('desktop_reply_invalid', message)
}

const errorBody = z.looseObject({ message: z.string(), type: z.string().optional() })

const remoteError = (value: unknown, status: number): ApiError => {
  const body = errorBody.safeParse(value)
  if (!body.success)
    return apiError('desktop_reply_invalid', `The server answered ${status} without saying why.`)
  return new ApiError({
    message: body.data.message,
    code: status,
    type: body.data.type ?? 'general_unknown',
  })
}

const readReply = (row: Endpoint, value: unknown): unknown => {
  const reply = row.reply.safeParse(value)
  if (reply.success) return reply.data
  const field = reply.error.issues[0]?.path.join('.') ?? ''
  throw apiError(
    'desktop_reply_invalid',
    `The server’s answer lacks what Appwrite’s has (${field}).`,
    {
      cause: reply.error,
    },
  )
}

/** What `checkRemote` found; the contract's reply of `checkConnection`. */
export interface ConnectionCheck {
  readonly ok: boolean
  readonly version: string | null
  readonly problem: {
    readonly param: 'endpoint' | 'project' | 'key'
    readonly message: string
  } | null
  readonly scopes: { readonly scope: string; readonly granted: boolean }[]
}

const probes = [
  ['messages.read', 'listMessages'],
  ['topics.read', 'listTopics'],
  ['providers.read', 'listProviders'],
  ['users.read', 'listUsers'],
] as const

/** Asks a server with this key and says in words what is wrong; changes and stores nothing. */
export const checkRemote = async (address: RemoteAddress): Promise<ConnectionCheck> => {
  const backend = connectRemote(address)
  try {
    const version = await readVersion(backend)
    const scopes = await Promise.all(
      probes.map(async ([scope, name]) => ({ scope, granted: await isGranted(backend, name) })),
    )
    const ok = scopes.some(({ granted }) => granted)
    const message =
      'The server knows neither this key nor any of its scopes. Copy the key again, or give it messages.read.'
    return { ok, version, problem: ok ? null : { param: 'key', message }, scopes }
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    const param = error.type === 'project_not_found' ? 'project' : 'endpoint'
    const message = param === 'project' ? 'The server has no project with this id.' : error.message
    return { ok: false, version: null, problem: { param, message }, scopes: [] }
  } finally {
    await backend.close()
  }
}

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

const isGranted = async (backend: Backend, name: string): Promise<boolean> => {
  try {
    await backend.call(name, { queries: ['{"method":"limit","values":[1]}'] })
    return true
  } catch (error) {
    if (error instanceof ApiError && error.code === 401) return false
    throw error
  }
}
