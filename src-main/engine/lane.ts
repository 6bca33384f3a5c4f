import type { ClaimedDelivery, DeliveryReceipt, Returns } from '../store/claims'
import { writeProblem } from '../store/database'
import type { Origin } from '../store/identity'
import type { NextDelivery } from '../store/put-off'
import type { LaneState } from '../store/sendings'
import { createAhead, type Ahead } from './ahead'
import type { Alarm } from './alarm'
import { createAlarm } from './alarm'
import type { CallOptions, CallOutcome } from './call'
import { makeCall } from './call'
import type { Gate } from './gates'
import type { HandOvers } from './hand-overs'
import type { Condition, Health } from './health'
import { createHealth } from './health'
import type { Wish } from './horizon'
import { isClockSetBack } from './retry'
import { longestNapMs } from './parking'
import type { Pause, Rest, Resting } from './rest'
import { createResting } from './rest'
import type { Timer } from './timer'

/** The part of a message that goes through one provider. */
export interface LaneOptions extends CallOptions {
  readonly origin: Origin
  readonly timer: Timer
  readonly gate: Gate
  readonly condition: Condition
  /** Records what is returned and takes more recipients in flight, call by call. */
  readonly exchange: (returns: Returns, wish: Wish, state: LaneState) => ClaimedDelivery[][]
  /** Notes outcomes, and who is handed over to the provider now. */
  readonly note: HandOvers['note']
  /** How many wait in the ledger who were never tried, counted up to `most`. */
  readonly countFresh: (most: number) => number
  /** Who may be tried next of those who still wait; undefined when nobody does. */
  readonly nextDue: () => NextDelivery | undefined
  /** The reason why the provider may not be used any more. */
  readonly obstacle: () => string | undefined
  /** Whether the channel has the provider's present settings; without them it ends, and others go another way. */
  readonly isCurrent: () => boolean
  /** It waits, or no longer does. */
  readonly onState: (state: LaneState) => void
  /** It begins to rest for a reason of its own, goes on, or a silence of the provider begins or ends. */
  readonly onRest: (rest: Rest) => void
  /** The vendor does not know this recipient any more. */
  readonly onExpired: (delivery: ClaimedDelivery) => void
  /** True once the ledger is closed: what comes in now is lost. */
  readonly isClosed: () => boolean
}

/** Time for recipients to gather when a limit lets through a few at a time, one by one or for one call. */
const gatherMs = 10
const gatherCallMs = 50
/** So long an outcome may be in the notes only, which screens do not show. */
const recordMs = 100
/** How long to wait for a disk that cannot be written. */
const ledgerMs = 5000

/**
 * Sends to everybody who waits for this provider. Nobody is handed over but those of the calls being made; a
 * few more are claimed (`ahead.ts`) and wait for a free connection.
 * Answers the reason when the provider as a whole was given up; who was not tried still waits then.
 */
export const runLane = async (options: LaneOptions): Promise<string | undefined> => {
  const alarm = createAlarm(options.timer)
  const resting = createResting(options.origin.clock, options.onRest)
  const unwatch = options.gate.watch(alarm.ring)
  options.signal.addEventListener('abort', alarm.ring)
  try {
    return await sendAll(options, alarm, resting)
  } finally {
    resting.end()
    unwatch()
    options.signal.removeEventListener('abort', alarm.ring)
  }
}

const sendAll = async (
  options: LaneOptions,
  alarm: Alarm,
  resting: Resting,
): Promise<string | undefined> => {
  const { origin, gate, timer, signal, exchange, isClosed, onState, onExpired } = options
  const health = createHealth(origin, options.condition)
  /** A lane that begins amid a trouble tells of it. */
  let told = health.state().strikes === 0 ? health.state() : undefined
  const ahead = createAhead(origin.clock)
  let receipts: DeliveryReceipt[] = []
  /** So many of them were noted. */
  let noted = 0
  let ready: ClaimedDelivery[][] = []
  let calls = 0
  let isHeld = false
  let isCurrent = true
  let isFollowing = false
  /** Whoever waits until then is tried now: the clock was set back since. */
  let dueBy = 0
  let cancelRecord: (() => void) | undefined

  const isEnding = (): boolean => signal.aborted || !isCurrent || health.failure() !== undefined
  const behind = (most: number): number => {
    if (isClosed() || isEnding() || health.waitMs() > 0) return 0
    const claimed = ready.reduce((sum, call) => sum + call.length, 0)
    return claimed < most ? claimed + options.countFresh(most - claimed) : most
  }
  const calling = { ...options, behind }
  const free = (): number => (isEnding() ? 0 : freeCalls(options, health, calls))
  /** Other messages find out, too, how the provider does. */
  const tellState = (): void => {
    const state = health.state()
    if (state !== told) onState(state)
    told = state
  }
  const end = (outcome: CallOutcome, age: number): void => {
    calls--
    resting.answered()
    for (const receipt of health.judge(outcome, age)) receipts.push(receipt)
    outcome.deliveries.forEach((delivery, at) => {
      if (outcome.troubles[at]?.category === 'expired') onExpired(delivery)
    })
    // Before another message calls in its place: nobody else may be in doubt after a crash.
    if (gate.isShared() && !isClosed()) attempt(options, () => note([]))
    gate.leave()
    tellState()
    // A trouble goes to the ledger before anybody else is called: it may stop everything.
    isHeld ||= outcome.troubles.some((trouble) => trouble !== undefined)
    if (isHeld || ready.length === 0 || isEnding()) alarm.ring()
    else followSoon()
  }
  /** Calls that end at the same time are followed by others together, with one note for all. */
  const followSoon = (): void => {
    if (isFollowing) return
    isFollowing = true
    cancelRecord ??= timer(alarm.ring, recordMs)
    setImmediate(() => {
      isFollowing = false
      if (isHeld) return
      if (typeof attempt(options, handOver) === 'string' || calls === 0) alarm.ring()
    })
  }
  const note = (begun: readonly number[]): void => {
    if (begun.length + receipts.length - noted > 0) options.note(receipts.slice(noted), begun)
    noted = receipts.length
  }
  /** Calls for as many of those who are ready as there is room for; notes outcomes on the way. */
  const handOver = (): void => {
    if (isClosed()) return
    const next = toNext(ready, free(), gate.room().recipients)
    const begun = next.flatMap((call) => call.map(({ id }) => id))
    // With nobody else the ledger is told itself, at once.
    if (ready.length === 0) return
    note(begun)
    ready.splice(0, next.length)
    const age = health.age()
    for (const deliveries of next) {
      calls++
      resting.called()
      gate.enter(deliveries.length)
      ahead.handedOver(deliveries.length)
      void makeCall(calling, deliveries).then((outcome) => end(outcome, age))
    }
  }
  /** Returns what there is to the ledger, and claims and calls anew; answers the wish it had. */
  const turn = (): { wish: Wish; claimed: number } => {
    tellState()
    const mayCall = !isEnding() && health.waitMs() === 0
    const unused = mayCall ? [] : ready.flatMap((call) => call.map(({ id }) => id))
    const now = Math.max(origin.clock(), dueBy)
    const wish = mayCall ? toWish(options, { free: free() - ready.length, ahead, now }) : noWish
    dueBy = 0
    const claimed = exchange({ receipts, unused }, wish, health.state())
    cancelRecord?.()
    cancelRecord = undefined
    receipts = []
    noted = 0
    isHeld = false
    ready = [...(mayCall ? ready : []), ...claimed]
    handOver()
    return { wish, claimed: claimed.length }
  }

  while (!isClosed()) {
    const obstacle = options.obstacle()
    if (obstacle !== undefined) health.giveUp(obstacle)
    isCurrent &&= options.isCurrent()
    const done = attempt(options, turn)
    if (typeof done === 'string') {
      const waitUntil = origin.clock() + ledgerMs
      onState({ ...health.state(), waitUntil, waitReason: done })
      await alarm.wait(ledgerMs)
      continue
    }
    const isIdle = calls === 0 && ready.length === 0
    if (isIdle && (isEnding() || options.nextDue() === undefined)) return health.failure()
    const isShort = done.wish.sizes.length > done.claimed
    const due = isShort ? options.nextDue() : undefined
    if (due && isClockSetBack(due.dueAt - origin.clock(), due.attempts, 'recipient')) {
      dueBy = due.dueAt
      continue
    }
    const pause = isEnding() ? {} : toPause(options, health, { calls, due: due?.dueAt })
    if (calls === 0) resting.begin(pause)
    await alarm.wait(pause.ms === undefined ? undefined : Math.min(pause.ms, longestNapMs))
  }
  return undefined
}

const noWish: Wish = { sizes: [], groupSize: 0, now: 0 }

/** The calls that may begin now; after a trouble of the provider just one, to see. */
const freeCalls = (
  { channel, gate }: Pick<LaneOptions, 'channel' | 'gate'>,
  health: Health,
  calls: number,
): number => {
  if (health.waitMs() > 0) return 0
  const width = health.state().strikes > 0 ? 1 : channel.connections
  return Math.max(0, Math.min(width - calls, gate.room().calls))
}

/** Those who may be called now: a limit may have been set since they were claimed. */
const toNext = (
  ready: readonly ClaimedDelivery[][],
  calls: number,
  recipients: number,
): ClaimedDelivery[][] => {
  let room = recipients
  const next: ClaimedDelivery[][] = []
  for (const call of ready.slice(0, calls)) {
    if (room < 1) break
    room -= call.length
    next.push(call)
  }
  return next
}

/** As many calls as there is room for, and some more of one recipient each. */
const toWish = (
  { channel, content, gate, copies }: LaneOptions,
  { free, ahead, now }: { readonly free: number; readonly ahead: Ahead; readonly now: number },
): Wish => {
  const groupSize = channel.batchSize(content)
  let people = gate.room().recipients
  // A limit lets few through at a time; who is claimed then goes at once.
  const more = free > 0 && groupSize === 1 && people === Infinity ? ahead.room() : 0
  const sizes: number[] = []
  while (sizes.length < free + more && people >= 1) {
    const isAlone = sizes.length === 0 && copies.isOwed()
    const size = Math.min(isAlone ? 1 : groupSize, people)
    sizes.push(size)
    people -= size
  }
  return { sizes, groupSize, now }
}

/** The time until more can be claimed; absent when only the end of a call can change that. */
const toPause = (
  { channel, content, gate, origin }: LaneOptions,
  health: Health,
  { calls, due }: { readonly calls: number; readonly due: number | undefined },
): Pause => {
  if (health.waitMs() > 0) return { kind: 'trouble', ms: health.waitMs() }
  if (due !== undefined) return { kind: 'retries', ms: Math.max(1, due - origin.clock()) }
  const gateMs = gate.waitMs()
  if (gateMs === 0) return calls === 0 ? { ms: 1 } : {}
  const leastMs = channel.batchSize(content) > 1 ? gatherCallMs : gatherMs
  return { kind: 'limit', ms: gateMs === undefined ? undefined : Math.max(gateMs, leastMs) }
}

/** Does it, or answers in words why nothing can be recorded now. */
const attempt = <Result>({ log }: LaneOptions, work: () => Result): Result | string => {
  try {
    return work()
  } catch (error) {
    const problem = writeProblem(error)
    if (problem === undefined) throw error
    log(problem)
    return problem
  }
}
