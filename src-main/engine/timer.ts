/** Runs `work` after so many milliseconds; answers how to take that back. */
export type Timer = (work: () => void, ms: number) => () => void

/** The system's timers. */
export const systemTimer: Timer = (work, ms) => {
  const timer = setTimeout(work, ms)
  return () => clearTimeout(timer)
}
