import type { CallName } from '@contract/index'
import { parseQuery } from '@contract/queries'
import { connectRemote } from '@main/backends/remote/connect-remote'
import { onTestFinished } from 'vitest'
import { apiFailure } from './api-failure'
import { startScriptedServer, type SeenRequest } from './scripted-server'

/* An Appwrite of one version, as far as versions differ (behaviour 11). */

type Fields = Record<string, unknown>
type Answer = readonly [status: number, body?: unknown]

/** The server that the document describes, and the newest one that was read. */
export const generations = ['1.6.0', '1.9.6'] as const
/** Which Appwrite a server is. */
export type Generation = (typeof generations)[number]

const refuse = (code: number, type: string): Answer => [
  code,
  { code, type, message: `The server says ${type}.` },
]
const invalid = refuse(400, 'general_argument_invalid')

const created = '2026-11-01T07:00:00.000+00:00'
const idOf = (path: string): string => path.split('/').at(-1) ?? ''
const filled = (fields: Fields): Fields =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== ''))

const push = ['title', 'body', 'action', 'icon', 'sound', 'color', 'tag', 'data', 'badge'] as const
const pick = (input: Fields, names: readonly string[]): Fields =>
  Object.fromEntries(names.filter((name) => name in input).map((name) => [name, input[name]]))

/** What a create of a push message keeps; nothing when the version refuses it. */
const pushData = (input: Fields, isEarly: boolean): Fields | undefined => {
  const { badge, contentAvailable, critical, priority = 'high' } = input
  if (badge !== undefined && typeof badge !== (isEarly ? 'string' : 'number')) return undefined
  if (!isEarly)
    return {
      ...pick(input, push),
      ...{ priority, ...(contentAvailable === true && { contentAvailable }) },
      ...(critical === true && { critical }),
    }
  if (input['title'] === undefined || input['body'] === undefined) return undefined
  // PHP takes the text "0" for nothing.
  const { badge: given, ...rest } = filled(pick(input, push))
  return given === undefined || given === '0' ? rest : { ...rest, badge: given }
}

const senders = { fromName: '', fromEmail: '', replyToName: '', replyToEmail: '' }

const providerOf = (kind: string, input: Fields, isEarly: boolean): Fields => {
  const { providerId, name, enabled = false, encryption = '', ...given } = input
  const isLateMsg91 = kind === 'msg91' && isEarly
  const stored = { $id: providerId, $createdAt: created, $updatedAt: created, name, type: 'email' }
  const options = { ...senders, ...given, encryption: encryption === 'none' ? '' : encryption }
  return {
    ...{ ...stored, provider: kind, enabled: enabled === true && !isLateMsg91 },
    ...(kind === 'smtp' ? { credentials: given, options } : { credentials: [], options: [] }),
  }
}

const messageOf = (kind: string, input: Fields, data: Fields): Fields => ({
  ...{ $id: input['messageId'], $createdAt: created, $updatedAt: created, providerType: kind },
  ...{ topics: [], users: [], targets: [], ...pick(input, ['topics', 'users', 'targets']) },
  ...{ scheduledAt: null, deliveredAt: null, deliveryErrors: [], deliveredTotal: 0, data },
  status: input['draft'] === true ? 'draft' : 'processing',
})

const topicOf = ({ topicId, name, subscribe = ['users'] }: Fields): Fields => ({
  ...{ $id: topicId, $createdAt: created, $updatedAt: created, name, subscribe },
  ...{ emailTotal: 0, smsTotal: 0, pushTotal: 0 },
})

const log = { event: 'topic.update', userId: 'u', userEmail: '', userName: '', mode: 'admin' }

const startServer = async (version: Generation) => {
  const isEarly = version === '1.6.0'
  /** By path. */
  const kept = new Map<string, Fields>()
  let losesReplies = false

  const create = (path: string, model: Fields, own: string): Answer => {
    const place = `${path}/${String(model['$id'])}`
    if (kept.has(place)) return refuse(409, isEarly ? 'document_already_exists' : own)
    kept.set(place, model)
    return [201, model]
  }
  const createMessage = (kind: string, input: Fields): Answer => {
    if (input['image'] === 'papers:bmp') return refuse(400, 'storage_file_type_unsupported')
    const rest = pick(input, ['subject', 'content', 'html'])
    const data = kind === 'push' ? pushData(input, isEarly) : rest
    if (!data) return invalid
    const path = '/messaging/messages'
    return create(path, messageOf(kind, input, data), 'message_already_exists')
  }
  const change = (path: string, input: Fields): Answer => {
    const [, , group = '', kind = '', id = ''] = path.split('/')
    const place = `/messaging/${group}/${id}`
    const found = kept.get(place)
    if (!found) return refuse(404, `${group.slice(0, -1)}_not_found`)
    if (typeof (input['badge'] ?? 0) !== 'number') return invalid
    const inside = kind === 'smtp' || kind === 'twilio' ? 'options' : 'data'
    const part = { ...(found[inside] as Fields), ...input }
    const model = { ...found, ...('enabled' in input ? input : { [inside]: part }) }
    kept.set(place, model)
    return [200, model]
  }
  const remove = (place: string): Answer => {
    const found = kept.get(place)
    if (!found) return refuse(404, 'message_not_found')
    if (found['status'] === 'processing' && isEarly) return refuse(400, 'message_already_scheduled')
    kept.delete(place)
    return [204]
  }
  const list = (path: string, search: URLSearchParams): Answer => {
    const queries = [...search].filter(([key]) => key.startsWith('queries'))
    const parsed = queries.map(([, text]) => parseQuery(text))
    const valueOf = (method: string): unknown =>
      parsed.find((query) => query?.method === method)?.values?.[0]
    const key = idOf(path)
    if (key === 'topics' && parsed.some((query) => query?.method.startsWith('cursor')))
      return isEarly ? invalid : refuse(500, 'general_unknown')
    const attributes = parsed.map((query) => query?.attribute ?? '$id')
    if (key === 'subscribers' && attributes.some((name) => !subscriberFilters.has(name)))
      return invalid
    const all = key === 'logs' ? [log, log].map((row) => ({ ...row, ip: '', time: created })) : []
    for (const [place, model] of kept) if (place.startsWith(`${path}/`)) all.push(model as never)
    const start = Number(valueOf('offset') ?? 0)
    const rows = all.slice(start, start + Number(valueOf('limit') ?? 25))
    const isUncounted = search.get('total') === '0' && !isEarly
    return [200, { total: isUncounted ? 0 : all.length, [key]: rows }]
  }

  const answer = ({ method, url, body }: SeenRequest): Answer => {
    const { pathname, searchParams } = new URL(url, 'http://server')
    const path = pathname.replace('/v1', '')
    const input = body === '' ? {} : (JSON.parse(body) as Fields)
    const kind = idOf(path)
    if (path === '/health/version') return [200, { version }]
    if (path.endsWith('/logs') && !isEarly) return refuse(404, 'general_route_not_found')
    if (kind === 'ses' && isEarly) return refuse(404, 'general_route_not_found')
    if (method === 'PATCH') return change(path, input)
    if (method === 'DELETE') return remove(path)
    if (method === 'POST') {
      if (path.startsWith('/messaging/messages/')) return createMessage(kind, input)
      const model = path.startsWith('/messaging/providers/')
        ? providerOf(kind, input, isEarly)
        : topicOf(input)
      return create(path.replace(`/providers/${kind}`, '/providers'), model, 'topic_already_exists')
    }
    if (/\/(topics|subscribers|logs|targets)$/.test(path)) return list(path, searchParams)
    const found = kept.get(path)
    return found ? [200, found] : refuse(404, 'message_not_found')
  }

  const { endpoint, seen } = await startScriptedServer((request) => {
    const [status, value] = answer(request)
    const cut = losesReplies && request.method === 'POST'
    if (cut) losesReplies = false
    return { status, cut, body: value === undefined ? '' : JSON.stringify(value) }
  })
  return {
    endpoint,
    seen,
    /** Puts something there that nobody created. */
    plant: (path: string, model: Fields) =>
      void kept.set(path, { $createdAt: created, $updatedAt: created, ...model }),
    /** The next create is carried out and its answer is lost. */
    loseReply: () => (losesReplies = true),
  }
}

const subscriberFilters = new Set(['$id', 'targetId', 'topicId', 'userId', 'providerType'])

/** A server of a version that ends with the running test, and the remote backend that talks to it. */
export const startVersionedServer = async (generation: Generation) => {
  const server = await startServer(generation)
  const address = { endpoint: server.endpoint, project: 'demo', key: 'k' }
  const backend = connectRemote(address, { wait: async () => true })
  onTestFinished(() => backend.close())
  const call = async (name: CallName, input: object = {}): Promise<Fields> =>
    (await backend.call(name, input)) as Fields
  const writes = () => server.seen.filter(({ method }) => method !== 'GET')
  return {
    ...server,
    call,
    /** What a call is refused with. */
    refusal: async (name: CallName, input: object = {}) => {
      const { type, message, param } = await apiFailure(call(name, input))
      return { type, message, ...(param !== undefined && { param }) }
    },
    writes,
    /** The value of a field in every write. */
    sent: (field: string) => writes().map(({ body }) => (JSON.parse(body) as Fields)[field]),
  }
}
/** What a test of one version has. */
export type VersionedServer = Awaited<ReturnType<typeof startVersionedServer>>
