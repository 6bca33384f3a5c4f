import { createScheduler } from '@main/engine/scheduler'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

const nine = Date.parse('2026-11-23T09:00:00Z')
const minute = 60_000

/**
 * A computer with two clocks. While it is awake both move with its timers; asleep, timers stand still and
 * the wall clock goes on, the monotonic one only where `countsSleep`.
 */
const createComputer = ({ countsSleep = false } = {}) => {
  let ahead = 0
  let slept = 0
  let stalled = 0
  const due: number[] = []
  const dealt: { readonly at: number; readonly awakeSince: number; readonly dues: number[] }[] = []
  let looks = 0
  const clock = (): number => Date.now() + ahead
  const scheduler = createScheduler({
    clock,
    monotonic: () => performance.now() + stalled + (countsSleep ? slept : 0),
    nextDue: () => {
      looks++
      return due.length > 0 ? Math.min(...due) : undefined
    },
    dealWithDue: (awakeSince) => {
      const dues = due.filter((time) => time <= clock())
      for (const time of dues) due.splice(due.indexOf(time), 1)
      dealt.push({ at: clock(), awakeSince, dues })
    },
  })
  return {
    scheduler,
    dealt,
    looks: () => looks,
    schedule: (...times: number[]) => {
      due.push(...times)
      scheduler.poke()
    },
    cancel: () => {
      due.length = 0
      scheduler.poke()
    },
    setClock: (byMs: number) => (ahead += byMs),
    sleep: (ms: number) => {
      ahead += ms
      slept += ms
    },
    /** Timers come so much later, although nobody sleeps. */
    stall: (ms: number) => {
      ahead += ms
      stalled += ms
    },
  }
}

beforeEach(() => {
  vi.useFakeTimers({ now: nine })
})
afterEach(() => {
  vi.useRealTimers()
})

describe('the scheduler', () => {
  it('deals with a message when it is due, not before', () => {
    const { schedule, dealt } = createComputer()
    schedule(nine + 10 * minute)
    vi.advanceTimersByTime(10 * minute - 1)
    expect(dealt).toEqual([])
    vi.advanceTimersByTime(1)
    expect(dealt).toEqual([
      { at: nine + 10 * minute, awakeSince: nine, dues: [nine + 10 * minute] },
    ])
  })

  it('has no timer while nothing is scheduled', () => {
    const { scheduler, schedule, cancel, looks } = createComputer()
    scheduler.poke()
    expect(vi.getTimerCount()).toBe(0)
    schedule(nine + minute)
    expect(vi.getTimerCount()).toBe(1)
    cancel()
    const before = looks()
    vi.advanceTimersByTime(60 * minute)
    expect(looks()).toBe(before)
  })

  it('looks no more than twice a minute while it waits', () => {
    const { schedule, looks } = createComputer()
    schedule(nine + 24 * 60 * minute)
    const before = looks()
    vi.advanceTimersByTime(60 * minute)
    // Each time once for what is due and once for what comes next.
    expect(looks() - before).toBeLessThanOrEqual(240)
  })

  it('deals with two that are due at the same moment together, and with the next in its turn', () => {
    const { schedule, dealt } = createComputer()
    schedule(nine + minute, nine + minute, nine + 2 * minute)
    vi.advanceTimersByTime(2 * minute)
    expect(dealt.map(({ dues }) => dues.length)).toEqual([2, 1])
  })

  it('forgets what is taken back at the last moment', () => {
    const { schedule, cancel, dealt } = createComputer()
    schedule(nine + minute)
    vi.advanceTimersByTime(minute - 1)
    cancel()
    vi.advanceTimersByTime(minute)
    expect(dealt).toEqual([])
  })

  it('wakes up no more than half a minute after the computer', () => {
    const { schedule, sleep, dealt } = createComputer()
    schedule(nine + 60 * minute)
    vi.advanceTimersByTime(5 * minute)
    sleep(8 * 60 * minute)
    vi.advanceTimersByTime(30_000)
    expect(dealt).toHaveLength(1)
    expect(dealt[0]?.awakeSince).toBeGreaterThan(nine + 8 * 60 * minute)
  })

  it('knows of a sleep at once when it is told, and also where the monotonic clock counts it', () => {
    for (const countsSleep of [false, true]) {
      const { scheduler, schedule, sleep, dealt } = createComputer({ countsSleep })
      schedule(Date.now() + 60 * minute)
      sleep(2 * 60 * minute)
      scheduler.poke()
      vi.advanceTimersByTime(0)
      expect(dealt).toHaveLength(1)
      expect(dealt[0]?.awakeSince).toBe(dealt[0]?.at)
    }
  })

  it('takes a clock that is set forward for a time in which nobody was awake', () => {
    const { schedule, setClock, dealt } = createComputer()
    schedule(nine + 60 * minute)
    vi.advanceTimersByTime(5 * minute)
    setClock(3 * 60 * minute)
    vi.advanceTimersByTime(30_000)
    expect(dealt[0]?.awakeSince).toBeGreaterThan(nine + 3 * 60 * minute)
  })

  it('waits longer when the clock is set back, and has been awake all the same', () => {
    const { schedule, setClock, dealt } = createComputer()
    schedule(nine + 10 * minute)
    vi.advanceTimersByTime(5 * minute)
    setClock(-60 * minute)
    vi.advanceTimersByTime(60 * minute)
    expect(dealt).toEqual([])
    vi.advanceTimersByTime(5 * minute)
    expect(dealt).toHaveLength(1)
    expect(dealt[0]?.awakeSince).toBeLessThan(nine)
  })

  it('does not take a busy minute for a sleep', () => {
    const { schedule, stall, dealt } = createComputer()
    schedule(nine + 2 * minute)
    vi.advanceTimersByTime(minute)
    stall(50_000)
    vi.advanceTimersByTime(minute)
    expect(dealt[0]?.awakeSince).toBe(nine)
  })

  it('tries what could not be dealt with again, but not at once', () => {
    let tries = 0
    const scheduler = createScheduler({
      clock: Date.now,
      monotonic: () => performance.now(),
      nextDue: () => nine,
      dealWithDue: () => tries++,
    })
    scheduler.poke()
    vi.advanceTimersByTime(10_000)
    scheduler.stop()
    vi.advanceTimersByTime(10_000)
    expect(tries).toBe(11)
  })
})
