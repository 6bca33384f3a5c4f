import type { IncomingMessage } from 'node:http'
import { apiError, type ErrorType } from '@contract/errors'
import type { BridgeReply } from '@contract/index'

/** A dropped attachment travels as base64 inside the JSON. */
const mostBodyBytes = 32 * 1024 * 1024
const mostDrainedBytes = 4 * mostBodyBytes

/** What a call over HTTP answers: 200 whenever the studio answered, with an error or without. */
export interface CallAnswer {
  readonly status: number
  readonly reply: BridgeReply
}

/** Reads `{ name, input }` from a request's body and calls the studio. */
export const answerBridgeCall = async (
  request: IncomingMessage,
  studio: { call(name: string, input: unknown): Promise<BridgeReply> },
): Promise<CallAnswer> => {
  // Any other type could be sent by a page of another origin without asking first.
  if (!/^application\/json\b/i.test(request.headers['content-type'] ?? '')) {
    return refuse('general_body_invalid', 'The body must be application/json.')
  }
  const body = await readBody(request)
  if (body === undefined) {
    return refuse('general_body_too_large', 'The body of this request is larger than 32 MB.')
  }
  const call = parseCall(body)
  if (!call) return refuse('general_body_invalid')
  return { status: 200, reply: await studio.call(call.name, call.input) }
}

const refuse = (type: ErrorType, message?: string): CallAnswer => {
  const error = apiError(type, message).toBody()
  return { status: error.code, reply: { ok: false, error } }
}

const parseCall = (body: Buffer): { name: string; input: unknown } | undefined => {
  try {
    const value: unknown = JSON.parse(body.toString('utf8'))
    if (typeof value !== 'object' || value === null || !('name' in value)) return undefined
    const input = 'input' in value ? value.input : {}
    return typeof value.name === 'string' ? { name: value.name, input } : undefined
  } catch {
    return undefined
  }
}

/**
 * The whole body; undefined when it is too large. What is too much is read and dropped up to a point, so that
 * a client that is still sending gets to see the answer.
 */
const readBody = async (request: IncomingMessage): Promise<Buffer | undefined> => {
  const chunks: Buffer[] = []
  let bytes = 0
  // Leaving an ordinary loop early would close the connection before the answer.
  const body = request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>
  for await (const chunk of body) {
    bytes += chunk.length
    if (bytes > mostDrainedBytes) return undefined
    if (bytes > mostBodyBytes) chunks.length = 0
    else chunks.push(chunk)
  }
  return bytes > mostBodyBytes ? undefined : Buffer.concat(chunks)
}
