import { versionReason, type VersionReason } from '@contract/draft-versions'
import { draftContent, type DraftContent } from '@contract/drafts'
import type { Connection } from './database'

/** How a draft once stood. */
export interface VersionRow {
  readonly id: number
  /** Milliseconds. */
  readonly at: number
  readonly reason: VersionReason
  readonly content: DraftContent
}

/** Earlier versions of drafts, as rows. */
export interface DraftVersionRows {
  /** The newest first. */
  list(draftId: string): VersionRow[]
  newest(draftId: string): VersionRow | undefined
  get(draftId: string, id: number): VersionRow | undefined
  insert(draftId: string, version: Omit<VersionRow, 'id'>): void
  setReason(id: number, reason: VersionReason): void
  remove(id: number): void
  /** Without the texts: how many characters each has. */
  sizes(draftId: string): VersionSize[]
}

/** What it takes to decide which versions are kept. */
export interface VersionSize extends Omit<VersionRow, 'content'> {
  readonly characters: number
}

/** Prepares the statements over an open app database. */
export const createDraftVersionRows = (db: Connection): DraftVersionRows => {
  const columns = 'number, at, reason, content'
  const list = db.prepare<[string], Row>(
    `SELECT ${columns} FROM draft_versions WHERE draft_id = ? ORDER BY number DESC`,
  )
  const newest = db.prepare<[string], Row>(
    `SELECT ${columns} FROM draft_versions WHERE draft_id = ? ORDER BY number DESC LIMIT 1`,
  )
  const get = db.prepare<[string, number], Row>(
    `SELECT ${columns} FROM draft_versions WHERE draft_id = ? AND number = ?`,
  )
  const insert = db.prepare(
    'INSERT INTO draft_versions (draft_id, at, reason, content) VALUES (?, ?, ?, ?)',
  )
  const setReason = db.prepare('UPDATE draft_versions SET reason = ? WHERE number = ?')
  const remove = db.prepare('DELETE FROM draft_versions WHERE number = ?')
  const sizes = db.prepare<[string], Omit<Row, 'content'> & { readonly characters: number }>(
    `SELECT number, at, reason, length(content) AS characters
     FROM draft_versions WHERE draft_id = ? ORDER BY number DESC`,
  )

  return {
    list: (draftId) => list.all(draftId).map(toVersion),
    newest: (draftId) => {
      const row = newest.get(draftId)
      return row && toVersion(row)
    },
    get: (draftId, id) => {
      const row = get.get(draftId, id)
      return row && toVersion(row)
    },
    insert: (draftId, { at, reason, content }) => {
      insert.run(draftId, at, reason, JSON.stringify(content))
    },
    setReason: (id, reason) => {
      setReason.run(reason, id)
    },
    remove: (id) => {
      remove.run(id)
    },
    sizes: (draftId) =>
      sizes.all(draftId).map(({ number: id, at, reason, characters }) => ({
        ...{ id, at, characters },
        reason: versionReason.parse(reason),
      })),
  }
}

interface Row {
  readonly number: number
  readonly at: number
  readonly reason: string
  readonly content: string
}

const toVersion = ({ number: id, at, reason, content }: Row): VersionRow => ({
  ...{ id, at },
  reason: versionReason.parse(reason),
  content: draftContent.parse(JSON.parse(content)),
})
