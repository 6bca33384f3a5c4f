import { createHttp1 } from './http/http1'
import { createHttp2 } from './http/http2'
import type { Address, HttpTimeouts, HttpTransport } from './http/request'

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
