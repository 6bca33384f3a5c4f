import { createHttp1 } from './http/http1'
import { createHttp2 } from './http/http2'
import type { Outgoing } from './provider'

/** One request to a vendor. */
export interface HttpRequest {
  readonly method: 'GET' | 'POST'
  /** The vendor's own absolute address; the transport replaces scheme, host and port when told to. */
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string | Buffer
  /** APNS insists on HTTP/2. */
  readonly http2?: boolean
  /** What it delivers; absent when it only asks for a token or checks a key. */
  readonly call?: Outgoing
  /** Struck out wherever the request is recorded. */
  readonly secrets?: readonly string[]
}

/** What came back. */
export interface HttpReply {
  readonly status: number
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/**
 * Carries requests. Throws `ProviderError`: for the whole provider when nothing was handed over, of
 * unknown outcome when the request had left and no answer came.
 */
export interface HttpTransport {
  send(request: HttpRequest): Promise<HttpReply>
  close(): void
}

/** How long one request may take. */
export interface HttpTimeouts {
  readonly connectMs: number
  readonly totalMs: number
}

/** Where a request goes, taken from its `url`. */
export interface Address {
  readonly origin: string
  /** With the query. */
  readonly path: string
}

const timeouts: HttpTimeouts = { connectMs: 10_000, totalMs: 30_000 }

/** Carries requests to the vendor itself, or to `origin` in its place; connections are kept and used again. */
export const openHttp = (origin?: string, limits: HttpTimeouts = timeouts): HttpTransport => {
  const http1 = createHttp1(limits)
  const http2 = createHttp2(limits)
  let last: { readonly url: string; readonly address: Address } | undefined
  // Most vendors have one address for everything that is sent.
  const addressOf = (url: string): Address => {
    if (last?.url !== url) last = { url, address: toAddress(url, origin) }
    return last.address
  }
  return {
    send: (request) => (request.http2 ? http2 : http1).send(request, addressOf(request.url)),
    close: () => {
      http1.close()
      http2.close()
    },
  }
}

const toAddress = (text: string, origin: string | undefined): Address => {
  const url = new URL(text)
  return { origin: origin ?? url.origin, path: url.pathname + url.search }
}
