import type { ProviderError, ProviderErrorCategory } from '../providers/errors'
import type { Random } from '../store/identity'

/** Vendors that ask for more patience are given up on. */
const maxRetryAfterMs = 5 * 60_000

/** The waits between five attempts for a recipient, or in a row for a provider in trouble (behaviour 6.3). */
const quickMs = [1, 2, 4, 8].map((seconds) => seconds * 1000)
/**
 * The waits of one whom a mail server told to come back later. Greylisting lets pass whoever comes back after
 * some minutes, seldom hours, and a full mailbox may be emptied within a working day; a mail server would go on
 * for days (RFC 5321, 4.5.4.1), by when a campaign is no news any more. Seven hours and 51 minutes together.
 */
const patientMs = [1, 5, 15, 30, 60, 120, 240].map((minutes) => minutes * 60_000)
/** A server that puts everybody off, or that nothing reaches, may be back in a moment. */
const waitsMs = {
  recipient: { quick: quickMs, patient: patientMs },
  provider: { quick: quickMs, patient: [...quickMs, ...patientMs] },
}
/** So much of a wait may come on top of it. */
const jitterShare = 0.1

/** Who waits. */
type Whose = keyof typeof waitsMs

/** Whether nobody is told to wait for so long after so many attempts: the clock was set back since. */
export const isClockSetBack = (waitMs: number, attempts: number, whose: Whose): boolean => {
  const longestMs = waitsMs[whose].patient[attempts - 1] ?? 0
  return waitMs > Math.max(maxRetryAfterMs, longestMs * (1 + jitterShare)) + 1000
}

/** What follows from a trouble: another attempt after some time, or none, with words for people. */
export type Verdict =
  | { readonly again: true; readonly afterMs: number }
  | { readonly again: false; readonly error: string }

/** Judges the trouble of an attempt; `attempts` counts this one. */
export const judge = (trouble: ProviderError, attempts: number, random: Random): Verdict => {
  const { message, retryable, retryAfterMs, category } = trouble
  const whose = concernsEverybody(trouble) ? 'provider' : 'recipient'
  const isPatient = category === 'deferred' || (whose === 'provider' && isOutOfReach(category))
  const waitMs = waitsMs[whose][isPatient ? 'patient' : 'quick'][attempts - 1]
  if (!retryable) return { again: false, error: message }
  if (waitMs === undefined)
    return { again: false, error: isPatient ? tooOften(message, attempts) : message }
  if (retryAfterMs === undefined) return { again: true, afterMs: spread(waitMs, random) }
  if (retryAfterMs > maxRetryAfterMs) return { again: false, error: tooLong(message, retryAfterMs) }
  return { again: true, afterMs: retryAfterMs }
}

/** Whether it is the provider that is in trouble, and not just this call. */
export const concernsEverybody = ({ scope, retryAfterMs }: ProviderError): boolean =>
  scope === 'provider' || (scope === 'recipient' && retryAfterMs !== undefined)

/** This computer may be offline, which is no reason to give up on everybody. */
const isOutOfReach = (category: ProviderErrorCategory): boolean =>
  category === 'network' || category === 'timeout'

/** Up to a tenth more, so that those who failed together do not come back together. */
const spread = (waitMs: number, random: Random): number =>
  waitMs * (1 + (random(2).readUInt16BE() / 0x10000) * jitterShare)

const tooOften = (message: string, attempts: number): string =>
  `${message} It was tried ${attempts} times within 8 hours. Retry later.`

const tooLong = (message: string, retryAfterMs: number): string =>
  `${message} The provider asks to wait ${Math.ceil(retryAfterMs / 60_000)} minutes; Sendwright waits ${maxRetryAfterMs / 60_000} at most. Retry later.`
