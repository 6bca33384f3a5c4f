/** What kind of trouble a vendor made; decides whether trying again can help. */
export type ProviderErrorCategory =
  | 'auth'
  | 'rate_limit'
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
  network: true,
  timeout: true,
  validation: false,
  rejected: false,
  expired: false,
  server: true,
  unknown: false,
}

/** A vendor's refusal or silence; stays inside delivery. The message is for people and holds no secret. */
export class ProviderError extends Error {
  override readonly name = 'ProviderError'
  /** Whether the same attempt may succeed later. */
  readonly retryable: boolean

  constructor(
    readonly category: ProviderErrorCategory,
    readonly scope: ProviderErrorScope,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options)
    this.retryable = retryable[category]
  }
}

/** Text without any of these secrets, also where a server echoes them in base64. */
export const redact = (text: string, secrets: readonly string[]): string =>
  secrets
    .filter((secret) => secret.length > 0)
    .flatMap((secret) => [secret, Buffer.from(secret).toString('base64')])
    .reduce((clean, secret) => clean.replaceAll(secret, '•••'), text)
