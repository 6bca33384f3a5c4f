import { join } from 'node:path'
import { appMigrations } from '@main/store/app-migrations/index'
import { closeDatabase, openDatabase } from '@main/store/database'
import { createDraftRows } from '@main/store/drafts'
import { expect, onTestFinished, test } from 'vitest'
import { temporaryFolder } from '../../support/temporary-folder'

test('a draft of the time when all were e-mails is still there, word by word', () => {
  const file = join(temporaryFolder(), 'app.db')
  const old = openDatabase({ file, migrations: appMigrations.slice(0, 2) })
  const written = {
    subject: 'Winter “hours”',
    content: '<p>ä 😀</p>',
    html: false,
    topics: ['news'],
    users: [],
    targets: ['t1'],
    cc: ['t2'],
    bcc: [],
  }
  old
    .prepare('INSERT INTO drafts VALUES (1, ?, ?, ?, ?, ?, ?, ?)')
    .run('d1', 'one', 'email', 'm1', JSON.stringify(written), 1_000, 2_000)
  closeDatabase(old)

  const db = openDatabase({ file, migrations: appMigrations })
  onTestFinished(() => closeDatabase(db))

  expect(createDraftRows(db).list('one')).toEqual([
    {
      id: 'd1',
      messageId: 'm1',
      content: { kind: 'email', ...written, attachments: [], messageId: '', scheduledAt: null },
      revision: 1,
      updates: null,
      createdAt: '1970-01-01T00:00:01.000Z',
      updatedAt: '1970-01-01T00:00:02.000Z',
    },
  ])
})
