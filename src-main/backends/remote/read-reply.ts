import type { Endpoint } from '@contract/endpoint'
import { ApiError, apiError } from '@contract/errors'
import { z } from 'zod'
import type { HttpReply } from './exchange'
import { completeModels, nameError } from './server-differences'

/** The typed reply of a row; throws `desktop_reply_invalid` for anything else than Appwrite's JSON. */
export const readReply = (row: Endpoint, reply: HttpReply): unknown => {
  if (reply.status === 204) return undefined
  const value = readJson(reply)
  completeModels(value)
  const parsed = row.reply.safeParse(value)
  if (parsed.success) return parsed.data
  const field = parsed.error.issues[0]?.path.join('.') ?? ''
  const message = `The server’s answer lacks what Appwrite’s has (${field}).`
  throw apiError('desktop_reply_invalid', message, { cause: parsed.error })
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
  const type = String(reply.headers['content-type'] ?? '')
  const found = /<html|<!doctype/i.test(text) ? 'a web page' : type || 'nothing readable'
  const message = `The server answered with ${found} (status ${reply.status}) instead of Appwrite’s JSON. A proxy or a sign-in page of the network may have answered in its place.`
  throw apiError('desktop_reply_invalid', message)
}
