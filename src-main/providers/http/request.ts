import type { Outgoing } from '../outgoing'

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
  /** The longest that one request may take, in milliseconds; absent when nothing is waited for. */
  readonly totalMs?: number
  close(): void
}

/** How long one request may take. */
export interface HttpTimeouts {
  readonly connectMs: number
  /** A large body has more, for as long as it takes to leave over a slow line. */
  readonly totalMs: number
}

/** Where a request goes, taken from its `url`. */
export interface Address {
  readonly origin: string
  /** With the query. */
  readonly path: string
}
