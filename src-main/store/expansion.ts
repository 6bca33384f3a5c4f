import type { Connection } from './database'
import type { Audience } from './recipients'
import type { createSendingStore } from './sendings'

/** One place that recipients come from. */
export interface RecipientSource {
  readonly kind: 'topics' | 'users' | 'targets'
  readonly id: string
}

/** Which part of an audience comes next. */
export interface SlicePage {
  readonly after: number
  readonly limit: number
}

/** A part of an audience that was found, or written into the ledger. */
export interface Slice {
  /** Where the next one begins; undefined behind the last. */
  readonly next: number | undefined
  readonly written: number
}

const reached: Readonly<Record<RecipientSource['kind'], string>> = {
  topics: `SELECT subscribers.seq AS at, targets.seq AS target
    FROM subscribers JOIN targets ON targets.id = subscribers.targetId
    WHERE subscribers.topicId = @id AND subscribers.seq > @after
      AND subscribers.providerType = @type ORDER BY subscribers.seq LIMIT @limit`,
  users: `SELECT seq AS at, seq AS target FROM targets
    WHERE userId = @id AND seq > @after AND providerType = @type ORDER BY seq LIMIT @limit`,
  targets: `SELECT seq AS at, seq AS target FROM targets
    WHERE id = @id AND seq > @after AND providerType = @type ORDER BY seq LIMIT @limit`,
}

/**
 * Writes a ledger row for everybody of an audience, slice by slice, so that neither calls nor memory feel
 * how large it is. The targets are collected first: an identifier belongs to one target, so whoever is
 * reached twice is found there. Resolves like `createRecipientStore` counts.
 */
export const createExpansionStore = (
  db: Connection,
  sendings: ReturnType<typeof createSendingStore>,
) => {
  const seqOf = db.prepare<[string], number>('SELECT seq FROM messages WHERE id = ?').pluck()
  const pages = Object.fromEntries(
    Object.entries(reached).map(([kind, sql]) => [kind, db.prepare<[object], Page>(sql)]),
  )
  const collect = db.prepare('INSERT OR IGNORE INTO expansions (message, target) VALUES (?, ?)')
  const lastOf = db
    .prepare<[number, number, number], number | null>(
      `SELECT max(target) FROM (SELECT target FROM expansions WHERE message = ? AND target > ?
       ORDER BY target LIMIT ?)`,
    )
    .pluck()
  const write = db.prepare(
    `INSERT INTO deliveries (message, providerId, targetId, userId, identifier)
     SELECT message, coalesce(own.id, @defaultProvider), targets.id, targets.userId, targets.identifier
     FROM expansions JOIN targets ON targets.seq = target
     LEFT JOIN providers AS own
       ON own.id = targets.providerId AND own.enabled = 1 AND own.type = @type
     WHERE message = @message AND target > @after AND target <= @last ORDER BY target`,
  )
  const addLanes = db.prepare(
    `INSERT INTO lanes (message, providerId, total)
     SELECT @message, providerId, count(*) FROM deliveries
     WHERE id > @before AND message = @message GROUP BY providerId
     ON CONFLICT (message, providerId) DO UPDATE SET total = total + excluded.total`,
  )
  const lastRow = db.prepare<[], number>('SELECT coalesce(max(id), 0) FROM deliveries').pluck()
  const drop = db.prepare(
    `DELETE FROM expansions WHERE message = @message AND target IN (
       SELECT target FROM expansions WHERE message = @message ORDER BY target LIMIT @limit)`,
  )
  const unwrite = db.prepare(
    `DELETE FROM deliveries WHERE id IN (
       SELECT id FROM deliveries WHERE message = @message LIMIT @limit)`,
  )
  const dropLanes = db.prepare('DELETE FROM lanes WHERE message = ?')

  const find = (messageId: string): number => seqOf.get(messageId) ?? 0

  return {
    /** Takes back what an interrupted expansion wrote; false once nothing is left of it. */
    takeBack: (messageId: string, limit: number): boolean => {
      const part = { message: find(messageId), limit }
      const rows = unwrite.run(part).changes
      dropLanes.run(part.message)
      sendings.count(messageId, { pending: -rows })
      return rows + drop.run(part).changes > 0
    },
    /** Finds who is reached from one place. */
    collect: (
      messageId: string,
      { kind, id }: RecipientSource,
      type: Audience['type'],
      { after, limit }: SlicePage,
    ): Slice => {
      const message = find(messageId)
      const rows = pages[kind]?.all({ id, type, after, limit }) ?? []
      for (const { target } of rows) collect.run(message, target)
      return { next: rows.length < limit ? undefined : rows.at(-1)?.at, written: 0 }
    },
    /** Writes the next of those found into the ledger. */
    write: (
      messageId: string,
      type: Audience['type'],
      defaultProvider: string,
      { after, limit }: SlicePage,
    ): Slice => {
      const message = find(messageId)
      const last = lastOf.get(message, after, limit) ?? undefined
      if (last === undefined) return { next: undefined, written: 0 }
      const before = lastRow.get() ?? 0
      const written = write.run({ message, type, defaultProvider, after, last }).changes
      addLanes.run({ message, before })
      sendings.count(messageId, { pending: written })
      return { next: last, written }
    },
    /** Forgets who was found; false once nothing is left. */
    forget: (messageId: string, limit: number): boolean =>
      drop.run({ message: find(messageId), limit }).changes > 0,
  }
}

interface Page {
  readonly at: number
  readonly target: number
}
