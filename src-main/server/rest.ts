import { api } from '@contract/index'
import { apiError, type ApiError } from '@contract/errors'
import type { Endpoint } from '@contract/endpoint'
import { toApiError } from '../dispatch'
import type { Caller } from '../engine/caller'
import type { FileTransfer } from '../engine/storage/transfer'
import { createRouter, decode, serverVersion } from '../wire'
import { toCaller } from './caller'
import { answerDownload, isDownload } from './download'
import { refuseForeignHost, refuseOtherProject, refuseStrangers, type Access } from './guard'
import { isMultipart } from './multipart'
import { takeUpload } from './upload'

/** What the REST server stands on. */
export interface RestOptions extends Access {
  /** Calls a row of the API by name: the engine. */
  readonly call: (name: string, input: unknown, caller: Caller) => Promise<unknown>
  /** The engine's files as streams. */
  readonly files: FileTransfer
  /** Takes the stack of an unexpected error. */
  readonly log: (line: string) => void
}

const route = createRouter(api)

/** Answers one request; `ip` is the address that it came from. */
export type Rest = (request: Request, ip?: string) => Promise<Response>

/** Appwrite's REST API over the engine: one request in, one response out, every error in Appwrite's body. */
export const createRest =
  (options: RestOptions): Rest =>
  async (request, ip = '127.0.0.1') => {
    try {
      return await answer(request, ip, options)
    } catch (error) {
      return errorResponse(toApiError(error, options.log))
    }
  }

const answer = async (request: Request, ip: string, options: RestOptions): Promise<Response> => {
  refuseForeignHost(request.headers.get('host'))
  const url = new URL(request.url)
  const match = url.pathname.startsWith('/v1/')
    ? route(request.method, url.pathname.slice('/v1'.length))
    : undefined
  if (!match) throw apiError('general_route_not_found')
  const { name, row, parameters } = match
  if (row.scope !== 'public') refuseStrangers(request, url, options)
  else refuseOtherProject(url, options)
  const caller = toCaller(request, ip, options.project)
  if (row.transfer === 'upload')
    return replyResponse(row, await takeUpload(options.files, request, parameters))
  const body = row.method === 'GET' ? {} : await readBody(request)
  const input = decode(row, parameters, url.searchParams, body)
  if (isDownload(name)) return answerDownload(options.files, name, { request, input, caller })
  return replyResponse(row, await options.call(name, input, caller))
}

/** The JSON object of the body; nothing and `[]`, which PHP clients send for no parameters, are `{}`. */
const readBody = async (request: Request): Promise<Record<string, unknown>> => {
  const type = request.headers.get('content-type')
  const isOther = type !== null && !/^application\/json\b/i.test(type)
  // A form may be of any length, so it is refused unread.
  const text = isMultipart(request.headers) && request.body ? 'a form' : await request.text()
  if (text === '') return {}
  if (isOther)
    throw apiError('general_body_invalid', `Send the body as application/json, not as ${type}.`)
  const value = parseJson(text)
  if (Array.isArray(value) && value.length === 0) return {}
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw apiError('general_body_invalid', 'The body must be a JSON object.')
  // An object by the check above; its values are validated by the row's schema.
  return value as Record<string, unknown>
}

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw apiError('general_body_invalid', undefined, { cause })
  }
}

const json = { 'content-type': 'application/json; charset=UTF-8' }

const replyResponse = (row: Endpoint, reply: unknown): Response =>
  row.status === 204
    ? new Response(null, { status: 204 })
    : new Response(JSON.stringify(reply), { status: row.status, headers: json })

/** An error in Appwrite's body: message, code, version, type. */
export const errorResponse = ({ message, code, type }: ApiError): Response =>
  new Response(JSON.stringify({ message, code, version: serverVersion, type }), {
    status: code,
    headers: { ...json, 'cache-control': 'no-store' },
  })
