/**
 * What kind of trouble a vendor made; decides whether trying again can help. `deferred`: a mail server says to
 * come back later, which may take hours.
 */
export type ProviderErrorCategory =
  | 'auth'
  | 'rate_limit'
  | 'deferred'
  | 'network'
  | 'timeout'
  | 'validation'
  | 'rejected'
  | 'expired'
  | 'server'
  | 'unknown'

/**
 * Whom it concerns: one `recipient`, or everybody who goes through this `provider`. `outcome`: the
 * message was handed over and nobody knows what became of it. `untried`: nothing was attempted.
 */
export type ProviderErrorScope = 'recipient' | 'provider' | 'outcome' | 'untried'

const retryable: Readonly<Record<ProviderErrorCategory, boolean>> = {
  auth: false,
  rate_limit: true,
  deferred: true,
  network: true,
  timeout: true,
  validation: false,
  rejected: false,
  expired: false,
  server: true,
  unknown: false,
}

/** What a vendor said besides its words. */
export interface ProviderErrorDetails extends ErrorOptions {
  /** The status of its HTTP reply. */
  readonly status?: number | undefined
  /** How long it asks to wait before the next call. */
  readonly retryAfterMs?: number | undefined
}

/** A vendor's refusal or silence; stays inside delivery. The message is for people and holds no secret. */
export class ProviderError extends Error {
  override readonly name = 'ProviderError'
  /** Whether the same attempt may succeed later. */
  readonly retryable: boolean
  readonly status: number | undefined
  readonly retryAfterMs: number | undefined

  constructor(
    readonly category: ProviderErrorCategory,
    readonly scope: ProviderErrorScope,
    message: string,
    details: ProviderErrorDetails = {},
  ) {
    super(message, details)
    this.retryable = retryable[category]
    this.status = details.status
    this.retryAfterMs = details.retryAfterMs
  }
}

/** Text without any of these secrets, also where a server echoes them encoded, and without any `Authorization` or signed assertion. */
export const redact = (text: string, secrets: readonly string[]): string =>
  secrets
    .filter((secret) => secret.length > 0)
    .flatMap(spellings)
    .reduce((clean, secret) => clean.replaceAll(secret, mask), text)
    .replace(/\b(basic |bearer |assertion=)[\w+/.~-]{20,}=*/gi, `$1${mask}`)

const mask = '•••'

/** The ways in which a text stands in a request: as it is, in base64, in an address, in a form, in JSON. */
const spellings = (secret: string): string[] => [
  ...new Set([
    secret,
    Buffer.from(secret).toString('base64'),
    encodeURIComponent(secret),
    new URLSearchParams({ '': secret }).toString().slice(1),
    JSON.stringify(secret).slice(1, -1),
  ]),
]
