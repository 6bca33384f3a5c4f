import type { ProviderError } from '../providers/errors'
import type { DeliveryReceipt } from '../store/claims'
import { toTime, type Origin } from '../store/identity'
import type { LaneState } from '../store/sendings'
import type { CallOutcome } from './call'
import { concernsEverybody, isClockSetBack, judge } from './retry'

/** How a provider does, the same for all messages that go through it. */
export interface Condition {
  /** Rises with each trouble of the provider as a whole; calls of an earlier age tell nothing new. */
  age: number
  state: LaneState
}

/** What one message makes of that: whether the provider is left alone for a while, or given up. */
export interface Health {
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

/**
 * A lane's health. While another message is answered, the provider is not given up for this one: what a vendor
 * allows a second may go to either.
 */
export const createHealth = ({ clock, random }: Origin, condition: Condition): Health => {
  let failure: string | undefined
  let last = { at: NaN, time: '' }

  /** Many calls end within the same millisecond. */
  const timeOf = (at: number): string => {
    if (at !== last.at) last = { at, time: toTime(at) }
    return last.time
  }

  const strike = (trouble: ProviderError): void => {
    condition.age++
    const strikes = condition.state.strikes + 1
    const verdict = judge(trouble, strikes, random)
    if (!verdict.again) {
      failure ??= verdict.error
      return
    }
    const waitUntil = Math.ceil(clock() + verdict.afterMs)
    condition.state = { strikes, waitUntil, waitReason: trouble.message }
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
          ? {
              ...later,
              attempts: before,
              error,
              dueAt: condition.state.waitUntil,
              call: again.call,
            }
          : { ...over, state: 'failed', error: failure }
      const verdict = judge(trouble, attempts, () => again.jitter)
      return verdict.again
        ? { ...later, attempts, error, dueAt: Math.ceil(at + verdict.afterMs), call: again.call }
        : { ...over, state: 'failed', error: verdict.error }
    })
  }

  return {
    age: () => condition.age,
    state: () => condition.state,
    waitMs: () => {
      const { waitUntil, strikes } = condition.state
      const ms = (waitUntil ?? 0) - clock()
      return isClockSetBack(ms, strikes, 'provider') ? 0 : Math.max(0, ms)
    },
    failure: () => failure,
    giveUp: (reason) => {
      failure ??= reason
    },
    judge: (outcome, calledAt) => {
      const trouble = outcome.troubles.find((one) => one && concernsEverybody(one))
      const isNews = calledAt === condition.age
      if (trouble && isNews) strike(trouble)
      const isWell = !trouble && isNews && outcome.troubles.some(isAnswer)
      if (isWell && condition.state.strikes > 0) condition.state = calm
      return toReceipts(outcome)
    },
  }
}

/** Nothing is the matter. */
export const calm: LaneState = { strikes: 0, waitUntil: null, waitReason: null }

/** Nobody is tried again. */
const never = { call: null, jitter: Buffer.alloc(2) }

/** Whether the provider said something, be it yes or no. */
const isAnswer = (trouble: ProviderError | undefined): boolean =>
  trouble === undefined || trouble.scope === 'recipient'
