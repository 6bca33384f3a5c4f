import Database from 'better-sqlite3'
import { join } from 'node:path'
import { openStore } from '@main/store/store'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { temporaryFolder } from '../../support/temporary-folder'

const time = '2026-01-01T00:00:00.000+00:00'

let folder: string
let store: ReturnType<typeof openStore>
let db: Database.Database

beforeEach(() => {
  folder = temporaryFolder()
  store = openStore(folder, () => undefined)
  db = new Database(join(folder, 'engine.db'))
  db.exec(`INSERT INTO messages (seq, id, createdAt, updatedAt, providerType, topics, users, targets, data, status)
    VALUES (1, 'hello', '${time}', '${time}', 'email', '[]', '[]', '[]', '{}', 'processing')`)
  store.sendings.start('hello', { sandbox: false, token: 't', startedAt: time })
})
afterEach(() => {
  db.close()
  store.close()
})

const add = (
  state: 'failed' | 'unknown' | 'pending' | 'accepted',
  error: string | null,
  total: number,
) => {
  db.prepare(
    `WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${total})
     INSERT INTO deliveries (message, providerId, targetId, userId, identifier, state, error)
     SELECT 1, 'p', 't' || i, 'u', 'i' || i, '${state}', ? FROM n`,
  ).run(error)
  store.sendings.count('hello', { [state]: total })
}

const timeOf = (work: () => unknown): number => {
  const askedAt = performance.now()
  work()
  return performance.now() - askedAt
}

it('counts every cause, however many have it', () => {
  add('failed', 'no such mailbox', 12_000)
  add('failed', 'full', 30)
  add('failed', 'zone is gone', 7000)
  add('unknown', 'full', 6000)
  add('unknown', 'cut off', 2)
  add('pending', 'full', 5500)
  add('accepted', null, 10)
  expect(store.causes.list('hello')).toEqual([
    { error: 'no such mailbox', state: 'failed', total: 12_000 },
    { error: 'zone is gone', state: 'failed', total: 7000 },
    { error: 'full', state: 'unknown', total: 6000 },
    { error: 'full', state: 'pending', total: 5500 },
    { error: 'full', state: 'failed', total: 30 },
    { error: 'cut off', state: 'unknown', total: 2 },
  ])
})

it('tells the hundred most frequent of many', () => {
  for (let at = 1; at <= 120; at++) add('failed', `error ${at}`, at)
  const causes = store.causes.list('hello')
  expect(causes).toHaveLength(100)
  expect(causes[0]).toEqual({ error: 'error 120', state: 'failed', total: 120 })
  expect(causes.at(-1)).toEqual({ error: 'error 21', state: 'failed', total: 21 })
})

it('answers for several hundred thousand with one cause as fast as for a few', () => {
  add('failed', 'no such mailbox', 300_000)
  const list = () => store.causes.list('hello')
  expect(list()).toMatchObject([{ total: 300_000 }])
  expect(Math.min(...Array.from({ length: 5 }, () => timeOf(list)))).toBeLessThan(10)
})
