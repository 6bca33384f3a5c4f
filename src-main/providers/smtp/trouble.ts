import type { ProviderErrorCategory, ProviderErrorScope } from '../errors'
import { ProviderError, redact } from '../errors'

/** Turns what nodemailer throws into words for people, without the secrets of this server. */
export interface TroubleTranslator {
  /** While connecting and signing in. */
  atConnect(error: unknown, server: string): ProviderError
  /** While sending; `isHandedOver` when the whole message had left. */
  atSend(error: unknown, isHandedOver: boolean): ProviderError
}

/** A translator that strikes these secrets out. */
export const createTranslator = (secrets: readonly string[]): TroubleTranslator => {
  const problem = (
    category: ProviderErrorCategory,
    scope: ProviderErrorScope,
    text: string,
    cause: unknown,
  ): ProviderError => new ProviderError(category, scope, redact(text, secrets), { cause })

  return {
    atConnect(error, server) {
      const { code, responseCode } = toDetails(error)
      const words = wordsOf(error)
      if (code === 'EAUTH' || isAuthReply(responseCode))
        return problem('auth', 'provider', `${server} refused the sign-in: ${words}`, error)
      if (code === 'ETIMEDOUT')
        return problem('timeout', 'provider', `${server} did not answer in time.`, error)
      if (code === 'EDNS')
        return problem('network', 'provider', `${server} cannot be found: ${words}`, error)
      if (code === 'ETLS')
        return problem('network', 'provider', `${server} cannot encrypt: ${words}`, error)
      if (responseCode !== undefined) {
        const category = responseCode < 500 ? 'server' : 'rejected'
        return problem(category, 'provider', `${server} does not take mail: ${words}`, error)
      }
      return problem('network', 'provider', `Cannot connect to ${server}: ${words}`, error)
    },
    atSend(error, isHandedOver) {
      const { code, responseCode, command } = toDetails(error)
      const words = wordsOf(error)
      if (responseCode !== undefined) {
        if (isAuthReply(responseCode)) return problem('auth', 'provider', words, error)
        if (responseCode < 500) return problem('rate_limit', 'recipient', words, error)
        // Whoever may not send from this address may not send to anybody.
        const scope = command === 'MAIL FROM' ? 'provider' : 'recipient'
        return problem('rejected', scope, words, error)
      }
      if (isHandedOver) return problem('unknown', 'outcome', lostAnswer, error)
      if (code === 'EENVELOPE' || code === 'EMESSAGE')
        return problem('validation', 'recipient', words, error)
      if (code === 'ETIMEDOUT')
        return problem('timeout', 'provider', 'The mail server stopped answering.', error)
      return problem('network', 'provider', `The connection was lost: ${words}`, error)
    },
  }
}

const lostAnswer =
  'The connection was lost after the mail was handed over. Whether it arrived is unknown.'

/** 530, 534, 535, 538: sign-in missing, too weak, wrong (RFC 4954). */
const isAuthReply = (responseCode: number | undefined): boolean =>
  responseCode !== undefined && [530, 534, 535, 538].includes(responseCode)

/** What nodemailer adds to its errors. */
interface Details {
  readonly code?: string
  readonly command?: string
  readonly response?: string
  readonly responseCode?: number
}

const toDetails = (error: unknown): Details =>
  // nodemailer's own errors carry these.
  error instanceof Error ? (error as Error & Details) : {}

/** The server's own words when it said some, else the program's. */
const wordsOf = (error: unknown): string => {
  const { response } = toDetails(error)
  if (typeof response === 'string' && response.length > 0)
    return response.replace(/\s+/g, ' ').trim()
  return error instanceof Error ? error.message : String(error)
}
