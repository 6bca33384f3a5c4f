import type { ClaimedDelivery, DeliveryReceipt } from '../store/deliveries'
import { writeProblem } from '../store/database'
import type { Origin } from '../store/identity'
import type { LaneState } from '../store/sendings'
import type { Alarm } from './alarm'
import { createAlarm } from './alarm'
import type { CallOptions } from './call'
import { makeCall } from './call'
import type { Gate } from './gates'
import type { Health } from './health'
import { createHealth } from './health'
import type { Wish } from './horizon'
import type { Timer } from './timer'

/** The part of a message that goes through one provider. */
export interface LaneOptions extends CallOptions {
  readonly origin: Origin
  readonly timer: Timer
  readonly gate: Gate
  /** How the last start left it. */
  readonly start: LaneState
  /** Records receipts and takes more recipients in flight, call by call. */
  readonly exchange: (
    receipts: readonly DeliveryReceipt[],
    wish: Wish,
    state: LaneState,
  ) => ClaimedDelivery[][]
  /** When somebody who still waits may be tried, in milliseconds since 1970; undefined when nobody waits. */
  readonly nextDue: () => number | undefined
  /** The reason why the provider may not be used any more. */
  readonly obstacle: () => string | undefined
  /** It waits, or no longer does. */
  readonly onState: (state: LaneState) => void
  /** The vendor does not know this recipient any more. */
  readonly onExpired: (delivery: ClaimedDelivery) => void
  /** True once the ledger is closed: what comes in now is lost. */
  readonly isClosed: () => boolean
}

/** Time for recipients to gather when a limit lets through a few at a time, one by one or for one call. */
const gatherMs = 10
const gatherCallMs = 50
/** How long to wait for a disk that cannot be written. */
const ledgerMs = 5000

/**
 * Sends to everybody who waits for this provider. Nobody is in flight but those of the calls being made.
 * Answers the reason when the provider as a whole was given up; who was not tried still waits then.
 */
export const runLane = async (options: LaneOptions): Promise<string | undefined> => {
  const alarm = createAlarm(options.timer)
  const unwatch = options.gate.watch(alarm.ring)
  options.signal.addEventListener('abort', alarm.ring)
  try {
    return await sendAll(options, alarm)
  } finally {
    unwatch()
    options.signal.removeEventListener('abort', alarm.ring)
  }
}

const sendAll = async (options: LaneOptions, alarm: Alarm): Promise<string | undefined> => {
  const { origin, gate, signal, exchange, onState, onExpired } = options
  const health = createHealth(origin, options.start)
  let receipts: DeliveryReceipt[] = []
  let calls = 0

  const launch = async (deliveries: readonly ClaimedDelivery[]): Promise<void> => {
    const age = health.age()
    const before = health.state()
    calls++
    gate.enter(deliveries.length)
    const outcome = await makeCall(options, deliveries)
    gate.leave()
    calls--
    receipts.push(...health.judge(outcome, age))
    deliveries.forEach((delivery, at) => {
      if (outcome.troubles[at]?.category === 'expired') onExpired(delivery)
    })
    if (health.state() !== before) onState(health.state())
    alarm.ring()
  }

  while (!options.isClosed()) {
    const obstacle = options.obstacle()
    if (obstacle !== undefined) health.giveUp(obstacle)
    const isEnding = signal.aborted || health.failure() !== undefined
    const wish = isEnding ? noWish : toWish(options, health, calls)
    const claimed = record(options, () => exchange(receipts, wish, health.state()))
    if (typeof claimed === 'string') {
      const waitUntil = origin.clock() + ledgerMs
      onState({ ...health.state(), waitUntil, waitReason: claimed })
      await alarm.wait(ledgerMs)
      continue
    }
    receipts = []
    for (const deliveries of claimed) void launch(deliveries)
    if (calls === 0 && (isEnding || options.nextDue() === undefined)) return health.failure()
    const isShort = wish.sizes.length > claimed.length
    await alarm.wait(isEnding ? undefined : toWait(options, health, { calls, isShort }))
  }
  return undefined
}

const noWish: Wish = { sizes: [], groupSize: 0, now: 0 }

/** As many calls as there is room for; after a trouble of the provider just one, to see. */
const toWish = (
  { channel, content, gate, copies, origin }: LaneOptions,
  health: Health,
  calls: number,
): Wish => {
  const groupSize = channel.batchSize(content)
  const width = health.state().strikes > 0 ? 1 : channel.connections
  const room = gate.room()
  const free = health.waitMs() > 0 ? 0 : Math.min(width - calls, room.calls)
  const sizes: number[] = []
  let people = room.recipients
  while (sizes.length < free && people >= 1) {
    const isAlone = sizes.length === 0 && copies.isOwed()
    const size = Math.min(isAlone ? 1 : groupSize, people)
    sizes.push(size)
    people -= size
  }
  return { sizes, groupSize, now: origin.clock() }
}

/** The time until more can be claimed; undefined when only the end of a call can change that. */
const toWait = (
  { channel, content, gate, nextDue, origin }: LaneOptions,
  health: Health,
  { calls, isShort }: { readonly calls: number; readonly isShort: boolean },
): number | undefined => {
  if (health.waitMs() > 0) return health.waitMs()
  const due = isShort ? nextDue() : undefined
  if (due !== undefined) return Math.max(1, due - origin.clock())
  const gateMs = gate.waitMs()
  if (gateMs === 0) return calls === 0 ? 1 : undefined
  const leastMs = channel.batchSize(content) > 1 ? gatherCallMs : gatherMs
  return gateMs === undefined ? undefined : Math.max(gateMs, leastMs)
}

/** Does it, or answers in words why nothing can be recorded now. */
const record = <Result>({ log }: LaneOptions, work: () => Result): Result | string => {
  try {
    return work()
  } catch (error) {
    const problem = writeProblem(error)
    if (problem === undefined) throw error
    log(problem)
    return problem
  }
}
