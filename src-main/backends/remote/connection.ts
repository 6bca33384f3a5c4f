import { checkServerIdentity, rootCertificates, type ConnectionOptions } from 'node:tls'
import { X509Certificate } from 'node:crypto'
import { apiError } from '@contract/errors'
import { Agent, EnvHttpProxyAgent, type Dispatcher } from 'undici'

/** Milliseconds that each part of an exchange may take. */
export interface Timeouts {
  readonly connectMs: number
  /** From the end of the request to the reply's headers, and between two pieces of its body. */
  readonly replyMs: number
}

/** How a server is reached. */
export interface ConnectionSettings {
  /** The base address. */
  readonly endpoint: string
  /** PEM of the one certificate that a person chose to trust besides what the system trusts. */
  readonly certificate?: string | null | undefined
  /** The system's proxy for this address; undefined leaves it to the environment's variables. */
  readonly proxy?: string | null | undefined
  readonly timeouts: Timeouts
  /** Whoever answers is let in, for a look at the certificate: nothing may be sent. */
  readonly trust?: 'anybody'
}

/** Sockets to one server; a page of the app asks for a handful of things at once. */
const mostSockets = 16
const keepAliveMs = 10_000
/** A page of any list and any file that is opened here is smaller; more is not Appwrite. */
const mostReplyBytes = 33 * 1024 * 1024

/**
 * A pool of kept-alive connections to one server, through the proxy that the system names. Throws
 * `desktop_connection_failed` when that or the certificate is not to be read.
 */
export const openConnection = (settings: ConnectionSettings): Dispatcher => {
  const { endpoint, proxy, timeouts } = settings
  const tls =
    settings.trust === 'anybody'
      ? { rejectUnauthorized: false }
      : trust(settings.certificate ?? null)
  const options = {
    connections: mostSockets,
    keepAliveTimeout: keepAliveMs,
    headersTimeout: timeouts.replyMs,
    bodyTimeout: timeouts.replyMs,
    maxResponseSize: mostReplyBytes,
    allowH2: false,
    connect: { ...tls, timeout: timeouts.connectMs },
  }
  if (proxy === null || isThisComputer(endpoint)) return new Agent(options)
  const { http, https } = proxy === undefined ? environmentProxies() : { http: proxy, https: proxy }
  return new EnvHttpProxyAgent({
    ...options,
    requestTls: { ...tls, timeout: timeouts.connectMs },
    httpProxy: toProxyUrl(http),
    httpsProxy: toProxyUrl(https),
    ...(proxy !== undefined && { noProxy: '' }),
  })
}

const environmentProxies = () => {
  const { http_proxy, HTTP_PROXY, https_proxy, HTTPS_PROXY } = process.env
  return { http: http_proxy ?? HTTP_PROXY ?? '', https: https_proxy ?? HTTPS_PROXY ?? '' }
}

/** As other programs read it: without a scheme it is http. Its text may hold a password, and is never told. */
const toProxyUrl = (proxy: string): string => {
  const text = proxy.trim()
  if (text === '') return ''
  const url = URL.parse(/^[a-z][\w+.-]*:\/\//i.test(text) ? text : `http://${text}`)
  if (url && /^(https?|socks5?):$/.test(url.protocol)) return url.href
  const message = 'The proxy that this computer names (HTTP_PROXY, HTTPS_PROXY) is no address.'
  throw apiError('desktop_connection_failed', message)
}

/** A proxy elsewhere would look for the server on its own computer. */
const isThisComputer = (endpoint: string): boolean =>
  /^(localhost|127(\.\d+){3}|\[::1\])$/.test(new URL(endpoint).hostname)

/** The system's trust, and the pinned certificate whatever name it was made for. */
const trust = (certificate: string | null): ConnectionOptions => {
  if (certificate === null) return {}
  const { fingerprint256 } = readPinned(certificate)
  return {
    ca: [...rootCertificates, certificate],
    allowPartialTrustChain: true,
    checkServerIdentity: (host, presented) =>
      presented.fingerprint256 === fingerprint256
        ? undefined
        : checkServerIdentity(host, presented),
  }
}

const readPinned = (certificate: string): X509Certificate => {
  try {
    return new X509Certificate(certificate)
  } catch (cause) {
    const message =
      'The certificate that was trusted for this project cannot be read. Add the project again.'
    throw apiError('desktop_connection_failed', message, { cause })
  }
}
