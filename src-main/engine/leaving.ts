/** Tells the messages under way who may not be reached any more, or at another address. */
export interface Leaving {
  /** These targets are deleted, off a topic or have another identifier. */
  left(targetIds: readonly string[]): void
  /** Everybody in a topic is off it. */
  topicGone(topicId: string): void
  /** Begins with nobody; for a message to these topics. */
  watch(topics: readonly string[]): LeavingWatch
}

/** Who left since it began. */
export interface LeavingWatch {
  isIdle(): boolean
  /** Whether the target must be looked at before anything is sent to it. */
  isSuspect(targetId: string): boolean
  end(): void
}

/** More are not told apart: everybody is looked at, so that memory does not grow with a clear-out. */
const most = 10_000

/**
 * Keeps in memory who left while messages are under way: looking for their rows in a ledger of a million
 * takes an index that every claim would pay for, while a look at who is claimed costs nothing as long as
 * nobody leaves. A restart needs none of it: `refresh.ts` looks at everybody who waits then.
 */
export const createLeaving = (): Leaving => {
  interface Watch {
    readonly topics: readonly string[]
    readonly suspects: Set<string>
    isAnybody: boolean
  }
  const watches = new Set<Watch>()
  const suspectAll = (watch: Watch): void => {
    watch.isAnybody = true
    watch.suspects.clear()
  }
  return {
    left: (targetIds) => {
      for (const watch of watches) {
        if (watch.isAnybody) continue
        for (const id of targetIds) watch.suspects.add(id)
        if (watch.suspects.size > most) suspectAll(watch)
      }
    },
    topicGone: (topicId) => {
      for (const watch of watches) if (watch.topics.includes(topicId)) suspectAll(watch)
    },
    watch: (topics) => {
      const watch: Watch = { topics, suspects: new Set(), isAnybody: false }
      watches.add(watch)
      return {
        isIdle: () => !watch.isAnybody && watch.suspects.size === 0,
        isSuspect: (targetId) => watch.isAnybody || watch.suspects.has(targetId),
        end: () => void watches.delete(watch),
      }
    },
  }
}
