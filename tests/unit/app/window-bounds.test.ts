import { fitBounds, leastSize, type Bounds } from '@main/app/window-bounds'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

const laptop: Bounds = { x: 0, y: 25, width: 1440, height: 875 }
const monitor: Bounds = { x: 1440, y: 0, width: 1920, height: 1080 }

describe('the window', () => {
  it('opens in the middle of the primary display the first time', () => {
    expect(fitBounds(undefined, [laptop, monitor])).toEqual({
      x: 80,
      y: 43,
      width: 1280,
      height: 840,
    })
  })

  it('opens where it was, on whatever display that is', () => {
    const saved = { x: 1600, y: 100, width: 1200, height: 800 }
    expect(fitBounds(saved, [laptop, monitor])).toEqual(saved)
  })

  it('comes back when the display it was on is gone', () => {
    const saved = { x: 1600, y: 100, width: 1200, height: 800 }
    expect(fitBounds(saved, [laptop])).toEqual({ x: 80, y: 43, width: 1280, height: 840 })
  })

  it('shrinks to a display that has become smaller', () => {
    const saved = { x: 10, y: 30, width: 3000, height: 2000 }
    expect(fitBounds(saved, [laptop])).toMatchObject({ width: 1440, height: 875 })
  })

  it('is not larger than a display that is smaller than the least window', () => {
    const tiny = { x: 0, y: 0, width: 800, height: 500 }
    expect(fitBounds(undefined, [tiny])).toEqual(tiny)
    expect(fitBounds({ x: 0, y: 0, ...leastSize }, [tiny])).toMatchObject({ width: 800 })
  })

  it('can always be taken hold of by its title bar', () => {
    const anyBounds = fc.record({
      x: fc.integer({ min: -5000, max: 5000 }),
      y: fc.integer({ min: -5000, max: 5000 }),
      width: fc.integer({ min: 1, max: 6000 }),
      height: fc.integer({ min: 1, max: 6000 }),
    })
    fc.assert(
      fc.property(anyBounds, (saved) => {
        const { x, y, width } = fitBounds(saved, [laptop, monitor])
        return [laptop, monitor].some((area) => {
          const visible = Math.min(x + width, area.x + area.width) - Math.max(x, area.x)
          return visible >= 120 && y >= area.y && y <= area.y + area.height - 24
        })
      }),
    )
  })
})
