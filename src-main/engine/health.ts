import type { ProviderError } from '../providers/errors'
import type { DeliveryReceipt } from '../store/claims'
import { toTime, type Origin } from '../store/identity'
import type { LaneState } from '../store/sendings'
import type { CallOutcome } from './call'
import { concernsEverybody, isClockSetBack, judge } from './retry'

/** How a provider does for one message: whether it is left alone for a while, or given up. */
export interface Health {
  /** Rises with each trouble of the provider as a whole; calls of an earlier age tell nothing new. */
  age(): number
  state(): LaneState
  /** Milliseconds until it is tried again; none where the clock was set back by more than anybody waits. */
  waitMs(): number
  /** Why it was given up. */
  failure(): string | undefined
  giveUp(reason: string): void
  /** Draws the conclusions from a call that began at this age. */
  judge(outcome: CallOutcome, age: number): DeliveryReceipt[]
}

/** A lane's health, from what the last start left of it. */
export const createHealth = ({ clock, random }: Origin, start: LaneState): Health => {
  let age = 0
  let state = start
  let failure: string | undefined
  let last = { at: NaN, time: '' }

  /** Many calls end within the same millisecond. */
  const timeOf = (at: number): string => {
    if (at !== last.at) last = { at, time: toTime(at) }
    return last.time
  }

  const strike = (trouble: ProviderError): void => {
    age++
    const strikes = state.strikes + 1
    const verdict = judge(trouble, strikes, random)
    if (!verdict.again) {
      failure ??= verdict.error
      return
    }
    const waitUntil = Math.ceil(clock() + verdict.afterMs)
    state = { strikes, waitUntil, waitReason: trouble.message }
  }

  const toReceipts = ({ deliveries, troubles, outgoing }: CallOutcome): DeliveryReceipt[] => {
    const at = clock()
    const finishedAt = timeOf(at)
    // The same for all, so that those who failed together stay together.
    const again = troubles.some((one) => one !== undefined)
      ? { call: outgoing.key, jitter: random(2) }
      : never
    return deliveries.map(({ id, attempts: before }, place): DeliveryReceipt => {
      const trouble = troubles[place]
      const attempts = before + 1
      const over = { id, attempts, finishedAt, dueAt: null, call: null }
      const later = { id, finishedAt: null, state: 'pending' as const }
      if (!trouble) return { ...over, state: 'accepted', error: null }
      const { message: error, scope } = trouble
      if (scope === 'untried')
        return { ...later, attempts: before, error: null, dueAt: null, call: null }
      if (scope === 'outcome') return { ...over, state: 'unknown', error }
      if (concernsEverybody(trouble))
        return failure === undefined
          ? { ...later, attempts: before, error, dueAt: state.waitUntil, call: again.call }
          : { ...over, state: 'failed', error: failure }
      const verdict = judge(trouble, attempts, () => again.jitter)
      return verdict.again
        ? { ...later, attempts, error, dueAt: Math.ceil(at + verdict.afterMs), call: again.call }
        : { ...over, state: 'failed', error: verdict.error }
    })
  }

  return {
    age: () => age,
    state: () => state,
    waitMs: () => {
      const ms = (state.waitUntil ?? 0) - clock()
      return isClockSetBack(ms) ? 0 : Math.max(0, ms)
    },
    failure: () => failure,
    giveUp: (reason) => {
      failure ??= reason
    },
    judge: (outcome, calledAt) => {
      const trouble = outcome.troubles.find((one) => one && concernsEverybody(one))
      if (trouble && calledAt === age) strike(trouble)
      const isWell = !trouble && calledAt === age && outcome.troubles.some(isAnswer)
      if (isWell && state.strikes > 0) state = { strikes: 0, waitUntil: null, waitReason: null }
      return toReceipts(outcome)
    },
  }
}

/** Nobody is tried again. */
const never = { call: null, jitter: Buffer.alloc(2) }

/** Whether the provider said something, be it yes or no. */
const isAnswer = (trouble: ProviderError | undefined): boolean =>
  trouble === undefined || trouble.scope === 'recipient'
