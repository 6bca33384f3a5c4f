import type { ProviderType } from '@contract/messages'
import type { SandboxMail } from '@contract/sandbox'
import type { Connection } from './database'

/** A message for the sandbox inbox: one entry for everyone it goes to, one source for all of them. */
export interface NewSandboxMail {
  readonly messageId: string
  readonly providerId: string
  readonly providerType: ProviderType
  readonly subject: string
  readonly receivedAt: string
  readonly recipients: readonly { readonly identifier: string; readonly userId: string }[]
  readonly source: Buffer
}

/** A part of the inbox; newest first. */
export interface SandboxFilter {
  readonly search?: string | undefined
  readonly before?: number | undefined
  readonly limit: number
}

type Row = Omit<SandboxMail, 'read'> & { readonly read: number }

const columns = `sandbox.id, messageId, providerId, providerType, identifier,
  coalesce(users.name, '') AS userName, subject, size, receivedAt, read`

/** Reads and writes the sandbox inbox. */
export const createSandboxStore = (db: Connection) => {
  const insert = db.prepare(
    `INSERT INTO sandbox (messageId, providerId, providerType, userId, identifier, subject, size, receivedAt, sourceId)
     VALUES (@messageId, @providerId, @providerType, @userId, @identifier, @subject, @size, @receivedAt, @sourceId)`,
  )
  const insertSource = db.prepare('INSERT INTO sandbox_sources (id, source) VALUES (?, ?)')
  const one = db.prepare<[number], Row & { source: Buffer; sourceId: number }>(
    `SELECT ${columns}, source, sandbox_sources.id AS sourceId FROM sandbox
     JOIN sandbox_sources ON sandbox_sources.id = coalesce(sourceId, sandbox.id) LEFT JOIN users ON users.id = userId WHERE sandbox.id = ?`,
  )
  const sharing = db
    .prepare<[number], number>('SELECT count(*) + 1 FROM sandbox WHERE sourceId = ?')
    .pluck()
  const markRead = db.prepare('UPDATE sandbox SET read = 1 WHERE id = ? AND read = 0')
  const unread = db.prepare<[], number>('SELECT count(*) FROM sandbox WHERE read = 0').pluck()
  const clear = db.prepare('DELETE FROM sandbox')

  return {
    insert: ({ source, recipients, ...mail }: NewSandboxMail): void => {
      let sourceId: number | bigint | null = null
      for (const recipient of recipients) {
        const row = { ...mail, ...recipient, size: source.length, sourceId }
        const { lastInsertRowid } = insert.run(row)
        if (sourceId !== null) continue
        // The first one's row holds the source for the others.
        sourceId = lastInsertRowid
        insertSource.run(sourceId, source)
      }
    },
    get: (id: number): { mail: SandboxMail; source: Buffer; recipients: number } | undefined => {
      const row = one.get(id)
      if (!row) return undefined
      const { source, sourceId, ...mail } = row
      return { mail: fromRow(mail), source, recipients: sharing.get(sourceId) ?? 1 }
    },
    /** Answers whether it was unread. */
    markRead: (id: number): boolean => markRead.run(id).changes > 0,
    list: ({ search, before, limit }: SandboxFilter) => {
      const from = `FROM sandbox LEFT JOIN users ON users.id = userId
        WHERE (@search IS NULL OR instr(fold(identifier), fold(@search)) > 0
          OR instr(fold(subject), fold(@search)) > 0
          OR instr(fold(coalesce(users.name, '')), fold(@search)) > 0)`
      const values = { search: search ?? null }
      const total = db
        .prepare<[typeof values], number>(`SELECT count(*) ${from}`)
        .pluck()
        .get(values)
      const mails = db
        .prepare<[typeof values & { before: number; limit: number }], Row>(
          `SELECT ${columns} ${from} AND sandbox.id < @before ORDER BY sandbox.id DESC LIMIT @limit`,
        )
        .all({ ...values, before: before ?? Number.MAX_SAFE_INTEGER, limit })
      return { total: total ?? 0, unread: unread.get() ?? 0, mails: mails.map(fromRow) }
    },
    /** Empties the inbox; answers how many there were. */
    clear: (): number => clear.run().changes,
  }
}

const fromRow = (row: Row): SandboxMail => ({ ...row, read: row.read === 1 })
