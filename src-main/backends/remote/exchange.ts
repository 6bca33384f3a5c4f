import type { IncomingHttpHeaders } from 'node:http'
import type { Dispatcher, FormData } from 'undici'
import { explainFailure, type Failure } from './failure-words'

/** One request, ready to be sent any number of times. */
export interface HttpRequest {
  readonly method: Dispatcher.HttpMethod
  readonly origin: string
  /** With the query. */
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | FormData | null
  /** Milliseconds to wait for the reply's headers. */
  readonly replyMs: number
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
export const exchange = async (dispatcher: Dispatcher, request: HttpRequest): Promise<Outcome> => {
  try {
    return await receive(dispatcher, request)
  } catch (cause) {
    return explainFailure(cause, request.origin)
  }
}

/** The whole answer at once: nobody reads it as it comes, and a stream for each costs more than the rest. */
const receive = (
  dispatcher: Dispatcher,
  { replyMs, ...request }: HttpRequest,
): Promise<HttpReply> =>
  new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let status = 0
    let headers: IncomingHttpHeaders = {}
    dispatcher.dispatch(
      { ...request, headersTimeout: replyMs },
      {
        onRequestStart: () => undefined,
        onResponseStart: (_, newStatus, newHeaders) => {
          status = newStatus
          headers = newHeaders
        },
        onResponseData: (_, chunk) => void chunks.push(chunk),
        onResponseEnd: () =>
          resolve({ kind: 'reply', status, headers, bytes: Buffer.concat(chunks) }),
        onResponseError: (_, error) => reject(error),
      },
    )
  })
