import type { EngineOptions } from '@main/engine/engine'

/** A clock and timers that skip the time in which nothing happens. */
export interface FastTime extends Required<Pick<EngineOptions, 'clock' | 'timer'>> {
  /** From now on long timers do not end, so that a test can look at those who wait. */
  hold(): void
  /** They end again. */
  go(): void
}

/** Timers up to here end while time is held: programs gather and record for so long. */
const shortMs = 500
/** So long nothing has to happen; more only makes tests slower. */
const quietMs = 2

interface Pending {
  readonly work: () => void
  readonly ms: number
  readonly due: number
}

/**
 * Time that runs as in the world, and skips to the end of the next timer once the program has come to rest.
 * However busy the machine is, a timer never ends before the clock says so, and nobody waits for it.
 */
export const fastTime = (): FastTime => {
  const start = Date.now() - performance.now()
  const pending = new Set<Pending>()
  let skippedMs = 0
  let isHeld = false
  let rest: NodeJS.Timeout | undefined

  const clock = (): number => Math.floor(start + performance.now()) + skippedMs
  const next = (): Pending | undefined => {
    const free = [...pending].filter(({ ms }) => !isHeld || ms <= shortMs)
    return free.sort((one, other) => one.due - other.due)[0]
  }
  const plan = (): void => {
    if (next()) rest ??= setTimeout(skip, quietMs)
  }
  const skip = (): void => {
    rest = undefined
    const timer = next()
    if (!timer) return
    pending.delete(timer)
    skippedMs += Math.max(0, Math.ceil(timer.due - clock()))
    timer.work()
    plan()
  }

  return {
    clock,
    timer: (work, ms) => {
      const timer = { work, ms, due: clock() + ms }
      pending.add(timer)
      plan()
      return () => void pending.delete(timer)
    },
    hold: () => {
      isHeld = true
    },
    go: () => {
      isHeld = false
      plan()
    },
  }
}
