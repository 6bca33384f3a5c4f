import { setImmediate } from 'node:timers/promises'
import type { bulkCommands, ImportInfo } from '@contract/bulk'
import { apiError } from '@contract/errors'
import type { ParsedOf } from '@contract/endpoint'
import type { StoredImport } from '../../store/imports'
import { toId } from '../../store/identity'
import type { EngineContext } from '../context'
import { now } from '../now'
import type { ImportOptions, ImportSession } from './import-session'
import { createImportSession } from './import-session'

/** The imports of a workspace. */
export type Imports = ReturnType<typeof createImports>

interface Running {
  readonly session: ImportSession
  /** The piece before, so that pieces are written in the order they came. */
  tail: Promise<unknown>
  toldAt: number
}

/** So many stay known. */
const kept = 10
const forgetRows = 20_000
const tellMs = 250
const changedMs = 1000

/** Begins, feeds, stops and goes on with imports; what ran when the engine ended is interrupted. */
export const createImports = (context: EngineContext) => {
  const { store, emit, changes } = context
  const running = new Map<string, Running>()
  let changedAt = 0
  let isClosed = false
  store.imports.interruptAll()

  const find = (id: string): StoredImport => {
    const stored = store.imports.get(id)
    if (!stored) throw apiError('desktop_import_not_found')
    return stored
  }
  const info = (id: string): ImportInfo => toInfo(find(id))

  const tellChanges = ({ kind, dryRun }: StoredImport): void => {
    if (dryRun) return
    changedAt = performance.now()
    changes.changed('users')
    changes.changed('targets')
    if (kind !== 'subscribers') return
    changes.changed('subscribers')
    changes.changed('topics')
  }
  const open = (stored: StoredImport): void => {
    running.get(stored.id)?.session.stop()
    const session = createImportSession(context, stored, (done) => {
      const entry = running.get(stored.id)
      const time = performance.now()
      if (time - changedAt >= changedMs) tellChanges(stored)
      if (!entry || time - entry.toldAt < tellMs) return
      entry.toldAt = time
      emit('bulk.progress', toInfo({ ...stored, ...done, state: 'running' }))
    })
    store.setCache('large')
    running.set(stored.id, { session, tail: Promise.resolve(), toldAt: -tellMs })
  }
  const finish = (id: string, state: 'cancelled' | 'done' | 'interrupted'): ImportInfo => {
    running.get(id)?.session.stop()
    running.delete(id)
    if (running.size === 0) store.setCache('small')
    store.imports.setState(id, state, state === 'interrupted' ? null : now(context))
    tellChanges(find(id))
    const result = info(id)
    emit('bulk.progress', result)
    return result
  }
  const forgetOld = async (): Promise<void> => {
    for (const seq of store.imports.old(kept - 1))
      while (!store.imports.forget(seq, forgetRows)) await setImmediate()
  }

  return {
    info,
    latest: (): ImportInfo[] => store.imports.latest(kept).map(toInfo),
    async begin(input: ParsedOf<typeof bulkCommands, 'beginImport'>): Promise<ImportInfo> {
      const { kind, topicId, fileName, dryRun, ...rest } = input
      const options: ImportOptions = rest
      if (kind === 'subscribers' && (topicId === undefined || !store.topics.get(topicId)))
        throw apiError('topic_not_found', undefined, { param: 'topicId' })
      await forgetOld()
      const id = toId('unique()', context.origin)
      store.imports.insert({
        ...{ id, kind, topicId: kind === 'subscribers' ? (topicId ?? null) : null },
        ...{ fileName, dryRun, startedAt: now(context) },
        options: JSON.stringify(options),
      })
      open(find(id))
      return info(id)
    },
    async append(id: string, text: string, last: boolean): Promise<ImportInfo> {
      find(id)
      const entry = running.get(id)
      if (!entry) throw apiError('desktop_import_over')
      const work = entry.tail.then(() => entry.session.append(text, last))
      entry.tail = work.catch(() => undefined)
      try {
        await work
      } catch (error) {
        if (isClosed) throw apiError('desktop_engine_down')
        if (running.get(id) === entry) finish(id, 'interrupted')
        throw error
      }
      if (isClosed) throw apiError('desktop_engine_down')
      // Cancelled, or begun again, while this piece was being written.
      if (running.get(id) !== entry) return info(id)
      return last ? finish(id, 'done') : info(id)
    },
    cancel(id: string): ImportInfo {
      const { state } = find(id)
      return state === 'running' || state === 'interrupted' ? finish(id, 'cancelled') : info(id)
    },
    resume(id: string): ImportInfo {
      const { state, dryRun } = find(id)
      // A rehearsal leaves nothing to go on from.
      if (state === 'done' || dryRun) throw apiError('desktop_import_over')
      store.imports.setState(id, 'running', null)
      open(find(id))
      return info(id)
    },
    /** Before the store closes. */
    stop(): void {
      isClosed = true
      for (const { session } of running.values()) session.stop()
      running.clear()
    },
  }
}

const toInfo = (stored: StoredImport): ImportInfo => ({
  importId: stored.id,
  kind: stored.kind,
  topicId: stored.topicId,
  fileName: stored.fileName,
  dryRun: stored.dryRun,
  state: stored.state,
  rows: stored.rows,
  counts: stored.counts,
  startedAt: stored.startedAt,
  finishedAt: stored.finishedAt,
})
