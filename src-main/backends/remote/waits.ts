import { toTime } from '../../store/identity'
import type { ServerWait } from '@contract/settings'

/** Waits so long before an attempt is repeated; answers false when a person does not want to wait. */
export type Wait = (pause: {
  readonly ms: number
  /** The server said how long. */
  readonly isAsked: boolean
}) => Promise<boolean>

/** All the waiting for servers, wherever it is done. */
export interface Waits {
  readonly wait: Wait
  /** The longest wait now; null while nothing waits that anybody would notice. */
  longest(): ServerWait | null
  /** Ends every wait; what waited is not tried again. */
  stop(): void
}

/** Shorter pauses are over before anybody has read of them. */
const leastToldMs = 1000

/** Waits that can be seen, and stopped; `onChange` is told of the longest. */
export const createWaits = (
  now: () => Date,
  onChange: (longest: ServerWait | null) => void,
): Waits => {
  const stops = new Set<() => void>()
  const told = new Set<{ readonly until: number; readonly asked: boolean }>()
  let longest: ServerWait | null = null

  const look = (): void => {
    const [last] = [...told].toSorted((one, other) => other.until - one.until)
    const next = last ? { until: toTime(last.until), asked: last.asked } : null
    if (next?.until === longest?.until && next?.asked === longest?.asked) return
    longest = next
    onChange(longest)
  }

  return {
    wait: async ({ ms, isAsked }) => {
      const entry = { until: Math.ceil(now().getTime() + ms), asked: isAsked }
      if (ms >= leastToldMs) told.add(entry)
      look()
      let stop = (): void => undefined
      const isOver = await new Promise<boolean>((resolve) => {
        const timer = setTimeout(() => resolve(true), ms)
        stop = () => {
          clearTimeout(timer)
          resolve(false)
        }
        stops.add(stop)
      })
      stops.delete(stop)
      told.delete(entry)
      look()
      return isOver
    },
    longest: () => longest,
    stop: () => {
      for (const stop of stops) stop()
    },
  }
}
