import type { IncomingHttpHeaders } from 'node:http'
import { request as send, type Dispatcher, type FormData } from 'undici'
import { explainFailure, type Failure } from './failure-words'

/** One request, ready to be sent any number of times. */
export interface HttpRequest {
  readonly method: Dispatcher.HttpMethod
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | FormData | null
  /** Milliseconds to wait for the reply's headers when not the connection's own. */
  readonly replyMs?: number
}

/** A whole answer, whoever gave it. */
export interface HttpReply {
  readonly kind: 'reply'
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly bytes: Buffer
}

/** What came of one attempt. */
export type Outcome = HttpReply | Failure

/** Sends a request once. Never throws: a failure is an outcome. */
export const exchange = async (
  dispatcher: Dispatcher,
  { method, url, headers, body, replyMs }: HttpRequest,
): Promise<Outcome> => {
  try {
    const timeout = replyMs === undefined ? {} : { headersTimeout: replyMs }
    const reply = await send(url, { dispatcher, method, headers, body, ...timeout })
    const bytes = Buffer.from(await reply.body.arrayBuffer())
    return { kind: 'reply', status: reply.statusCode, headers: reply.headers, bytes }
  } catch (cause) {
    return explainFailure(cause, new URL(url).host)
  }
}
