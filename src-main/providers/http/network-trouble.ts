import { ProviderError } from '../errors'
import { isTimeoutCode, networkCodeOf, unreachableWords } from '../unreachable'

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
  const code = networkCodeOf(error)
  if (hasLeft)
    return new ProviderError('network', 'outcome', `${host} broke off the connection (${code}).`, {
      cause: error,
    })
  if (headerCodes.includes(code))
    return new ProviderError('auth', 'provider', unspeakable(host), { cause: error })
  const category = isTimeoutCode(code) ? 'timeout' : 'network'
  const words = unreachableWords(host, code) ?? `${host} cannot be reached (${code}).`
  return new ProviderError(category, 'provider', words, { cause: error })
}

/** A header that is none; all that is put there comes from the provider’s settings. */
const headerCodes = ['UND_ERR_INVALID_ARG', 'ERR_INVALID_CHAR', 'ERR_HTTP2_INVALID_HEADER_VALUE']
const unspeakable = (host: string): string =>
  `A key or an ID in the provider’s settings holds a sign that cannot be sent to ${host}, such as a line break or “…”: copy it again.`
const hostOf = (origin: string): string => new URL(origin).host
