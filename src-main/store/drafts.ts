import { draft, type Draft } from '@contract/drafts'
import type { Connection } from './database'

/** The drafts of all profiles, as rows. */
export interface DraftRows {
  /** The newest change first. */
  list(profileId: string): Draft[]
  get(profileId: string, id: string): Draft | undefined
  insert(profileId: string, draft: Draft): void
  /** Content and time of change; false when there is no such draft. */
  update(profileId: string, draft: Pick<Draft, 'id' | 'content' | 'updatedAt'>): boolean
  /** False when there is no such draft. */
  remove(profileId: string, id: string): boolean
  removeAll(profileId: string): void
}

/** Prepares the statements over an open app database. */
export const createDraftRows = (db: Connection): DraftRows => {
  const columns = 'id, kind, message_id, content, created_at, updated_at'
  const list = db.prepare<[string], Row>(
    `SELECT ${columns} FROM drafts WHERE profile_id = ? ORDER BY updated_at DESC, number DESC`,
  )
  const get = db.prepare<[string, string], Row>(
    `SELECT ${columns} FROM drafts WHERE profile_id = ? AND id = ?`,
  )
  const insert = db.prepare(
    `INSERT INTO drafts (profile_id, ${columns}) VALUES (?, ?, ?, ?, ?, ?, ?)`,
  )
  const update = db.prepare(
    'UPDATE drafts SET content = ?, updated_at = ? WHERE profile_id = ? AND id = ?',
  )
  const remove = db.prepare('DELETE FROM drafts WHERE profile_id = ? AND id = ?')
  const removeAll = db.prepare('DELETE FROM drafts WHERE profile_id = ?')

  return {
    list: (profileId) => list.all(profileId).map(toDraft),
    get: (profileId, id) => {
      const row = get.get(profileId, id)
      return row && toDraft(row)
    },
    insert: (profileId, { id, kind, messageId, content, createdAt, updatedAt }) => {
      const text = JSON.stringify(content)
      insert.run(profileId, id, kind, messageId, text, Date.parse(createdAt), Date.parse(updatedAt))
    },
    update: (profileId, { id, content, updatedAt }) =>
      update.run(JSON.stringify(content), Date.parse(updatedAt), profileId, id).changes > 0,
    remove: (profileId, id) => remove.run(profileId, id).changes > 0,
    removeAll: (profileId) => {
      removeAll.run(profileId)
    },
  }
}

interface Row {
  readonly id: string
  readonly kind: string
  readonly message_id: string
  readonly content: string
  readonly created_at: number
  readonly updated_at: number
}

const toDraft = (row: Row): Draft =>
  draft.parse({
    id: row.id,
    kind: row.kind,
    messageId: row.message_id,
    content: JSON.parse(row.content),
    createdAt: new Date(row.created_at).toISOString(),
    updatedAt: new Date(row.updated_at).toISOString(),
  })
