import { ProviderError } from '../errors'

/** No answer in time; `hasLeft` when the vendor may have read the request. */
export const toTimeout = (origin: string, totalMs: number, hasLeft: boolean): ProviderError =>
  new ProviderError(
    'timeout',
    hasLeft ? 'outcome' : 'provider',
    `${hostOf(origin)} did not answer within ${Math.ceil(totalMs / 1000)} seconds.`,
  )

/** What an HTTP client throws, in words for people. */
export const toNetworkTrouble = (
  origin: string,
  error: unknown,
  hasLeft: boolean,
): ProviderError => {
  const host = hostOf(origin)
  const code = codeOf(error)
  if (hasLeft)
    return new ProviderError('network', 'outcome', `${host} broke off the connection (${code}).`, {
      cause: error,
    })
  if (headerCodes.includes(code))
    return new ProviderError('auth', 'provider', unspeakable(host), { cause: error })
  const category = timeoutCodes.includes(code) ? 'timeout' : 'network'
  return new ProviderError(category, 'provider', beforeLeaving(host, code), { cause: error })
}

const beforeLeaving = (host: string, code: string): string => {
  if (timeoutCodes.includes(code)) return `${host} cannot be reached: it does not answer.`
  if (code === 'ENOTFOUND') return `${host} cannot be found: there is no such name.`
  if (code === 'EAI_AGAIN') return `${host} cannot be looked up. Is this computer online?`
  if (code === 'ECONNREFUSED') return `${host} refuses connections.`
  if (certificateCodes.test(code)) return `${host} shows a certificate that is not valid (${code}).`
  return `${host} cannot be reached (${code}).`
}

const timeoutCodes = ['UND_ERR_CONNECT_TIMEOUT', 'ETIMEDOUT']
/** A header that is none; all that is put there comes from the provider’s settings. */
const headerCodes = ['UND_ERR_INVALID_ARG', 'ERR_INVALID_CHAR', 'ERR_HTTP2_INVALID_HEADER_VALUE']
const unspeakable = (host: string): string =>
  `A key or an ID in the provider’s settings holds a sign that cannot be sent to ${host}, such as a line break or “…”: copy it again.`
const certificateCodes = /CERT|SIGNATURE|SELF_SIGNED|ALTNAME|ISSUER/

/** A code tells enough: texts of the network hold addresses and no more reasons. */
const codeOf = (error: unknown): string => {
  if (!(error instanceof Error)) return 'unknown'
  // The cause knows better than what it made fail; of several attempts the first tells.
  if (error.cause instanceof Error) return codeOf(error.cause)
  if (error instanceof AggregateError) return codeOf(error.errors[0])
  // Node's and undici's own errors carry one.
  const { code } = error as Error & { readonly code?: unknown }
  return typeof code === 'string' ? code : error.name
}

const hostOf = (origin: string): string => new URL(origin).host
