import { ProviderError } from '../errors'

/** So many at the same time; the others wait in line. */
export interface Turns {
  /**
   * Resolves when it is one's turn, which `end` has to follow; nothing when it is at once. Throws as `untried`
   * when no longer wanted.
   */
  take(signal: AbortSignal): Promise<void> | undefined
  end(): void
}

interface Waiter {
  readonly signal: AbortSignal
  readonly resolve: () => void
  readonly reject: (error: ProviderError) => void
}

/** Turns for `width` at the same time. */
export const createTurns = (width: number): Turns => {
  const waiting: Waiter[] = []
  let busy = 0

  const next = (): void => {
    while (busy < width) {
      const waiter = waiting.shift()
      if (!waiter) return
      if (waiter.signal.aborted) waiter.reject(stopped())
      else {
        busy++
        waiter.resolve()
      }
    }
  }

  return {
    take: (signal) => {
      if (signal.aborted) throw stopped()
      if (busy >= width)
        return new Promise((resolve, reject) => waiting.push({ signal, resolve, reject }))
      busy++
      return undefined
    },
    end: () => {
      busy--
      next()
    },
  }
}

const stopped = (): ProviderError => new ProviderError('unknown', 'untried', 'Sending was stopped.')
