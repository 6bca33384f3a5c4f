import { ProviderError } from './errors'

/** One request to a vendor. */
export interface HttpRequest {
  readonly method: 'GET' | 'POST'
  /** The vendor's own absolute address; the transport replaces scheme, host and port when told to. */
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string | Buffer
  readonly signal?: AbortSignal
  /** APNS insists on HTTP/2. */
  readonly http2?: boolean
}

/** What came back. */
export interface HttpReply {
  readonly status: number
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/**
 * Carries requests. Throws `ProviderError`: `network` for the whole provider when nothing was handed
 * over, of unknown outcome when the request had left and no answer came.
 */
export interface HttpTransport {
  send(request: HttpRequest): Promise<HttpReply>
  close(): void
}

/** Carries requests to the vendor itself, or to `origin` in its place. */
export const openHttp = (origin?: string): HttpTransport => ({
  async send({ method, url, headers, body, signal }) {
    try {
      const { pathname, search } = new URL(url)
      const target = origin === undefined ? url : new URL(pathname + search, origin)
      const bytes = body === undefined ? null : new Uint8Array(Buffer.from(body))
      const init = { method, headers, body: bytes, signal: signal ?? null }
      const reply = await fetch(target, { ...init, redirect: 'manual' })
      return {
        status: reply.status,
        headers: Object.fromEntries(reply.headers),
        body: await reply.text(),
      }
    } catch (error) {
      const message = 'The vendor did not answer. Whether the message arrived is unknown.'
      throw new ProviderError('network', 'outcome', message, { cause: error })
    }
  },
  close: () => undefined,
})
