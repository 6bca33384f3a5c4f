import { apiError, type ApiError } from '@contract/errors'
import type { Emit } from '@contract/events'
import type { ServerWatch } from '../backends/server-watch'
import { toApiError } from '../dispatch'
import type { DraftOwner, Drafts } from '../drafts/drafts'
import type { OutboxRow, OutboxRows } from '../store/outbox'
import { isLate, markOf, nextOf, type QueuedDraft } from './queued-draft'
import { judge, notThere, pauseAfter } from './verdict'

/** The profile whose outbox goes out. */
export interface OutboxOwner extends DraftOwner {
  /** Null when it cannot be reached at all. */
  readonly server: Pick<ServerWatch, 'status' | 'probe'> | null
}

/** What an outbox needs. */
export interface OutboxOptions {
  readonly rows: OutboxRows
  readonly drafts: Pick<Drafts, 'get' | 'complete' | 'save' | 'send' | 'settle'>
  /** The project that is open now. */
  readonly active: () => OutboxOwner | null
  readonly emit: Emit
  readonly now: () => Date
  readonly log: (line: string) => void
}

/** Hands over what was released, in order and one at a time, while the server answers. */
export interface OutboxRunner {
  /** Asks the server first when it was lost. */
  tryNow(): void
  /** The server may be another one, or be back. */
  wake(): void
  close(): Promise<void>
}

interface RunnerOptions extends OutboxOptions {
  /** What waits of a profile, in order. */
  readonly entriesOf: (profileId: string) => QueuedDraft[]
  readonly change: (profileId: string, row: OutboxRow) => void
}

/** How long the end of the app waits for what is under way. */
const closingMs = 3000

/** A runner that rests until it is woken. */
export const createOutboxRunner = (options: RunnerOptions): OutboxRunner => {
  const { rows, drafts, active, entriesOf, change, emit, now, log } = options
  /** Entries in doubt that were looked up since the server was last heard of. */
  const lookedUp = new Set<string>()
  let running: Promise<void> | undefined
  let isWanted = false
  let timer: NodeJS.Timeout | undefined
  /** `closing`: nothing new begins. `closed`: the database may be gone. */
  let life: 'open' | 'closing' | 'closed' = 'open'

  const finish = (draftId: string, messageId: string): void => {
    rows.remove(draftId)
    emit('outbox.settled', { draftId, messageId, state: 'done', problem: null })
    emit('resource.changed', { resource: 'outbox' })
  }
  /** Puts an entry where only a person can help it, or where it waits. */
  const rest = (profileId: string, row: OutboxRow, problem: ApiError): void => {
    const body = problem.toBody()
    change(profileId, { ...row, problem: body })
    const { state, draftId } = row
    if (state !== 'released' && state !== 'publishing')
      emit('outbox.settled', { draftId, messageId: null, state, problem: body })
  }
  const postpone = (profileId: string, row: OutboxRow, problem: ApiError): void =>
    rest(profileId, { ...row, retryAt: now().getTime() + pauseAfter(row.attempts) }, problem)

  /** Whether an attempt whose outcome nobody saw got through; throws when that cannot be told now. */
  const settle = async (owner: OutboxOwner, { row }: QueuedDraft): Promise<boolean> => {
    const messageId = await drafts.settle(owner, row.draftId, row.as)
    if (messageId === undefined) return false
    if (life !== 'closed') finish(row.draftId, messageId)
    return true
  }

  const clearDoubt = async (owner: OutboxOwner, entry: QueuedDraft): Promise<void> => {
    lookedUp.add(entry.row.draftId)
    try {
      if (await settle(owner, entry)) return
      if (life !== 'closed') change(owner.profileId, { ...entry.row, problem: notThere().toBody() })
    } catch (error) {
      log(`an outcome could not be looked up: ${toApiError(error, log).message}`)
    }
  }

  const attempt = async (owner: OutboxOwner, entry: QueuedDraft): Promise<void> => {
    const { profileId } = owner
    const tried = { ...entry.row, attempts: entry.row.attempts + 1 }
    if (entry.row.isUnclear) {
      try {
        if (await settle(owner, entry)) return
      } catch (error) {
        if (life !== 'closed') postpone(profileId, tried, toApiError(error, log))
        return
      }
    }
    if (life === 'closed') return
    const current = entriesOf(profileId).find(({ row }) => row.draftId === entry.row.draftId)
    // From here to the call nothing is waited for: what goes out is what is looked at.
    if (current?.row.state !== 'released') return
    if (current.row.mark !== markOf(current.draft)) {
      const held: OutboxRow = { ...current.row, state: 'waiting', mark: null }
      rest(profileId, held, apiError('desktop_release_outdated'))
      return
    }
    if (isLate(current, now().getTime())) {
      rest(profileId, { ...current.row, state: 'needsYou' }, apiError('desktop_time_passed'))
      return
    }
    await handOver(owner, { ...tried, problem: null, retryAt: null })
  }

  const handOver = async (owner: OutboxOwner, row: OutboxRow): Promise<void> => {
    const { profileId } = owner
    change(profileId, { ...row, state: 'publishing', isUnclear: true })
    try {
      const { messageId } = await drafts.send(
        owner,
        row.draftId,
        row.as,
        row.confirmedPeople ?? undefined,
      )
      if (life !== 'closed') finish(row.draftId, messageId)
    } catch (thrown) {
      if (life === 'closed') return
      const error = toApiError(thrown, log)
      const isLost = owner.server?.status().state === 'offline'
      const judged = { ...row, ...judge(error, row.attempts, isLost) }
      if (judged.state === 'released') postpone(profileId, judged, error)
      else rest(profileId, judged, error)
    }
  }

  /** What a process that ended left behind: it goes on, but is looked up first. */
  const recover = (profileId: string): void => {
    for (const { row } of entriesOf(profileId)) {
      if (row.state === 'publishing') change(profileId, { ...row, state: 'released' })
    }
  }

  const reachable = (): OutboxOwner | undefined => {
    const owner = active()
    return owner?.server?.status().state === 'online' ? owner : undefined
  }

  const turn = async (): Promise<void> => {
    clearTimeout(timer)
    for (let owner = reachable(); owner && life === 'open'; owner = reachable()) {
      recover(owner.profileId)
      const entries = entriesOf(owner.profileId)
      const doubt = entries.find(
        ({ row }) => row.isUnclear && row.state === 'needsYou' && !lookedUp.has(row.draftId),
      )
      const next = nextOf(entries, now().getTime())
      if (doubt) await clearDoubt(owner, doubt)
      else if (next) await attempt(owner, next)
      else return alarm(entries)
    }
  }
  const alarm = (entries: readonly QueuedDraft[]): void => {
    const times = entries.flatMap(({ row }) => (row.state === 'released' ? [row.retryAt ?? 0] : []))
    const first = Math.min(...times.filter((at) => at > now().getTime()))
    if (Number.isFinite(first))
      timer = setTimeout(run, Math.max(0, first - now().getTime()) + 10).unref()
  }

  const run = (): void => {
    isWanted = true
    if (running || life !== 'open') return
    isWanted = false
    running = turn()
      .catch((error: unknown) => void toApiError(error, log))
      .finally(() => {
        running = undefined
        if (isWanted) run()
      })
  }

  return {
    tryNow: () => {
      const server = active()?.server
      if (server?.status().state === 'offline') void server.probe().then(run)
      else run()
    },
    wake: () => {
      lookedUp.clear()
      const owner = reachable()
      for (const { row } of owner ? entriesOf(owner.profileId) : []) {
        const isNetwork = row.problem?.type === 'desktop_connection_failed'
        if (owner && isNetwork && row.retryAt !== null)
          rows.put(owner.profileId, { ...row, retryAt: null })
      }
      run()
    },
    close: async () => {
      life = 'closing'
      clearTimeout(timer)
      const late = new Promise((resolve) => setTimeout(resolve, closingMs).unref())
      await Promise.race([running, late])
      life = 'closed'
    },
  }
}
