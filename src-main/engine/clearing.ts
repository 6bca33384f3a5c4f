import { writeProblem } from '../store/database'
import type { EngineContext } from './context'

/** Deletes what is too much for one transaction. */
export interface Clearing {
  /** Nobody sees the topic any more; its subscribers go in slices, also after a restart. */
  removeTopic(topicId: string): void
  /** Goes on with what the last start left. */
  goOn(): void
  /** Before the store closes. */
  stop(): void
}

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
      const [topicId] = store.topics.hidden()
      if (topicId === undefined) return
      const isMore = store.batch(() => store.topics.clear(topicId, sliceRows))
      if (!isMore) changes.changed('topics', topicId)
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
    removeTopic: (topicId) => {
      store.topics.hide(topicId)
      // Whoever has few is gone with the call.
      if (store.topics.clear(topicId, sliceRows)) again()
    },
    goOn: () => again(),
    stop: () => {
      isStopped = true
      next?.()
    },
  }
}
