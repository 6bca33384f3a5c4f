import type { ClaimedDelivery, DeliveryReceipt } from '@main/store/claims'
import { openGate } from '@main/engine/gates'
import { runLane, type LaneOptions } from '@main/engine/lane'
import Database from 'better-sqlite3'
import { expect, it } from 'vitest'
import { fastTime } from '../../support/fast-time'
import { scriptedProvider, type Script } from '../../support/scripted-provider'

/** A lane over a ledger in memory, which can be made to fail. */
const openLane = (
  people: number,
  isFull: (exchanges: number) => boolean,
  script: Script = () => undefined,
) => {
  const vendor = scriptedProvider(script)
  const abort = new AbortController()
  const time = fastTime()
  const { clock, timer } = time
  const waiting: ClaimedDelivery[] = Array.from({ length: people }, (_, id) => ({
    ...{ id, identifier: `p${id}`, targetId: `t${id}`, userId: 'u', attempts: 0 },
  }))
  const recorded: DeliveryReceipt[] = []
  const reasons: string[] = []
  const noted: number[] = []
  const unused: number[] = []
  let exchanges = 0
  const channel = vendor.provider.open?.({}, { http: neverUsed, clock })
  if (!channel) throw new Error('The scripted provider does not open.')
  const options: LaneOptions = {
    channel,
    content: { type: 'sms', content: 'Hello' },
    sending: {
      ...{ sandbox: false, token: 'token', startedAt: '2026-01-01T00:00:00.000+00:00' },
      ...{ expandedAt: null, finishedAt: null, pausedAt: null, pauseReason: null },
      ...{ cancelledAt: null, copies: 'owed', copiedRecipients: [], problems: [] },
    },
    copies: {
      ...{ isOwed: () => false, take: () => false, giveBack: () => {} },
      ...{ done: () => {}, doubt: () => {}, end: () => {} },
    },
    signal: abort.signal,
    log: () => {},
    origin: { clock, random: (size) => Buffer.alloc(size) },
    timer,
    gate: openGate,
    condition: { age: 0, state: { strikes: 0, waitUntil: null, waitReason: null } },
    note: (_, begun) => void noted.push(...begun),
    exchange: ({ receipts, unused: back }, { sizes }) => {
      if (isFull(++exchanges)) throw new Database.SqliteError('disk full', 'SQLITE_FULL')
      recorded.push(...receipts)
      unused.push(...back)
      return sizes.map((size) => waiting.splice(0, size)).filter((call) => call.length > 0)
    },
    countFresh: (most) => Math.min(most, waiting.length),
    nextDue: () => (waiting.length > 0 ? { dueAt: 0, attempts: 0, error: '' } : undefined),
    obstacle: () => undefined,
    isCurrent: () => true,
    onState: ({ waitReason }) => void reasons.push(waitReason ?? ''),
    onRest: () => {},
    onExpired: () => {},
    isClosed: () => false,
  }
  return {
    options,
    time,
    vendor,
    waiting,
    recorded,
    reasons,
    noted,
    unused,
    abort,
    exchanges: () => exchanges,
  }
}

const realTime = { clock: Date.now, random: (size: number) => Buffer.alloc(size) }
const neverUsed = { send: () => Promise.reject(new Error('unused')), close: () => {} }

it('waits for a full disk and then records every outcome, once', async () => {
  const { options, vendor, recorded, reasons } = openLane(30, (count) => count >= 3 && count <= 6)
  expect(await runLane(options)).toBeUndefined()

  expect(vendor.calls).toHaveLength(30)
  expect(recorded).toHaveLength(30)
  expect(new Set(recorded.map(({ id }) => id)).size).toBe(30)
  expect(recorded.every(({ state }) => state === 'accepted')).toBe(true)
  expect(reasons[0]).toMatch(/^The disk is full/)
})

it('calls nobody while a claim cannot be recorded', async () => {
  const { options, vendor, reasons, time } = openLane(10, (count) => count <= 3)
  time.hold()
  const run = runLane(options)
  await new Promise((resolve) => setTimeout(resolve, 60))
  expect(vendor.calls).toEqual([])
  expect(reasons.length).toBeGreaterThan(0)
  time.go()
  await run
  expect(vendor.calls).toHaveLength(10)
})

it('claims so far ahead that one exchange serves many calls, each noted before it is made', async () => {
  const lane = openLane(
    1000,
    () => false,
    ({ recipients: [one] }) => {
      expect(lane.noted).toContain(Number(one?.identifier.slice(1)))
    },
  )
  expect(await runLane({ ...lane.options, origin: realTime })).toBeUndefined()
  expect(lane.recorded).toHaveLength(1000)
  expect(new Set(lane.noted).size).toBe(1000)
  expect(lane.exchanges()).toBeLessThan(100)
})

it('gives back whom it claimed and did not call when it is to stop', async () => {
  const lane = openLane(
    1000,
    () => false,
    () => {
      const claimed = 1000 - lane.waiting.length
      if (claimed > lane.noted.length) lane.abort.abort()
    },
  )
  await runLane({ ...lane.options, origin: realTime })
  const called = lane.vendor.calls.length
  expect(called).toBeLessThan(1000)
  expect(lane.noted).toHaveLength(called)
  expect(lane.recorded).toHaveLength(called)
  expect(lane.unused.length).toBeGreaterThan(0)
  expect(lane.unused.filter((id) => lane.noted.includes(id))).toEqual([])
})

it('heeds a limit that is set after it claimed', async () => {
  let isLimited = false
  const lane = openLane(
    1000,
    () => false,
    () => {
      isLimited ||= 1000 - lane.waiting.length > lane.noted.length + 20
    },
  )
  const gate = {
    ...openGate,
    room: () => ({ calls: Infinity, recipients: isLimited ? 0 : Infinity }),
    waitMs: () => (isLimited ? 20 : 0),
  }
  const run = runLane({ ...lane.options, gate, origin: realTime })
  await new Promise((resolve) => setTimeout(resolve, 100))
  expect(isLimited).toBe(true)
  const called = lane.vendor.calls.length
  expect(called).toBeLessThan(1000 - lane.waiting.length)
  await new Promise((resolve) => setTimeout(resolve, 100))
  expect(lane.vendor.calls).toHaveLength(called)
  lane.abort.abort()
  await run
  expect(lane.vendor.calls).toHaveLength(called)
})

it('tells the channel how many follow for sure, claimed or not', async () => {
  const seen: (number | undefined)[] = []
  const lane = openLane(
    40,
    () => false,
    async ({ behind }) => {
      await Promise.resolve()
      seen.push(behind?.(20))
    },
  )
  await runLane(lane.options)
  expect(seen).toHaveLength(40)
  expect(seen[0]).toBe(20)
  expect(seen.at(-1)).toBe(0)
  // Nobody is promised twice.
  for (const [at, count = 0] of seen.entries()) expect(count).toBeLessThanOrEqual(40 - at - 1)
})
