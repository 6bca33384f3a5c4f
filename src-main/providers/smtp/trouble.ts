import type { ProviderErrorCategory, ProviderErrorScope } from '../errors'
import { ProviderError, redact } from '../errors'
import { networkCodeOf, unreachableWords } from '../unreachable'
import type { Problem } from './problem'
import type { Reply } from './replies'
import { toWords } from './replies'

/** Turns what went wrong into words for people, without the secrets of this server. */
export interface TroubleTranslator {
  /** While connecting and signing in. */
  atConnect(problem: Problem, server: string): ProviderError
  /** While sending; `isHandedOver` when the whole message had left. */
  atSend(problem: Problem, isHandedOver: boolean): ProviderError
}

/** A translator that strikes these secrets out. */
export const createTranslator = (secrets: readonly string[]): TroubleTranslator => {
  const trouble = (
    category: ProviderErrorCategory,
    scope: ProviderErrorScope,
    text: string,
    cause?: unknown,
  ): ProviderError => new ProviderError(category, scope, redact(text, secrets), { cause })

  return {
    atConnect(problem, server) {
      const words = wordsOf(problem)
      const cause = causeOf(problem)
      const reply = 'reply' in problem ? problem.reply : undefined
      const command = problem.kind === 'refused' ? problem.command : undefined
      if (reply && (isAuthReply(reply) || (command === 'AUTH' && reply.code >= 500)))
        return trouble('auth', 'provider', `${server} refused the sign-in: ${words}`)
      if (problem.kind === 'timeout')
        return trouble('timeout', 'provider', `${server} did not answer in time.${hintFor(server)}`)
      if (problem.kind === 'tls' && isPlain(problem))
        return trouble('network', 'provider', `${server} ${beginsInClear}`, cause)
      if (problem.kind === 'tls' || command === 'STARTTLS')
        return trouble('network', 'provider', `${server} cannot encrypt: ${words}`, cause)
      if (reply) {
        const category = reply.code < 500 ? 'deferred' : 'rejected'
        return trouble(category, 'provider', `${server} does not take mail: ${words}`)
      }
      const why = unreachableWords(server, networkCodeOf(cause))
      return trouble('network', 'provider', why ?? `Cannot connect to ${server}: ${words}`, cause)
    },
    atSend(problem, isHandedOver) {
      const words = wordsOf(problem)
      if (problem.kind === 'refused' || problem.kind === 'closing') {
        const { reply } = problem
        if (isAuthReply(reply)) return trouble('auth', 'provider', words)
        if (isBarred.test(words)) return trouble('rejected', 'provider', words)
        if (isThrottled.test(words)) return trouble('rate_limit', 'provider', words)
        // Before it knows whom the mail is for, it speaks of everybody. Later it speaks of this recipient, also
        // where its words are of itself: were they taken for everybody, one recipient could hold all up.
        const scope = problem.command === 'MAIL FROM' ? 'provider' : 'recipient'
        return trouble(reply.code < 500 ? 'deferred' : 'rejected', scope, words)
      }
      if (problem.kind === 'stopped') return trouble('unknown', 'untried', 'Sending was stopped.')
      if (isHandedOver) return trouble('unknown', 'outcome', lostAnswer, causeOf(problem))
      if (problem.kind === 'impossible')
        return trouble('validation', problem.of === 'sender' ? 'provider' : 'recipient', words)
      if (problem.kind === 'timeout')
        return trouble('timeout', 'provider', 'The mail server stopped answering.')
      return trouble('network', 'provider', `The connection was lost: ${words}`, causeOf(problem))
    },
  }
}

/** There a server waits for encryption, and a client that knows nothing of it for the server. */
const hintFor = (server: string): string =>
  server.endsWith(':465') ? ' Port 465 wants SSL as the encryption of the provider.' : ''

/** What came in place of encryption was none. */
const isPlain = ({ error }: Extract<Problem, { readonly kind: 'tls' }>): boolean =>
  error instanceof Error &&
  'code' in error &&
  /^ERR_SSL_(WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG|HTTP_REQUEST)$/.test(String(error.code))

const beginsInClear =
  'begins without encryption on this port: choose TLS or none as the encryption of the provider, or the port for SSL, 465 as a rule.'

const lostAnswer =
  'The connection was lost after the mail was handed over. Whether it arrived is unknown.'

/**
 * The account has sent all that it may in a day, or may not send as this sender: Amazon SES, Gmail and
 * Microsoft 365 say it in answer to a mail. To wait is no use.
 * https://docs.aws.amazon.com/ses/latest/dg/manage-sending-quotas-errors.html
 * https://support.google.com/a/answer/3726730
 * https://learn.microsoft.com/en-us/exchange/troubleshoot/send-emails/smtp-submission-improvements
 */
const isBarred =
  /^454 .*daily message quota|^550 5\.4\.5 |Exception:(Submission)?QuotaExceeded|SendAsDenied/i

/** Amazon SES wants fewer mails a second, Microsoft 365 fewer at the same time, whoever they are for. */
const isThrottled = /^454 throttling|^432 4\.3\.2 /i

/** 530, 534, 535, 538: sign-in missing, too weak, wrong (RFC 4954). */
const isAuthReply = ({ code }: Reply): boolean => [530, 534, 535, 538].includes(code)

/** The server's own words when it said some, else the program's. */
const wordsOf = (problem: Problem): string => {
  if ('reply' in problem) return toWords(problem.reply)
  if ('words' in problem) return problem.words
  const cause = causeOf(problem)
  return cause instanceof Error ? cause.message : 'the server closed it.'
}

const causeOf = (problem: Problem): unknown => ('error' in problem ? problem.error : undefined)
