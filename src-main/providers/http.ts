import { createHttp1 } from './http/http1'
import { createHttp2 } from './http/http2'
import type { Address, HttpTimeouts, HttpTransport } from './http/request'

const timeouts: HttpTimeouts = { connectMs: 10_000, totalMs: 30_000 }

/** Carries requests to the vendor itself, or to `origin` in its place; connections are kept and used again. */
export const openHttp = (origin?: string, limits: HttpTimeouts = timeouts): HttpTransport => {
  const http1 = createHttp1(limits)
  const http2 = createHttp2(limits)
  let last: Known | undefined
  // Most vendors have one address for everything that is sent.
  const addressOf = (url: string): Address => {
    if (last?.url !== url) last = { url, address: nextTo(last, url) ?? toAddress(url, origin) }
    return last.address
  }
  return {
    totalMs: limits.totalMs,
    send: (request) => (request.http2 ? http2 : http1).send(request, addressOf(request.url)),
    close: () => {
      http1.close()
      http2.close()
    },
  }
}

/** An address that was read. */
interface Known {
  readonly url: string
  readonly address: Address
}

/** Another path at the same place, where it needs no reading: reading an address costs more than the rest. */
const nextTo = (last: Known | undefined, url: string): Address | undefined => {
  if (!last) return undefined
  const start = last.url.indexOf('/', last.url.indexOf('://') + 3)
  const path = url.slice(start)
  const isPlain = start > 0 && url.startsWith(last.url.slice(0, start + 1)) && plainPath.test(path)
  return isPlain ? { origin: last.address.origin, path } : undefined
}
/** No dots: they may lead elsewhere. */
const plainPath = /^(\/[\w-]+)+$/

const toAddress = (text: string, origin: string | undefined): Address => {
  const url = new URL(text)
  return { origin: origin ?? url.origin, path: url.pathname + url.search }
}
