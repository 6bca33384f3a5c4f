import type { Endpoint } from '@contract/endpoint'
import { ApiError, apiError } from '@contract/errors'
import { gapsKey } from '@contract/gaps'
import { parseVersion } from '@contract/server-version'
import { z } from 'zod'
import { isJsonObject } from '../json-object'
import type { HttpReply } from './exchange'
import { mendList } from './mend-list'
import { completeModels, nameError } from './server-differences'

/**
 * The typed reply of a row. Throws `desktop_reply_invalid` for anything else than Appwrite's JSON, and
 * `desktop_reply_unreadable` for JSON that is not as the contract says; a list is read as far as it can be.
 */
export const readReply = (row: Endpoint, reply: HttpReply): unknown => {
  if (reply.status === 204 && row.status === 204) return undefined
  const value = readJson(reply)
  completeModels(value)
  const parsed = row.reply.safeParse(value)
  if (parsed.success) return parsed.data
  const mended = isJsonObject(value) ? mendList(row.reply, value, parsed.error) : undefined
  if (mended && isJsonObject(mended.value)) return { ...mended.value, [gapsKey]: mended.gaps }
  const field = parsed.error.issues[0]?.path.join('.') ?? ''
  const message = `The server’s answer is not what this version of Sendwright knows of Appwrite (${field}).`
  // Whoever answers without an id or a total is not known to be Appwrite at all.
  const isAppwrite = isJsonObject(value) && ('$id' in value || 'total' in value)
  const type = isAppwrite ? 'desktop_reply_unreadable' : 'desktop_reply_invalid'
  throw apiError(type, message, { cause: parsed.error })
}

/** The bytes of a file; throws `desktop_reply_invalid` when it was no Appwrite that answered. */
export const readBytes = (reply: HttpReply): HttpReply => {
  // Appwrite names every file that it sends; a sign-in page has no name.
  if (reply.status === 200 && reply.headers['content-disposition'] !== undefined) return reply
  throw notAppwrite(reply)
}

const errorBody = z.looseObject({ message: z.string(), type: z.string().optional() })

/** The error that a server answered with, or `desktop_reply_invalid` when it was no Appwrite that answered. */
export const readError = (row: Endpoint, reply: HttpReply): ApiError => {
  const { status: code } = reply
  try {
    const body = errorBody.safeParse(readJson(reply))
    if (!body.success)
      return apiError('desktop_reply_invalid', `The server answered ${code} without saying why.`)
    const { message, type = 'general_unknown' } = body.data
    return nameError(row, new ApiError({ message, code, type }))
  } catch (error) {
    if (error instanceof ApiError) return error
    throw error
  }
}

const versionBody = z.looseObject({ version: z.string() })

/** The version that a reply names: Appwrite puts it into every error too (behaviour 1.4). */
export const readVersion = (reply: HttpReply): string | undefined => {
  try {
    const body = versionBody.safeParse(readJson(reply))
    return body.success && parseVersion(body.data.version) ? body.data.version : undefined
  } catch (error) {
    if (error instanceof ApiError) return undefined
    throw error
  }
}

/** Whether a reply is JSON, as everything that Appwrite answers is. */
export const isJson = ({ headers }: HttpReply): boolean =>
  /\bjson\b/i.test(String(headers['content-type'] ?? ''))

const readJson = (reply: HttpReply): unknown => {
  const text = reply.bytes.toString('utf8')
  try {
    if (isJson(reply)) return JSON.parse(text)
  } catch {
    // Falls through: not JSON after all.
  }
  throw notAppwrite(reply)
}

const notAppwrite = ({ status, headers, bytes }: HttpReply): ApiError => {
  const origin = elsewhere(status, headers.location)
  if (origin !== undefined) {
    const message = `The server sends everybody on to ${origin}. The key was not sent there. If that is your Appwrite, enter it as the address; otherwise sign in to the network first.`
    return apiError('desktop_reply_invalid', message)
  }
  const type = String(headers['content-type'] ?? '')
  const isPage = /<html|<!doctype/i.test(bytes.subarray(0, 4096).toString('latin1'))
  const encoding = String(headers['content-encoding'] ?? 'identity')
  const found = isPage
    ? 'a web page'
    : encoding === 'identity'
      ? type || 'nothing readable'
      : `something compressed (${encoding})`
  const message = `The server answered with ${found} (status ${status}) instead of Appwrite’s JSON. A proxy or a sign-in page of the network may have answered in its place.`
  return apiError('desktop_reply_invalid', message)
}

/** The origin that a redirection leads to; its path and query may hold what is not to be shown. */
const elsewhere = (status: number, location: string | string[] | undefined): string | undefined => {
  if (status < 300 || status > 399 || typeof location !== 'string') return undefined
  const url = URL.parse(location)
  return url && /^https?:$/.test(url.protocol) ? url.origin : undefined
}
