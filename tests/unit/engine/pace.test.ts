import { createPace } from '@main/engine/pace'
import { describe, expect, it } from 'vitest'

/** Takes whatever there is room for, every `tickMs`, and tells how many went in each second. */
const flow = (perSecond: number, { tickMs, seconds }: { tickMs: number; seconds: number }) => {
  let now = 1_000_000
  const pace = createPace(() => now, { perSecond, since: 0 })
  return Array.from({ length: seconds }, () => {
    let went = 0
    for (let ms = 0; ms < 1000; ms += tickMs) {
      const room = pace.room()
      pace.take(room)
      went += room
      now += tickMs
    }
    return went
  })
}

describe('a pace', () => {
  it.each([1, 7, 100, 2500])('of %d a second is held in every second', (perSecond) => {
    for (const went of flow(perSecond, { tickMs: 10, seconds: 5 })) {
      expect(went).toBeGreaterThanOrEqual(Math.floor(perSecond * 0.95))
      expect(went).toBeLessThanOrEqual(Math.ceil(perSecond * 1.05))
    }
  })

  it('makes up for a late timer and forgoes what nobody used', () => {
    let now = 0
    const pace = createPace(() => now, { perSecond: 100, since: -100 })
    pace.take(1)
    now = 100
    expect(pace.room()).toBe(10)
    now = 60_000
    expect(pace.room()).toBe(16)
  })

  it('lets nobody through early who sets a limit again and again, and soon under a faster one', () => {
    let now = 0
    const pace = createPace(() => now, { perSecond: 2, since: -500 })
    let went = 0
    for (; now < 3000; now += 10) {
      pace.setRate(now % 20 === 0 ? 2 : 2.5)
      const room = pace.room()
      pace.take(room)
      went += room
    }
    expect(went).toBeLessThanOrEqual(8)

    pace.take(1000)
    pace.setRate(100)
    expect(pace.waitMs()).toBe(10)
  })

  it('lets everybody through without a limit, and holds a new one at once', () => {
    let now = 0
    const pace = createPace(() => now, { perSecond: null, since: 0 })
    pace.take(5000)
    expect(pace.room()).toBe(Infinity)
    pace.setRate(10)
    expect(pace.room()).toBe(1)
    pace.take(1)
    expect(pace.waitMs()).toBe(100)
    now = 100
    expect(pace.waitMs()).toBe(0)
  })

  it('is not held up by a clock that was set back', () => {
    let now = 10_000_000
    const pace = createPace(() => now, { perSecond: 10, since: 0 })
    pace.take(1)
    now = 0
    expect(pace.waitMs()).toBe(0)
  })

  it('is held by calls of many too, however slow it is', () => {
    let now = 10_000_000
    const pace = createPace(() => now, { perSecond: 0.01, since: 0 })
    pace.take(3)
    now += 299_000
    expect(pace.room()).toBe(0)
    expect(pace.waitMs()).toBe(1000)
    now += 1000
    expect(pace.room()).toBe(1)
  })

  it('goes on from a start where the last one may have left off', () => {
    let now = 1000
    const pace = createPace(() => now, { perSecond: 2, since: 1000 })
    expect(pace.room()).toBe(0)
    expect(pace.waitMs()).toBe(500)
    now = 0
    expect(pace.waitMs()).toBe(0)
  })
})
