import type { EngineOptions } from '@main/engine/engine'

/** A clock and timers that run so many times faster than the world, from now on. */
export const fastTime = (factor: number): Required<Pick<EngineOptions, 'clock' | 'timer'>> => {
  const wall = Date.now()
  const start = performance.now()
  return {
    clock: () => wall + (performance.now() - start) * factor,
    timer: (work, ms) => {
      const timer = setTimeout(work, ms / factor)
      return () => clearTimeout(timer)
    },
  }
}
