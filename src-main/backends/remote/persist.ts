import type { HttpReply, Outcome } from './exchange'
import type { Wait } from './waits'

/** What an attempt leaves behind: an answer to go by, certainly no change, or a change perhaps. */
export type Verdict = 'settled' | 'refused' | 'unclear'

/** How often and how long a call is repeated. */
interface Persistence {
  /** Whether a second attempt does no harm when the first has got through. */
  readonly isRepeatable: boolean
  readonly wait: Wait
  /** Between 0 and 1. */
  readonly random?: () => number
}

/** What the last attempt came to, and whether one before it may have got through. */
export interface Persisted {
  readonly outcome: Outcome
  readonly verdict: Verdict
  readonly wasUnclear: boolean
  /** A person did not want to wait for the next attempt. */
  readonly isStopped: boolean
}

const pausesMs = [300, 1200]
/** The longest pause that a server may ask for before the person is told instead. */
const longestPauseMs = 30_000

/**
 * Sends until there is an answer to go by. Only what does no harm twice is sent again after an unclear
 * attempt; what a server refused to look at may always be.
 */
export const persist = async (
  send: () => Promise<Outcome>,
  { isRepeatable, wait, random = Math.random }: Persistence,
): Promise<Persisted> => {
  let wasUnclear = false
  for (let attempt = 0; ; attempt++) {
    const outcome = await send()
    const verdict = judge(outcome)
    const pause = pauseAfter(outcome, attempt, random)
    const mayRepeat = verdict === 'refused' || (verdict === 'unclear' && isRepeatable)
    if (!mayRepeat || !pause) return { outcome, verdict, wasUnclear, isStopped: false }
    if (!(await wait(pause))) return { outcome, verdict, wasUnclear, isStopped: true }
    wasUnclear ||= verdict === 'unclear'
  }
}

/** Gateways answer these for a server that may well have taken the request. */
const unclearStatuses = new Set([500, 502, 503, 504])

const judge = (outcome: Outcome): Verdict => {
  if (outcome.kind === 'failure') return outcome.isUnsent ? 'refused' : 'unclear'
  if (outcome.status === 429) return 'refused'
  return unclearStatuses.has(outcome.status) ? 'unclear' : 'settled'
}

/** How long to wait before the next attempt; nothing when there is to be none. */
const pauseAfter = (
  outcome: Outcome,
  attempt: number,
  random: () => number,
): Parameters<Wait>[0] | undefined => {
  const usualMs = pausesMs[attempt]
  if (usualMs === undefined) return undefined
  if (outcome.kind === 'failure' && !outcome.isPassing) return undefined
  const askedMs = outcome.kind === 'reply' ? retryAfterMs(outcome, Date.now()) : undefined
  if (askedMs !== undefined)
    return askedMs <= longestPauseMs ? { ms: askedMs, isAsked: true } : undefined
  // Spread, so that what failed together does not come back together.
  return { ms: usualMs * (0.75 + random() / 2), isAsked: false }
}

/** Milliseconds that a `Retry-After` of seconds or of a date asks for; RFC 9110, section 10.2.3. */
export const retryAfterMs = ({ headers }: HttpReply, nowMs: number): number | undefined => {
  const value = headers['retry-after']
  if (typeof value !== 'string') return undefined
  if (/^\d{1,9}$/.test(value.trim())) return Number(value) * 1000
  const at = Date.parse(value)
  return Number.isNaN(at) ? undefined : Math.max(0, at - nowMs)
}
