import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { openAppDatabase } from '@main/drafts/open-app-database'
import { closeDatabase } from '@main/store/database'
import { createDraftRows } from '@main/store/drafts'
import { expect, onTestFinished, test } from 'vitest'
import { temporaryFolder } from '../../support/temporary-folder'

test('a damaged file of drafts is kept aside and said, and drafts can be written again', () => {
  const folder = temporaryFolder()
  const damage = 'this is no database'.repeat(500)
  writeFileSync(join(folder, 'app.db'), damage)

  const { db, notice } = openAppDatabase(
    folder,
    () => new Date('2026-11-22T10:00:00.000Z'),
    () => undefined,
  )
  onTestFinished(() => closeDatabase(db))

  const kept = 'app.corrupt-2026-11-22T10-00-00-000Z.db'
  expect(notice).toContain(kept)
  expect(readFileSync(join(folder, kept), 'utf8')).toBe(damage)
  expect(createDraftRows(db).list('one')).toEqual([])
})
