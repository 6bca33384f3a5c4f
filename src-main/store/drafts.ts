import { draft, draftContent, type Draft, type DraftContent } from '@contract/drafts'
import type { Connection } from './database'
import { createDraftConflictRows, type DraftConflictRows } from './draft-conflicts'
import { createDraftStepRows, type DraftStepRows } from './draft-steps'
import { createDraftVersionRows, type DraftVersionRows } from './draft-versions'

/** The drafts of all profiles, as rows; a discarded one is only seen by `undiscard`. */
export interface DraftRows {
  readonly steps: DraftStepRows
  readonly versions: DraftVersionRows
  readonly conflicts: DraftConflictRows
  /** All of what `work` writes, or nothing of it. */
  together<Result>(work: () => Result): Result
  /** The newest change first. */
  list(profileId: string): Draft[]
  get(profileId: string, id: string): Draft | undefined
  /** `base` is what its message said when it was read. */
  insert(profileId: string, draft: Draft, base?: DraftContent): void
  base(profileId: string, id: string): DraftContent | undefined
  /** Everything but its id and when it was begun. */
  replace(profileId: string, draft: Draft, base?: DraftContent): void
  /** The draft that changes this message. */
  forMessage(profileId: string, messageId: string): Draft | undefined
  /** Content, revision and time of change; false when there is no such draft. */
  update(
    profileId: string,
    draft: Pick<Draft, 'id' | 'content' | 'revision' | 'updatedAt'>,
  ): boolean
  /** The message's id under which sending was tried without a clear answer. */
  triedId(profileId: string, id: string): string | null
  setTriedId(profileId: string, id: string, messageId: string | null): void
  /** False when there is no such draft. */
  remove(profileId: string, id: string): boolean
  removeAll(profileId: string): void
  /** Takes it out of sight at this moment, in milliseconds; false when there is no such draft. */
  discard(profileId: string, id: string, at: number): boolean
  /** False when there is no such discarded draft. */
  undiscard(profileId: string, id: string): boolean
  /** Removes what was discarded before this moment, in milliseconds. */
  purge(before: number): void
  /** How many there are, without those that were discarded. */
  count(profileId: string): number
  /** Gives them to another profile, where each is a draft of something new. */
  moveAll(profileId: string, toProfileId: string): void
}

/** Prepares the statements over an open app database. */
export const createDraftRows = (db: Connection): DraftRows => {
  const columns = 'id, message_id, content, revision, updates, created_at, updated_at'
  const present = 'profile_id = ? AND deleted_at IS NULL'
  const list = db.prepare<[string], Row>(
    `SELECT ${columns} FROM drafts WHERE ${present} ORDER BY updated_at DESC, number DESC`,
  )
  const get = db.prepare<[string, string], Row>(
    `SELECT ${columns} FROM drafts WHERE ${present} AND id = ?`,
  )
  const forMessage = db.prepare<[string, string], Row>(
    `SELECT ${columns} FROM drafts WHERE ${present} AND updates ->> 'messageId' = ?`,
  )
  const triedId = db
    .prepare<[string, string], string | null>(
      'SELECT tried_id FROM drafts WHERE profile_id = ? AND id = ?',
    )
    .pluck()
  const setTriedId = db.prepare('UPDATE drafts SET tried_id = ? WHERE profile_id = ? AND id = ?')
  const insert = db.prepare(
    `INSERT INTO drafts (profile_id, ${columns}, base) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  )
  const base = db
    .prepare<[string, string], string | null>(
      'SELECT base FROM drafts WHERE profile_id = ? AND id = ?',
    )
    .pluck()
  const replace = db.prepare(
    `UPDATE drafts
     SET message_id = ?, content = ?, revision = ?, updates = ?, base = ?, updated_at = ?, tried_id = NULL
     WHERE ${present} AND id = ?`,
  )
  const update = db.prepare(
    `UPDATE drafts SET content = ?, revision = ?, updated_at = ? WHERE ${present} AND id = ?`,
  )
  const remove = db.prepare('DELETE FROM drafts WHERE profile_id = ? AND id = ?')
  const moveAll = db.prepare(
    'UPDATE drafts SET profile_id = ?, updates = NULL, tried_id = NULL WHERE profile_id = ?',
  )
  const discard = db.prepare(`UPDATE drafts SET deleted_at = ? WHERE ${present} AND id = ?`)
  const leaveOutbox = db.prepare('DELETE FROM outbox WHERE draft_id = ?')
  const undiscard = db.prepare(
    `UPDATE drafts SET deleted_at = NULL
     WHERE profile_id = ? AND id = ? AND deleted_at IS NOT NULL`,
  )
  const purge = db.prepare('DELETE FROM drafts WHERE deleted_at < ?')
  const count = db.prepare<[string], number>(`SELECT count(*) FROM drafts WHERE ${present}`).pluck()
  const removeAll = db.prepare('DELETE FROM drafts WHERE profile_id = ?')

  return {
    steps: createDraftStepRows(db),
    versions: createDraftVersionRows(db),
    conflicts: createDraftConflictRows(db),
    together: (work) => db.transaction(work).immediate(),
    list: (profileId) => list.all(profileId).map(toDraft),
    get: (profileId, id) => {
      const row = get.get(profileId, id)
      return row && toDraft(row)
    },
    forMessage: (profileId, messageId) => {
      const row = forMessage.get(profileId, messageId)
      return row && toDraft(row)
    },
    triedId: (profileId, id) => triedId.get(profileId, id) ?? null,
    setTriedId: (profileId, id, messageId) => {
      setTriedId.run(messageId, profileId, id)
    },
    insert: (profileId, { id, messageId, content, revision, updates, ...draft }, base) => {
      const values = [JSON.stringify(content), revision, toText(updates)]
      const times = [Date.parse(draft.createdAt), Date.parse(draft.updatedAt)]
      insert.run(profileId, id, messageId, ...values, ...times, toText(base))
    },
    base: (profileId, id) => {
      const text = base.get(profileId, id)
      return text ? draftContent.parse(JSON.parse(text)) : undefined
    },
    replace: (profileId, { id, messageId, content, revision, updates, updatedAt }, newBase) => {
      const values = [JSON.stringify(content), revision, toText(updates), toText(newBase)]
      replace.run(messageId, ...values, Date.parse(updatedAt), profileId, id)
    },
    update: (profileId, { id, content, revision, updatedAt }) =>
      update.run(JSON.stringify(content), revision, Date.parse(updatedAt), profileId, id).changes >
      0,
    remove: (profileId, id) => remove.run(profileId, id).changes > 0,
    discard: db.transaction((profileId: string, id: string, at: number) => {
      const isThere = discard.run(at, profileId, id).changes > 0
      // What comes back is not handed over before somebody says so again.
      if (isThere) leaveOutbox.run(id)
      return isThere
    }),
    undiscard: (profileId, id) => undiscard.run(profileId, id).changes > 0,
    purge: (before) => {
      purge.run(before)
    },
    count: (profileId) => count.get(profileId) ?? 0,
    moveAll: (profileId, toProfileId) => {
      moveAll.run(toProfileId, profileId)
    },
    removeAll: (profileId) => {
      removeAll.run(profileId)
    },
  }
}

interface Row {
  readonly id: string
  readonly message_id: string
  readonly content: string
  readonly revision: number
  readonly updates: string | null
  readonly created_at: number
  readonly updated_at: number
}

const toText = (value: unknown): string | null =>
  value === undefined || value === null ? null : JSON.stringify(value)

const toDraft = (row: Row): Draft =>
  draft.parse({
    id: row.id,
    messageId: row.message_id,
    content: JSON.parse(row.content),
    revision: row.revision,
    updates: row.updates === null ? null : JSON.parse(row.updates),
    createdAt: new Date(row.created_at).toISOString(),
    updatedAt: new Date(row.updated_at).toISOString(),
  })
