import { join } from 'node:path'
import { expect, it } from 'vitest'
import { closeDatabase, openDatabase } from '@main/store/database'
import { engineMigrations } from '@main/store/migrations'
import { openStore } from '@main/store/store'
import { temporaryFolder } from '../../support/temporary-folder'

const time = '2026-01-01T00:00:00.000+00:00'

it('finds people of before the search was rebuilt, and forgets those who leave', () => {
  const folder = temporaryFolder()
  const file = join(folder, 'engine.db')
  const rebuilt = engineMigrations.findIndex(({ name }) => name === '010-large-searches')
  const before = openDatabase({ file, migrations: engineMigrations.slice(0, rebuilt) })
  before.exec(`
    INSERT INTO topics (id, createdAt, updatedAt, name, subscribe) VALUES
      ('news', '${time}', '${time}', 'News', '[]'), ('news-2', '${time}', '${time}', 'More', '[]');
    INSERT INTO users (id, createdAt, updatedAt, name, email, phone)
      VALUES ('ada', '${time}', '${time}', 'Ada Lovelace', 'ada@example.org', '');
    INSERT INTO targets (id, createdAt, updatedAt, name, userId, providerType, identifier)
      VALUES ('mail', '${time}', '${time}', '', 'ada', 'email', 'ada@example.org');
    INSERT INTO subscribers (id, createdAt, updatedAt, topicId, targetId, userId, providerType)
      VALUES ('one', '${time}', '${time}', 'news', 'mail', 'ada', 'email'),
        ('two', '${time}', '${time}', 'news-2', 'mail', 'ada', 'email');`)
  closeDatabase(before)

  const store = openStore(folder, () => undefined)
  const people = (search: string) => store.users.list({ search }).rows.map(({ id }) => id)
  const places = (topicId: string, search: string) =>
    store.subscribers.list(topicId, { search }).rows.map(({ id }) => id)

  expect(people('lovel')).toEqual(['ada'])
  expect(places('news', 'email')).toEqual(['one'])
  expect(places('news-2', 'email')).toEqual(['two'])
  // The topic's own name is no word of its subscribers.
  expect(places('news', 'news')).toEqual([])
  store.users.remove('ada')
  expect([people('lovel'), places('news', 'email')]).toEqual([[], []])
  store.close()
})

it('takes what was held before there was a ceiling at that hour for late', () => {
  const folder = temporaryFolder()
  const at = engineMigrations.findIndex(({ name }) => name === '015-recipient-ceiling')
  const file = join(folder, 'engine.db')
  const before = openDatabase({ file, migrations: engineMigrations.slice(0, at) })
  before.exec(`
    INSERT INTO messages (id, createdAt, updatedAt, providerType, topics, users, targets, scheduledAt, data, status)
      VALUES ('hello', '${time}', '${time}', 'sms', '[]', '[]', '[]', '${time}', '{"content":"Hi"}', 'scheduled');
    INSERT INTO missed_schedules (message, foundAt) SELECT seq, '${time}' FROM messages;`)
  closeDatabase(before)

  const store = openStore(folder, () => undefined)
  expect(store.missed.list()).toMatchObject([
    { messageId: 'hello', reason: 'late', confirmedPeople: null },
  ])
  expect(store.messages.get('hello')).toMatchObject({ confirmedPeople: null })
  store.close()
})
