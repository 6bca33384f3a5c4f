import type { ProviderErrorCategory, ProviderErrorScope } from '../errors'
import { ProviderError, redact } from '../errors'
import type { Answer } from './answer'
import { toRetryAfterMs } from './retry-after'

/** What a refusal means. */
export interface Meaning {
  readonly category: ProviderErrorCategory
  readonly scope: ProviderErrorScope
}

/** Who refuses, in whose words. */
export interface Refuser {
  readonly name: string
  /** Where this vendor's answers mean something else than their status says as a rule. */
  readonly meaning?: ((answer: Answer) => Meaning | undefined) | undefined
  /** Struck out before anything is cut off: half a secret would not be known for one. */
  readonly secrets: readonly string[]
  /** The vendor's own words. */
  readonly reason: (answer: Answer) => string | undefined
  /** How long it asks to wait, where it says so in its own way; `asked` is what `Retry-After` says. */
  readonly waitMs?:
    ((answer: Answer, asked: number | undefined, now: number) => number | undefined) | undefined
  /** The vendor does a repeated request only once. */
  readonly isIdempotent?: boolean | undefined
  /** Wall clock in ms since 1970. */
  readonly clock: () => number
}

/** Turns an answer that is no success into what it means for the recipients of the call. */
export const toRefusal = (answer: Answer, refuser: Refuser): ProviderError => {
  const { status, headers } = answer
  const { category, scope } =
    refuser.meaning?.(answer) ?? meaningOf(status, refuser.isIdempotent === true)
  const reason = refuser.reason(answer) ?? plainText(answer.body) ?? 'no reason given'
  const now = refuser.clock()
  const asked = toRetryAfterMs(headers['retry-after'], now)
  const retryAfterMs = refuser.waitMs ? refuser.waitMs(answer, asked, now) : asked
  const words = wordsFor(category, scope, refuser.name)
  // The status of a refusal that looks like a success says nothing.
  const code = status < 300 ? '' : ` (${status})`
  return new ProviderError(
    category,
    scope,
    `${words}: ${shorten(redact(reason, refuser.secrets))}${code}`,
    {
      status,
      retryAfterMs,
    },
  )
}

const meaningOf = (status: number, isIdempotent: boolean): Meaning => {
  if (status === 401 || status === 403) return { category: 'auth', scope: 'provider' }
  if (status === 429) return { category: 'rate_limit', scope: 'provider' }
  if (status === 408) return { category: 'timeout', scope: 'recipient' }
  // What is too large for one is too large for all.
  if (status === 413) return { category: 'validation', scope: 'provider' }
  // A gateway that gave up does not know what became of the request behind it.
  if ((status === 502 || status === 504) && !isIdempotent)
    return { category: 'unknown', scope: 'outcome' }
  if (status >= 500) return { category: 'server', scope: 'recipient' }
  // Redirects are not followed: nobody but the vendor gets the message and the key.
  if (status < 400) return { category: 'unknown', scope: 'provider' }
  return { category: 'validation', scope: 'recipient' }
}

const wordsFor = (
  category: ProviderErrorCategory,
  scope: ProviderErrorScope,
  name: string,
): string => {
  if (scope === 'outcome') return `${name} did not say whether it took the message`
  switch (category) {
    case 'auth':
      return `${name} refused the credentials`
    case 'rate_limit':
    case 'deferred':
      return `${name} takes no more at the moment`
    case 'server':
    case 'timeout':
      return `${name} has trouble of its own`
    case 'expired':
      return `${name} no longer knows this device`
    case 'network':
    case 'rejected':
    case 'unknown':
    case 'validation':
      return `${name} refused`
  }
}

/** A text body in one line; a web page says nothing to people. */
const plainText = (body: unknown): string | undefined =>
  typeof body === 'string' && body.trim() !== '' && !body.trimStart().startsWith('<')
    ? body
    : undefined

const longest = 300

const shorten = (text: string): string => {
  const line = text.replace(/\s+/g, ' ').trim()
  return line.length > longest ? `${line.slice(0, longest)}…` : line
}
