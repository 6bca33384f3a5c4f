import type { Endpoint } from '@contract/endpoint'
import { ApiError } from '@contract/errors'
import type { Emit } from '@contract/events'
import { api } from '@contract/index'
import type { CachedReply, CacheEntry, CacheRows } from '../store/cache'
import { resourcesOf } from './announce'
import type { Backend } from './backend'
import { listFromWhole } from './cached-lists'
import { canonical, recordsOf } from './cached-records'
import { isOutOfReach, type ServerWatch } from './server-watch'

/** What keeps a remote profile readable without its server. */
export interface CacheOptions {
  readonly profileId: string
  readonly rows: CacheRows
  readonly server: Pick<ServerWatch, 'status'>
  readonly emit: Emit
  readonly now: () => Date
  readonly log: (line: string) => void
}

/** A slow server's answer is waited for so long while an older one is at hand. */
const patienceMs = 3000
/** So long what came late is as good as new. */
const lateMs = 5000

const readTimes = new WeakMap<object, string>()

/** When the server gave this value; `undefined` when it has just done so. */
export const readTimeOf = (value: unknown): string | undefined =>
  typeof value === 'object' && value !== null ? readTimes.get(value) : undefined

/**
 * Remembers what the server answers to reads, and answers from that while it is out of reach, slow, or in
 * trouble; such answers have a `readTimeOf`. A list that was never asked for in just this way is then searched
 * and ordered here, where a whole one is kept. A list that was read before is answered at once when it is
 * first asked for, until something is written. What the server says afterwards is announced, also when it
 * says the same or refuses: the next read gets it. Writes always go to the server.
 */
export const cacheReads = (backend: Backend, options: CacheOptions): Backend => {
  const { profileId, rows, server, emit, now, log } = options
  const asked = new Set<string>()
  /** Answers that came too late, until they are asked for. */
  const lateAnswers = new Map<string, { readonly value: unknown; readonly at: number }>()
  /** Reads that the server refused while an older answer was shown. */
  const refused = new Set<string>()
  let writes = 0

  const remember = (entries: readonly CacheEntry[]): void => {
    try {
      rows.put(profileId, entries, now().toISOString())
    } catch (error) {
      log(`replies could not be kept: ${String(error)}`)
    }
  }

  const recall = (name: string, key: string, row: Endpoint): CachedReply | undefined => {
    const found = rows.get(profileId, name, key)
    // A program of another version may have kept something else.
    return found && row.reply.safeParse(found.value).success ? found : undefined
  }

  const recallWhole = (name: string, input: unknown, row: Endpoint): CachedReply | undefined => {
    const found = listFromWhole(name, input, rows.latest(profileId, name))
    return found && row.reply.safeParse(found.value).success ? found : undefined
  }

  const takeLate = (question: string): unknown => {
    const found = lateAnswers.get(question)
    lateAnswers.delete(question)
    return found && now().getTime() - found.at < lateMs ? found.value : undefined
  }

  const read = async (name: string, input: unknown, row: Endpoint): Promise<unknown> => {
    const key = canonical(input)
    const question = `${name} ${key}`
    const isFirst = writes === 0 && !asked.has(question)
    asked.add(question)
    const late = takeLate(question)
    if (late !== undefined) return late
    const stored = recall(name, key, row)
    if (server.status().state === 'offline') {
      const kept = stored ?? recallWhole(name, input, row)
      if (kept) return dated(kept)
    }

    const before = writes
    const fresh = backend.call(name, input).then((value) => {
      remember([{ name, input: key, value }, ...recordsOf(name, input, value)])
      refused.delete(question)
      return value
    })
    if (!stored) {
      return await fresh.catch((error: unknown) => {
        const found = isOutOfReach(error) ? recallWhole(name, input, row) : undefined
        if (found) return dated(found)
        throw error
      })
    }
    const patience = isFirst && name.startsWith('list') ? 0 : patienceMs
    const answer = await Promise.race([
      fresh.catch((error: unknown) => {
        if (isPassing(error)) return isLate
        throw error
      }),
      // Whoever is told of a refusal waits for it, however slow the server is.
      ...(refused.has(question) ? [] : [pause(patience)]),
    ])
    if (answer !== isLate) return answer
    const announce = (): void => {
      for (const resource of resourcesOf(row.path)) emit('resource.changed', { resource })
    }
    fresh.then(
      (value) => {
        // After a write everything is read again anyway.
        if (before !== writes) return
        lateAnswers.set(question, { value, at: now().getTime() })
        announce()
      },
      (error: unknown) => {
        // What else goes wrong from here on is seen in the server's status.
        if (isPassing(error)) return
        refused.add(question)
        announce()
      },
    )
    return dated(stored)
  }

  return {
    ...backend,
    call: async (name, input) => {
      const row = Object.hasOwn(api, name) ? (api as Record<string, Endpoint>)[name] : undefined
      if (!row || row.transfer) return await backend.call(name, input)
      if (row.method === 'GET') return await read(name, input, row)
      const reply = await backend.call(name, input)
      // From now on an old list would hide what was just done.
      writes += 1
      lateAnswers.clear()
      return reply
    },
  }
}

const isLate = Symbol('late')
const pause = (ms: number): Promise<typeof isLate> =>
  new Promise((resolve) => setTimeout(() => resolve(isLate), ms).unref())

/** Whether an older answer serves meanwhile: the server did not answer, or is in trouble. */
const isPassing = (error: unknown): boolean =>
  isOutOfReach(error) || (error instanceof ApiError && error.code >= 500)

const dated = ({ value, readAt }: CachedReply): unknown => {
  if (typeof value === 'object' && value !== null) readTimes.set(value, readAt)
  return value
}
