import { apiError, type ApiError } from '@contract/errors'

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

/** What a failed exchange with `host` means, in words; never the request's headers. */
export const explainFailure = (cause: unknown, host: string): Failure => {
  const code = errorCode(cause)
  const { words, isUnsent = false, isPassing = false } = explanationOf(code)
  const error = apiError('desktop_connection_failed', `${host}: ${words}`, { cause })
  return { kind: 'failure', isUnsent, isPassing, error }
}

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
