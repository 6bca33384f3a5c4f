import type { ProviderType } from '@contract/messages'
import type { Connection } from './database'
import type { SubscriberFields } from './subscribers'
import { createSubscriberStore } from './subscribers'
import type { StoredTarget } from './targets'
import { createTargetStore } from './targets'
import type { StoredUser } from './users'
import { createUserStore } from './users'
import { targetIdentity } from './target-identity'

/** As much of a target as an import asks for. */
export interface FoundTarget {
  readonly id: string
  readonly userId: string
  readonly providerType: ProviderType
}

/** Users, targets and subscribers as an import sees them: by every unique value, one probe each. */
export interface PeopleTables {
  hasUser(id: string): boolean
  /** The user with this address, without case. */
  userWithEmail(email: string): string | undefined
  userWithPhone(phone: string): string | undefined
  target(id: string): FoundTarget | undefined
  targetWithIdentifier(type: ProviderType, identifier: string): FoundTarget | undefined
  hasSubscriber(id: string): boolean
  isSubscribed(topicId: string, targetId: string): boolean
  addUser(user: StoredUser): void
  addTarget(target: StoredTarget): void
  addSubscriber(subscriber: SubscriberFields): void
  /** Forgets what was only rehearsed. */
  close(): void
}

/** The real tables. */
export const createPeopleTables = (db: Connection): PeopleTables => {
  const users = createUserStore(db)
  const targets = createTargetStore(db)
  const subscribers = createSubscriberStore(db)
  const text = (sql: string) => db.prepare<string[], string>(sql).pluck()
  const userId = text('SELECT id FROM users WHERE id = ?')
  const byEmail = text(`SELECT id FROM users WHERE lower(email) = lower(?) AND email <> ''`)
  const byPhone = text(`SELECT id FROM users WHERE phone = ? AND phone <> ''`)
  const target = db.prepare<[string], FoundTarget>(
    'SELECT id, userId, providerType FROM targets WHERE id = ?',
  )
  const withIdentifier = (value: string) =>
    db.prepare<[string], FoundTarget>(
      `SELECT id, userId, providerType FROM targets WHERE ${targetIdentity} = ${value}`,
    )
  const withAddress = withIdentifier('lower(?)')
  const withOther = withIdentifier('?')
  const subscriberId = text('SELECT id FROM subscribers WHERE id = ?')
  const subscription = text('SELECT id FROM subscribers WHERE targetId = ? AND topicId = ?')
  return {
    hasUser: (id) => userId.get(id) !== undefined,
    userWithEmail: (email) => byEmail.get(email),
    userWithPhone: (phone) => byPhone.get(phone),
    target: (id) => target.get(id),
    targetWithIdentifier: (type, identifier) =>
      (type === 'email' ? withAddress : withOther).get(identifier),
    hasSubscriber: (id) => subscriberId.get(id) !== undefined,
    isSubscribed: (topicId, targetId) => subscription.get(targetId, topicId) !== undefined,
    addUser: users.insert,
    addTarget: targets.insert,
    addSubscriber: subscribers.insert,
    close: () => undefined,
  }
}

/**
 * The tables as they would be: reads see what this run would have written, which is kept in a temporary
 * table (on disk, so that it may be large) and never in the real ones.
 */
export const createRehearsal = (db: Connection, real: PeopleTables, run: number): PeopleTables => {
  db.exec(`CREATE TEMP TABLE IF NOT EXISTS rehearsed (
    run INTEGER NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (run, key)
  ) STRICT, WITHOUT ROWID`)
  const read = db
    .prepare<[number, string], string>('SELECT value FROM temp.rehearsed WHERE run = ? AND key = ?')
    .pluck()
  const write = db.prepare('INSERT INTO temp.rehearsed (run, key, value) VALUES (?, ?, ?)')
  const forget = db.prepare('DELETE FROM temp.rehearsed WHERE run = ?')
  const get = (key: string): string | undefined => read.get(run, key)
  const set = (key: string, value: string): void => void write.run(run, key, value)
  const getTarget = (key: string): FoundTarget | undefined => {
    const value = get(key)
    return value === undefined ? undefined : (JSON.parse(value) as FoundTarget)
  }
  const identifierKey = (type: ProviderType, identifier: string): string =>
    `identifier ${type === 'email' ? identifier.toLowerCase() : identifier}`
  return {
    hasUser: (id) => real.hasUser(id) || get(`user ${id}`) !== undefined,
    userWithEmail: (email) => real.userWithEmail(email) ?? get(`email ${email.toLowerCase()}`),
    userWithPhone: (phone) => real.userWithPhone(phone) ?? get(`phone ${phone}`),
    target: (id) => real.target(id) ?? getTarget(`target ${id}`),
    targetWithIdentifier: (type, identifier) =>
      real.targetWithIdentifier(type, identifier) ?? getTarget(identifierKey(type, identifier)),
    hasSubscriber: (id) => real.hasSubscriber(id) || get(`subscriber ${id}`) !== undefined,
    isSubscribed: (topicId, targetId) =>
      real.isSubscribed(topicId, targetId) || get(`in ${targetId}`) !== undefined,
    addUser: ({ id, email, phone }) => {
      set(`user ${id}`, id)
      if (email !== '') set(`email ${email.toLowerCase()}`, id)
      if (phone !== '') set(`phone ${phone}`, id)
    },
    addTarget: ({ id, userId, providerType, identifier }) => {
      const value = JSON.stringify({ id, userId, providerType })
      set(`target ${id}`, value)
      set(identifierKey(providerType, identifier), value)
    },
    addSubscriber: ({ id, targetId }) => {
      set(`subscriber ${id}`, id)
      set(`in ${targetId}`, id)
    },
    close: () => void forget.run(run),
  }
}
