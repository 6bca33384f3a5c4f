import type { ProviderError } from '../providers/errors'
import type { Random } from '../store/identity'

/** Attempts for each recipient, and in a row for a provider that is in trouble as a whole (behaviour 6.3). */
export const maxAttempts = 5
/** Vendors that ask for more patience are given up on. */
const maxRetryAfterMs = 5 * 60_000

/** Nobody is told to wait for so long: the clock was set back since. */
export const isClockSetBack = (waitMs: number): boolean => waitMs > maxRetryAfterMs + 1000

const firstDelayMs = 1000

/** What follows from a trouble: another attempt after some time, or none, with words for people. */
export type Verdict =
  | { readonly again: true; readonly afterMs: number }
  | { readonly again: false; readonly error: string }

/** Judges the trouble of an attempt; `attempts` counts this one. */
export const judge = (trouble: ProviderError, attempts: number, random: Random): Verdict => {
  const { message, retryable, retryAfterMs } = trouble
  if (!retryable || attempts >= maxAttempts) return { again: false, error: message }
  if (retryAfterMs === undefined) return { again: true, afterMs: delayMs(attempts, random) }
  if (retryAfterMs > maxRetryAfterMs) return { again: false, error: tooLong(message, retryAfterMs) }
  return { again: true, afterMs: retryAfterMs }
}

/** Whether it is the provider that is in trouble, and not just this call. */
export const concernsEverybody = ({ scope, retryAfterMs }: ProviderError): boolean =>
  scope === 'provider' || (scope === 'recipient' && retryAfterMs !== undefined)

/** 1, 2, 4, 8 s and up to a tenth more, so that those who failed together do not come back together. */
const delayMs = (attempts: number, random: Random): number => {
  const jitter = random(2).readUInt16BE() / 0x10000 / 10
  return firstDelayMs * 2 ** (attempts - 1) * (1 + jitter)
}

const tooLong = (message: string, retryAfterMs: number): string =>
  `${message} The provider asks to wait ${Math.ceil(retryAfterMs / 60_000)} minutes; Sendwright waits ${maxRetryAfterMs / 60_000} at most. Retry later.`
