import { writeProblem } from '../store/database'
import type { EngineContext } from './context'

/** Deletes what is too much for one transaction. */
export interface Clearing {
  /** Nobody sees it any more; its subscribers or its ledger go in slices, also after a restart. */
  remove(kind: Kind, id: string): void
  /** Goes on with what the last start left. */
  goOn(): void
  /** Before the store closes. */
  stop(): void
}

/** What may have so many rows behind it. */
type Kind = (typeof kinds)[number]

const kinds = ['topics', 'messages'] as const
/** Small enough that a call in between waits a few milliseconds. */
const sliceRows = 250
/** How long to wait for a disk that cannot be written. */
const diskMs = 5000

/** What one engine has to clear away. */
export const createClearing = ({
  store,
  changes,
  timer,
  log,
}: Pick<EngineContext, 'store' | 'changes' | 'timer' | 'log'>): Clearing => {
  let next: (() => void) | undefined
  let isStopped = false

  const step = (): void => {
    next = undefined
    if (isStopped) return
    try {
      const [first] = kinds.flatMap((kind) => {
        const key = store[kind].hidden()
        return key === undefined ? [] : { kind, key }
      })
      if (!first) return
      const { kind, key } = first
      const isMore = store.batch(() => store[kind].clear(key, sliceRows))
      if (!isMore) changes.changed(kind, key)
      again()
    } catch (error) {
      const problem = writeProblem(error)
      if (problem === undefined) throw error
      log(problem)
      again(diskMs)
    }
  }
  /** Calls are answered in between. */
  const again = (ms?: number): void => {
    if (next) return
    if (ms !== undefined) {
      next = timer(step, ms)
      return
    }
    const soon = setImmediate(step)
    next = () => clearImmediate(soon)
  }

  return {
    remove: (kind, id) => {
      const key = store[kind].hide(id)
      // What has few is gone with the call.
      if (store[kind].clear(key, sliceRows)) again()
    },
    goOn: () => again(),
    stop: () => {
      isStopped = true
      next?.()
    },
  }
}
