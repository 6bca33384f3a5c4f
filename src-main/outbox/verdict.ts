import { apiError, type ApiError } from '@contract/errors'
import type { OutboxRow } from '../store/outbox'

/** What becomes of an entry whose attempt failed. */
export type Verdict = Pick<OutboxRow, 'state' | 'isUnclear'>

/** A server that answers but is in trouble is tried so often. */
const mostAttempts = 6
const firstPauseMs = 5000
const longestPauseMs = 5 * 60_000

/**
 * Judges a failed attempt, the `attempts`-th since the release: only what may pass by itself is tried again.
 * `isLost`: the server does not answer now.
 */
export const judge = (error: ApiError, attempts: number, isLost = false): Verdict => {
  const { type, code } = error
  if (type === 'desktop_outcome_unknown') return { state: 'needsYou', isUnclear: true }
  // People cannot be counted without the server either.
  const isUncounted = isLost && type === 'desktop_ceiling_exceeded'
  if (isUncounted || type === 'desktop_connection_failed')
    return { state: 'released', isUnclear: false }
  // Whoever stopped an attempt says when the next one is.
  if (type === 'desktop_sending_locked' || type === 'desktop_wait_stopped')
    return { state: 'waiting', isUnclear: false }
  if (decisions.has(type)) return { state: 'needsYou', isUnclear: false }
  const isPassing = code === 429 || code >= 500
  return { state: isPassing && attempts < mostAttempts ? 'released' : 'failed', isUnclear: false }
}

/** How long to wait after the `attempts`-th failure. */
export const pauseAfter = (attempts: number): number =>
  Math.min(firstPauseMs * 2 ** Math.max(0, attempts - 1), longestPauseMs)

/** Nothing is wrong with the draft or the server: a person has to say what is meant. */
const decisions: ReadonlySet<string> = new Set([
  'desktop_draft_behind',
  'desktop_draft_undecided',
  'desktop_ceiling_exceeded',
  'desktop_field_kept',
  'message_not_found',
  'message_already_sent',
  'message_already_processing',
  'message_already_failed',
  'message_already_scheduled',
  'message_already_exists',
  'message_missing_schedule',
  'schedule_not_found',
])

/** Nobody saw the outcome, and the server does not have it now. */
export const notThere = (): ApiError =>
  apiError(
    'desktop_outcome_unknown',
    'The server gave no clear answer, and it does not have this message now. Release it again to try once more; its id stays the same, so nobody gets it twice.',
  )
