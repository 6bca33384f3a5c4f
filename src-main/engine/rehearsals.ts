import { apiError } from '@contract/errors'
import type { RehearsalInfo } from '@contract/trials'
import type { EngineContext } from './context'
import { startRehearsal, type Rehearsal, type Rehearsed } from './rehearsal'
import { createWays } from './ways'

/** The rehearsals of one engine; the latest few can be looked at when they are over. */
export interface Rehearsals {
  /** Starts in the background; answers its id. */
  start(message: Rehearsed): number
  /** Throws `desktop_rehearsal_gone`. */
  find(rehearsalId: number): Rehearsal
  info(rehearsalId: number): RehearsalInfo
  /** Ends all that are under way. */
  stop(): void
}

const mostKept = 5
const progressMs = 250

/** No rehearsal yet. */
export const createRehearsals = (context: EngineContext): Rehearsals => {
  const ways = createWays(context)
  const kept = new Map<number, Rehearsal>()
  let lastId = 0

  const find = (rehearsalId: number): Rehearsal => {
    const rehearsal = kept.get(rehearsalId)
    if (!rehearsal) throw apiError('desktop_rehearsal_gone')
    return rehearsal
  }
  const info = (rehearsalId: number): RehearsalInfo => ({
    rehearsalId,
    ...find(rehearsalId).info(),
  })

  return {
    start: (message) => {
      const id = ++lastId
      let toldAt = 0
      const onProgress = (): void => {
        const rehearsal = kept.get(id)?.info()
        if (!rehearsal) return
        if (rehearsal.state === 'running' && performance.now() - toldAt < progressMs) return
        toldAt = performance.now()
        context.emit('rehearsal.progress', { rehearsalId: id, ...rehearsal })
      }
      kept.set(id, startRehearsal({ context, ways, onProgress }, message))
      const oldest = id - mostKept
      kept.get(oldest)?.cancel()
      kept.delete(oldest)
      return id
    },
    find,
    info,
    stop: () => {
      for (const rehearsal of kept.values()) rehearsal.cancel()
    },
  }
}
