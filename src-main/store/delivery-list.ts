import type { Delivery, DeliveryCounts, DeliveryState } from '@contract/delivery'
import type { Connection } from './database'
import { toTime } from './identity'

/** A part of a message's recipients, page by page. */
export interface DeliveryFilter {
  readonly messageId: string
  readonly states?: readonly DeliveryState[] | undefined
  readonly search?: string | undefined
  readonly after?: number | undefined
  readonly limit: number
}

type Row = Omit<Delivery, 'nextAttemptAt'> & { readonly dueAt: number | null }

/** A page of rows of one message. */
interface Page {
  readonly message: number
  readonly after: number
  readonly limit: number
}

const columns = `deliveries.id, messages.id AS messageId, providerId, targetId, deliveries.userId,
  coalesce(users.name, '') AS userName, identifier, state, error, finishedAt, attempts, dueAt`
const joined = `deliveries JOIN messages ON messages.seq = message
  LEFT JOIN users ON users.id = deliveries.userId`
const states: readonly DeliveryState[] = ['pending', 'in_flight', 'accepted', 'failed', 'unknown']

/**
 * Lists the ledger in its order. The index has a message's rows by state and provider, and in their order
 * where no time is set: a page is put together from the beginnings of those parts, however long they are.
 */
export const createDeliveryList = (db: Connection) => {
  const seqOf = db.prepare<[string], number>('SELECT seq FROM messages WHERE id = ?').pluck()
  const nextProvider = db
    .prepare<[number, DeliveryState, string], string>(
      `SELECT providerId FROM deliveries INDEXED BY deliveries_state
       WHERE message = ? AND state = ? AND providerId > ? ORDER BY providerId LIMIT 1`,
    )
    .pluck()
  const part = (due: string) =>
    db
      .prepare<[Page & { state: DeliveryState; providerId: string }], number>(
        `SELECT id FROM deliveries INDEXED BY deliveries_state
         WHERE message = @message AND state = @state AND providerId = @providerId AND ${due}
           AND id > @after ORDER BY id LIMIT @limit`,
      )
      .pluck()
  const inOrder = part('dueAt IS NULL')
  const withTime = part('dueAt IS NOT NULL')
  const these = db.prepare<[string], Row>(
    `SELECT ${columns} FROM json_each(?) CROSS JOIN deliveries ON deliveries.id = json_each.value
     CROSS JOIN messages ON messages.seq = message LEFT JOIN users ON users.id = deliveries.userId
     ORDER BY deliveries.id`,
  )
  const found = `FROM ${joined} WHERE messages.seq = @message
    AND state IN (SELECT value FROM json_each(@wanted))
    AND (instr(fold(identifier), fold(@search)) > 0
      OR instr(fold(coalesce(users.name, '')), fold(@search)) > 0
      OR instr(fold(coalesce(error, '')), fold(@search)) > 0)`
  const search = db.prepare<[Page & Sought], Row>(
    `SELECT ${columns} ${found} AND deliveries.id > @after ORDER BY deliveries.id LIMIT @limit`,
  )
  const count = db.prepare<[Pick<Page, 'message'> & Sought], number>(`SELECT count(*) ${found}`)

  const idsOf = (state: DeliveryState, page: Page): number[] => {
    const ids: number[] = []
    let providerId = nextProvider.get(page.message, state, '')
    while (providerId !== undefined) {
      ids.push(...inOrder.all({ ...page, state, providerId }))
      if (state === 'pending') ids.push(...withTime.all({ ...page, state, providerId }))
      providerId = nextProvider.get(page.message, state, providerId)
    }
    return ids
  }

  return (
    { messageId, states: wanted = states, search: text, after = 0, limit }: DeliveryFilter,
    counts: DeliveryCounts,
  ): { total: number; deliveries: Delivery[] } => {
    const page = { message: seqOf.get(messageId) ?? 0, after, limit }
    if (text !== undefined) {
      const sought = { message: page.message, wanted: JSON.stringify(wanted), search: text }
      const rows = search.all({ ...sought, after, limit })
      return { total: count.pluck().get(sought) ?? 0, deliveries: rows.map(toDelivery) }
    }
    const distinct = [...new Set(wanted)]
    const ids = distinct.flatMap((state) => idsOf(state, page)).sort((a, b) => a - b)
    return {
      // Counting a large ledger takes longer than a call may wait, and only a search makes it necessary.
      total: distinct.reduce((sum, state) => sum + counts[state], 0),
      deliveries: these.all(JSON.stringify(ids.slice(0, limit))).map(toDelivery),
    }
  }
}

interface Sought {
  readonly wanted: string
  readonly search: string
}

const toDelivery = ({ dueAt, ...row }: Row): Delivery => ({
  ...row,
  nextAttemptAt: dueAt === null ? null : toTime(dueAt),
})
