import type { DeliveryReport } from '@contract/delivery'
import type { Connection } from './database'
import type { createSendingStore } from './sendings'
import { noDeliveries } from './sendings'

type Cause = DeliveryReport['causes'][number]

/** So many are told; a message with more has them counted one by one. */
const most = 100
/** More recipients of one cause are not counted when the counts of the message say how many they are. */
const few = 5000

/**
 * Why recipients failed or are tried again, the most frequent first. A report is asked for all the time while
 * a campaign is under way, and a million failures usually have one cause: it is what the others leave of the
 * message's count.
 */
export const createCauseStore = (
  db: Connection,
  sendings: ReturnType<typeof createSendingStore>,
) => {
  const seqOf = db.prepare<[string], number>('SELECT seq FROM messages WHERE id = ?').pluck()
  // The order of the index, from one kind of its rows to the next.
  const kinds = `SELECT error, state FROM deliveries INDEXED BY deliveries_error
    WHERE message = ? AND error IS NOT NULL`
  const nextState = db.prepare<[number, string, string], Omit<Cause, 'total'>>(
    `${kinds} AND error = ? AND state > ? ORDER BY state LIMIT 1`,
  )
  const nextError = db.prepare<[number, string], Omit<Cause, 'total'>>(
    `${kinds} AND error > ? ORDER BY error, state LIMIT 1`,
  )
  const upTo = db
    .prepare<[number, string, string, number], number>(
      `SELECT count(*) FROM (SELECT 1 FROM deliveries INDEXED BY deliveries_error
         WHERE message = ? AND error = ? AND state = ? AND error IS NOT NULL LIMIT ?)`,
    )
    .pluck()
  const everyOne = db.prepare<[number], Cause>(
    `SELECT error, state, count(*) AS total FROM deliveries
     WHERE message = ? AND error IS NOT NULL
     GROUP BY error, state ORDER BY total DESC LIMIT ${most}`,
  )

  const kindsOf = (message: number): Omit<Cause, 'total'>[] => {
    const found: Omit<Cause, 'total'>[] = []
    const after = (error: string, state: string) =>
      nextState.get(message, error, state) ?? nextError.get(message, error)
    let kind = after('', '')
    while (kind && found.length <= most) {
      found.push(kind)
      kind = after(kind.error, kind.state)
    }
    return found
  }

  /** The first cause of a state that is too frequent to be counted is what the others leave. */
  const count = (messageId: string, message: number, kinds: Omit<Cause, 'total'>[]): Cause[] => {
    const counts = sendings.counts([messageId])[messageId] ?? noDeliveries
    const left: Record<string, number> = { failed: counts.failed, unknown: counts.unknown }
    const rest = new Set<string>()
    const causes = kinds.map(({ error, state }) => {
      const isFirst = left[state] !== undefined && !rest.has(state)
      const bounded = upTo.get(message, error, state, isFirst ? few : -1) ?? 0
      const isCounted = !isFirst || bounded < few
      if (isCounted) left[state] = (left[state] ?? 0) - bounded
      else rest.add(state)
      return { error, state, total: isCounted ? bounded : undefined }
    })
    return causes.map(({ error, state, total }) => ({
      ...{ error, state, total: total ?? left[state] ?? 0 },
    }))
  }

  return {
    list: (messageId: string): Cause[] => {
      const message = seqOf.get(messageId) ?? 0
      const kinds = kindsOf(message)
      if (kinds.length > most) return everyOne.all(message)
      return count(messageId, message, kinds).sort((a, b) => b.total - a.total)
    },
  }
}
