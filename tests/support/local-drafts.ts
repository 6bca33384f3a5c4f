import { join } from 'node:path'
import type { EmailContent } from '@contract/drafts'
import { createDrafts } from '@main/drafts/drafts'
import { appMigrations } from '@main/store/app-migrations/index'
import { closeDatabase, openDatabase } from '@main/store/database'
import { createDraftRows } from '@main/store/drafts'
import { onTestFinished } from 'vitest'
import { temporaryFolder } from './temporary-folder'

/** Drafts of a profile `one` without any server, and a clock that the test sets. */
export const openDrafts = async () => {
  const db = openDatabase({ file: join(temporaryFolder(), 'app.db'), migrations: appMigrations })
  onTestFinished(() => closeDatabase(db))
  const clock = { at: Date.parse('2026-11-22T10:00:00.000Z') }
  const drafts = createDrafts({
    rows: createDraftRows(db),
    now: () => new Date(clock.at),
    onChange: () => undefined,
  })
  const server = { call: () => Promise.reject(new Error('there is no server')) }
  const owner = { profileId: 'one', backend: server, direct: server }
  const { id } = await drafts.create(owner, 'email')
  const { content } = drafts.get('one', id)
  /** What the draft says first, with these fields. */
  const text = (part: Partial<EmailContent>) => ({ ...(content as EmailContent), ...part })
  const count = (table: string): unknown =>
    db.prepare(`SELECT count(*) FROM ${table}`).pluck().get()
  return { drafts, owner, id, text, clock, count }
}
