import type { Connection } from './database'
import type { ListInput, Page } from './list'
import { readList } from './list'
import type { ListScope, ListSource } from './list-source'

/** A topic as it is stored; its totals follow its subscribers by themselves. */
export interface StoredTopic {
  readonly id: string
  readonly createdAt: string
  readonly updatedAt: string
  readonly name: string
  readonly subscribe: readonly string[]
  readonly emailTotal: number
  readonly smsTotal: number
  readonly pushTotal: number
}

type Row = Omit<StoredTopic, 'subscribe'> & { readonly subscribe: string }

/** What a person decides about a topic. */
export type TopicFields = Omit<StoredTopic, 'emailTotal' | 'smsTotal' | 'pushTotal'>

const source: ListSource = {
  table: 'topics',
  attributes: {
    name: { type: 'word' },
    emailTotal: { type: 'integer' },
    smsTotal: { type: 'integer' },
    pushTotal: { type: 'integer' },
  },
  search: 'any',
}

const present: ListScope = {
  sql: 'topics.id NOT IN (SELECT id FROM removed_topics)',
  values: [],
}

/** Reads and writes topics. */
export const createTopicStore = (db: Connection) => {
  const one = db.prepare<[string], Row>('SELECT * FROM present_topics WHERE id = ?')
  const insert = db.prepare(
    `INSERT INTO topics (id, createdAt, updatedAt, name, subscribe)
     VALUES (@id, @createdAt, @updatedAt, @name, @subscribe)`,
  )
  const update = db.prepare(
    'UPDATE topics SET updatedAt = @updatedAt, name = @name, subscribe = @subscribe WHERE id = @id',
  )
  const hide = db.prepare('INSERT INTO removed_topics (id) VALUES (?)')
  const removed = db.prepare<[], string>('SELECT id FROM removed_topics LIMIT 1').pluck()
  const remove = db.prepare('DELETE FROM topics WHERE id = ?')
  const empty = db.prepare(
    `DELETE FROM subscribers
     WHERE seq IN (SELECT seq FROM subscribers WHERE topicId = ? LIMIT ?)`,
  )

  return {
    get: (id: string): StoredTopic | undefined => {
      const row = one.get(id)
      return row && fromRow(row)
    },
    list: (input: ListInput): Page<StoredTopic> => {
      const { total, rows } = readList<Row>(db, source, input, present)
      return { total, rows: rows.map(fromRow) }
    },
    /** Throws a conflict when the id is in use. */
    insert: (topic: TopicFields): void => void insert.run(toRow(topic)),
    update: (topic: TopicFields): void => void update.run(toRow(topic)),
    /**
     * From here on it is not there any more, but for its id; `clear` removes its subscribers and what is left
     * of it, by the key that this answers.
     */
    hide: (id: string): string => {
      hide.run(id)
      return id
    },
    /** The key of one that is to be cleared away. */
    hidden: (): string | undefined => removed.get(),
    /** Removes so many subscribers of a hidden topic, and the topic after the last; answers whether there are more. */
    clear: (id: string, limit: number): boolean => {
      if (empty.run(id, limit).changes === limit) return true
      remove.run(id)
      return false
    },
  }
}

const fromRow = (row: Row): StoredTopic => ({ ...row, subscribe: JSON.parse(row.subscribe) })

const toRow = ({ id, createdAt, updatedAt, name, subscribe }: TopicFields) => ({
  id,
  createdAt,
  updatedAt,
  name,
  subscribe: JSON.stringify(subscribe),
})
