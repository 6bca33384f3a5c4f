import type { ProviderType } from '@contract/messages'
import type { Connection } from './database'
import type { ListInput, Page } from './list'
import { readList } from './list'
import type { ListSource } from './list-source'
import type { PeopleFilter } from './people-filter'
import { filterSubscribers, findSubscribers } from './people-filter'
import { toPhrase } from './search'
import type { StoredTarget, TargetRow } from './targets'
import { targetFromRow } from './targets'

/** A target's place in a topic. */
export interface SubscriberFields {
  readonly id: string
  readonly createdAt: string
  readonly updatedAt: string
  readonly topicId: string
  readonly targetId: string
  readonly userId: string
  readonly providerType: ProviderType
}

/** A subscriber with what its target and user are now. */
export interface StoredSubscriber extends SubscriberFields {
  readonly userName: string
  readonly target: StoredTarget
}

interface Row extends SubscriberFields {
  readonly userName: string
  readonly target: string
}

const select = `subscribers.*, users.name AS userName, json_object(
  'id', targets.id, 'createdAt', targets.createdAt, 'updatedAt', targets.updatedAt,
  'name', targets.name, 'userId', targets.userId, 'providerId', targets.providerId,
  'providerType', targets.providerType, 'identifier', targets.identifier,
  'expired', targets.expired) AS target`

const joins = `JOIN targets ON targets.id = subscribers.targetId
  JOIN users ON users.id = targets.userId`

const source: ListSource = {
  table: 'subscribers',
  attributes: {
    targetId: { type: 'id' },
    topicId: { type: 'id', isShared: true },
    userId: { type: 'id' },
    // One of three words of ASCII, which are compared like ids: by an index.
    providerType: { type: 'id' },
    // A subscriber never changes, so one index serves both times.
    $updatedAt: { type: 'time', column: 'createdAt' },
  },
  select,
  joins,
  search: 'any',
  text: ['id', 'targetId', 'userId', 'providerType']
    .map((column) => `subscribers.${column}`)
    .join(` || ' ' || `),
}

/** Reads and writes subscribers. */
export const createSubscriberStore = (db: Connection) => {
  const one = db.prepare<[string, string], Row>(
    `SELECT ${select} FROM subscribers ${joins} WHERE subscribers.id = ? AND subscribers.topicId = ?`,
  )
  const insert = db.prepare(
    `INSERT INTO subscribers (id, createdAt, updatedAt, topicId, targetId, userId, providerType)
     VALUES (@id, @createdAt, @updatedAt, @topicId, @targetId, @userId, @providerType)`,
  )
  const any = db.prepare<[string], 1>('SELECT 1 FROM subscribers WHERE id = ?').pluck()
  const remove = db.prepare('DELETE FROM subscribers WHERE id = ? AND topicId = ?')

  return {
    get: (topicId: string, id: string): StoredSubscriber | undefined => {
      const row = one.get(id, topicId)
      return row && fromRow(row)
    },
    /** Whether there is one of this id, in whatever topic. */
    exists: (id: string): boolean => any.get(id) !== undefined,
    /** One topic's, narrowed by what is known of their people when there is a filter. */
    list: (
      topicId: string,
      input: ListInput,
      filter: PeopleFilter = {},
    ): Page<StoredSubscriber> => {
      const { search } = filter
      const scope = {
        ...{ sql: 'subscribers.topicId = ?', values: [topicId] },
        match: `topicId : ${toPhrase(topicId)}`,
        filters: filterSubscribers(filter),
        finders: search === undefined ? undefined : findSubscribers(db, topicId, search),
      }
      const { total, rows } = readList<Row>(db, source, input, scope)
      return { total, rows: rows.map(fromRow) }
    },
    /** Throws a conflict when the id is in use or the target is in the topic already. */
    insert: (subscriber: SubscriberFields): void => void insert.run(subscriber),
    remove: (topicId: string, id: string): boolean => remove.run(id, topicId).changes > 0,
  }
}

const fromRow = (row: Row): StoredSubscriber => ({
  ...row,
  target: targetFromRow(JSON.parse(row.target) as TargetRow),
})
