import type { DeliveryState } from '@contract/delivery'
import { noDeliveries } from '@main/store/sendings'
import { openStore } from '@main/store/store'
import Database from 'better-sqlite3'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { temporaryFolder } from '../../support/temporary-folder'

const time = '2026-01-01T00:00:00.000+00:00'
const states: DeliveryState[] = ['pending', 'in_flight', 'accepted', 'failed', 'unknown']

let store: ReturnType<typeof openStore>
let db: Database.Database

beforeEach(() => {
  const folder = temporaryFolder()
  store = openStore(folder, () => undefined)
  db = new Database(join(folder, 'engine.db'))
  for (const [at, id] of ['hello', 'other'].entries())
    db.exec(`INSERT INTO messages (seq, id, createdAt, updatedAt, providerType, topics, users, targets, data, status)
      VALUES (${at + 1}, '${id}', '${time}', '${time}', 'email', '[]', '[]', '[]', '{}', 'processing')`)
})
afterEach(() => {
  db.close()
  store.close()
})

const insert = (message: number, state: DeliveryState, provider: string, dueAt: number | null) =>
  db
    .prepare(
      `INSERT INTO deliveries (message, providerId, targetId, userId, identifier, state, dueAt)
       VALUES (?, ?, 't', 'u', 'i', ?, ?)`,
    )
    .run(message, provider, state, dueAt)

/** Page after page of a list. */
const walk = (wanted: readonly DeliveryState[] | undefined, limit: number): number[] => {
  const ids: number[] = []
  for (;;) {
    const filter = { messageId: 'hello', states: wanted, after: ids.at(-1) ?? 0, limit }
    const { deliveries } = store.listDeliveries(filter, noDeliveries)
    ids.push(...deliveries.map(({ id }) => id))
    if (deliveries.length < limit) return ids
  }
}

const timeOf = (work: () => unknown): number => {
  const askedAt = performance.now()
  work()
  return performance.now() - askedAt
}

it('lists every row once and in order, whatever its state, provider and time', () => {
  for (let at = 0; at < 600; at++) {
    const state = states[(at * 7) % 5] ?? 'pending'
    const dueAt = state === 'pending' && at % 4 === 0 ? (at * 37) % 11 : null
    insert(at % 3 === 0 ? 2 : 1, state, `p${(at * 13) % 4}`, dueAt)
  }
  for (const wanted of [undefined, ['pending'], ['failed', 'unknown'], ['accepted']] as const) {
    const expected = db
      .prepare(
        `SELECT id FROM deliveries WHERE message = 1
           AND state IN (SELECT value FROM json_each(?)) ORDER BY id`,
      )
      .pluck()
      .all(JSON.stringify(wanted ?? states))
    expect(expected.length).toBeGreaterThan(20)
    expect(walk(wanted, 7)).toEqual(expected)
  }
})

it('answers for several hundred thousand as fast as for a few', () => {
  db.exec(`WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300000)
    INSERT INTO deliveries (message, providerId, targetId, userId, identifier, state)
    SELECT 1, 'p', 't' || i, 'u', 'i' || i, CASE WHEN i < 150000 THEN 'accepted' ELSE 'pending' END FROM n`)
  const list = () =>
    store.listDeliveries({ messageId: 'hello', after: 149_980, limit: 50 }, noDeliveries)
  expect(list().deliveries.map(({ id }) => id)).toEqual(
    Array.from({ length: 50 }, (_, at) => 149_981 + at),
  )
  expect(Math.min(...Array.from({ length: 5 }, () => timeOf(list)))).toBeLessThan(20)
})
