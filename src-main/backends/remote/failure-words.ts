import { apiError, type ApiError } from '@contract/errors'
import { z } from 'zod'

/** A request that got no whole answer. */
export interface Failure {
  readonly kind: 'failure'
  /** True when the server cannot have seen it. */
  readonly isUnsent: boolean
  /** True when another attempt may fare better in a moment. */
  readonly isPassing: boolean
  readonly error: ApiError
}

interface Explanation {
  readonly words: string
  readonly isUnsent?: true
  readonly isPassing?: true
}

const unsent = (words: string): Explanation => ({ words, isUnsent: true })
const cut: Explanation = { words: 'The server cut the connection.', isPassing: true }

const proxyRefused = unsent(
  'The proxy of this computer does not lead there; it may want a user and a password.',
)

const explanations: Readonly<Record<string, Explanation>> = {
  ENOTFOUND: unsent('There is no server of this name. Check the spelling of the address.'),
  EAI_AGAIN: {
    ...unsent('The name of the server cannot be looked up. Check the internet connection.'),
    isPassing: true,
  },
  ECONNREFUSED: unsent('The computer answers, but no server listens on this port.'),
  EHOSTUNREACH: unsent('The server cannot be reached from this network.'),
  ENETUNREACH: unsent('There is no network connection.'),
  ETIMEDOUT: { words: 'The server did not answer in time.' },
  UND_ERR_CONNECT_TIMEOUT: unsent('The server did not answer within 10 seconds.'),
  UND_ERR_INVALID_ARG: unsent(
    'The address, the project ID or the key holds a character that cannot be sent.',
  ),
  CERT_HAS_EXPIRED: unsent('The certificate of the server has expired.'),
  CERT_NOT_YET_VALID: unsent(
    'The certificate of the server is not valid yet. Check the clock of this computer.',
  ),
  DEPTH_ZERO_SELF_SIGNED_CERT: unsent(
    'The certificate of the server is self-signed and not trusted.',
  ),
  SELF_SIGNED_CERT_IN_CHAIN: unsent(
    'The certificate of the server is signed by nobody this computer trusts.',
  ),
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: unsent(
    'The certificate of the server is signed by nobody this computer trusts.',
  ),
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: unsent('The certificate of the server cannot be verified.'),
  ERR_TLS_CERT_ALTNAME_INVALID: unsent('The certificate belongs to a server of another name.'),
  EPROTO: unsent('The server does not speak TLS on this port. Is it http instead of https?'),
  ERR_SSL_WRONG_VERSION_NUMBER: unsent(
    'The server does not speak TLS on this port. Is it http instead of https?',
  ),
  UND_ERR_PRX_CONN: unsent('The proxy of this computer cut the connection.'),
  UND_ERR_ABORTED: proxyRefused,
  UND_ERR_HEADERS_OVERFLOW: { words: 'The answer is too large to be handled here.' },
  ECONNRESET: cut,
  EPIPE: cut,
  UND_ERR_SOCKET: cut,
  UND_ERR_HEADERS_TIMEOUT: {
    words: 'The server took the request but did not answer within 30 seconds.',
  },
  UND_ERR_BODY_TIMEOUT: { words: 'The server stopped in the middle of its answer.' },
  UND_ERR_RES_EXCEEDED_MAX_SIZE: { words: 'The answer is too large to be handled here.' },
  UND_ERR_CLOSED: unsent('The profile was closed meanwhile.'),
  UND_ERR_DESTROYED: { words: 'The profile was closed meanwhile.' },
}

/** What a failed exchange with a server means, in words; never the request's headers. */
export const explainFailure = (cause: unknown, origin: string): Failure => {
  const server = new URL(origin)
  const {
    words,
    isUnsent = false,
    isPassing = false,
  } = explainProxy(cause, server) ?? explanationOf(errorCode(cause))
  const error = apiError('desktop_connection_failed', `${server.host}: ${words}`, { cause })
  return { kind: 'failure', isUnsent, isPassing, error }
}

/** The same, when the server showed another certificate than the one that a person chose to trust. */
export const explainChangedCertificate = (failure: Failure): Failure => ({
  ...failure,
  error: apiError(
    'desktop_connection_failed',
    'The server shows another certificate than the one that you trusted, so nothing was sent to it. Somebody may be listening in. If its owner replaced the certificate, check the connection in Settings and compare the fingerprints.',
    { cause: failure.error.cause },
  ),
})

/** Whether a failure is about who vouches for a server: what a person who knows it may overrule. */
export const isUntrusted = (error: ApiError): boolean => untrusted.has(errorCode(error.cause))

const untrusted = new Set([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'ERR_TLS_CERT_ALTNAME_INVALID',
])

/** What failed on the way to a proxy, which has another name or port than the server. */
const explainProxy = (cause: unknown, server: URL): Explanation | undefined => {
  if (!(cause instanceof Error)) return undefined
  if (cause.message.startsWith('Proxy Authentication Required')) return proxyRefused
  const { hostname, port } = connectionError.safeParse(cause).data ?? {}
  const ownPort = server.port || (server.protocol === 'https:' ? '443' : '80')
  const isServer =
    (hostname === undefined || hostname === server.hostname) &&
    (port === undefined || String(port) === ownPort)
  if (isServer) return undefined
  return unsent('The proxy that this computer names cannot be reached. Check the network settings.')
}

/** What Node adds to an error about a name that was not found, or a port that nobody listens on. */
const connectionError = z.object({ hostname: z.string().optional(), port: z.number().optional() })

const explanationOf = (code: string): Explanation => {
  const found = Object.hasOwn(explanations, code) ? explanations[code] : undefined
  if (found) return found
  if (code.startsWith('HPE_')) return { words: 'What the server answered is no HTTP.' }
  return { words: `The connection failed (${code}).` }
}

/** The code of an error or of whatever it was caused by, the outermost that has words. */
export const errorCode = (error: unknown): string => {
  if (!(error instanceof Error)) return 'no reason given'
  const { code } = error as NodeJS.ErrnoException
  if (error instanceof AggregateError && error.errors.length > 0) return errorCode(error.errors[0])
  if (code !== undefined && (Object.hasOwn(explanations, code) || error.cause === undefined))
    return code
  return error.cause === undefined ? error.name : errorCode(error.cause)
}
