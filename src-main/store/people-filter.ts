import type { ProviderType } from '@contract/messages'
import type { Connection } from './database'
import { findByWords, hasWordsOf, matching, wordHits, type Finder } from './finder'
import { toMatch } from './search'
import type { Fragment } from './where'
import { targetIdentity } from './target-identity'

/** What is known of people beside their own row. */
export interface PeopleFilter {
  readonly search?: string | undefined
  readonly expired?: boolean | undefined
}

/** The same, and the ways in which they can be reached: any of these. */
export interface UsersFilter extends PeopleFilter {
  readonly reach?: readonly ProviderType[] | undefined
}

/** SQL of what users are searched by. */
export const userText = ['id', 'name', 'email', 'phone']
  .map((column) => `users.${column}`)
  .join(` || ' ' || `)

/** Shorter beginnings name too many. */
const fewestChars = 3
/** Beyond every character that an address begins with. */
const beyond = '\u{10FFFF}'

/** Targets that begin so, as typed and in small letters; numbers also without the spaces people write. */
const targetBegins = (search: string): Fragment | undefined => {
  const typed = search.trim()
  const isNumber = /^\+?[\d\s()./-]+$/.test(typed)
  const text = isNumber ? typed.replace(/[^+\d]/g, '') : typed
  if (text.length < fewestChars || /\s/.test(text)) return undefined
  const range = `(${targetIdentity} >= ? AND ${targetIdentity} < ?)`
  const low = text.toLowerCase()
  return {
    sql: `(${range} OR ${range})`,
    values: [text, text + beyond, low, low + beyond],
  }
}

const expiredOnly = (column: string, key: string, expired: boolean): Fragment => ({
  sql: `${column} ${expired ? '' : 'NOT '}IN (SELECT ${key} FROM targets WHERE expired = 1)`,
  values: [],
})

const present = <Item>(items: readonly (Item | undefined)[]): Item[] =>
  items.filter((item) => item !== undefined)

/** Narrows the list of users by what is not searched. */
export const filterUsers = ({ expired, reach = [] }: UsersFilter): Fragment[] =>
  present([
    reach.length === 0
      ? undefined
      : { sql: `(${reach.map(reachable).join(' OR ')})`, values: reach },
    expired === undefined ? undefined : expiredOnly('users.id', 'userId', expired),
  ])

/** Narrows the list of a topic's subscribers by what is not searched. */
export const filterSubscribers = ({ expired }: PeopleFilter): Fragment[] =>
  expired === undefined ? [] : [expiredOnly('subscribers.targetId', 'id', expired)]

/** Users by their own words and by what they can be reached at. */
export const findUsers = (db: Connection, search: string): Finder[] => {
  const match = toMatch(db, 'users', search, 'all')
  const begins = targetBegins(search)
  return present([
    match && findByWords('users', match, { text: userText }),
    begins && {
      rough: { from: plain('targets'), where: begins, seq: 'targets.seq' },
      hits: {
        from: plain('targets CROSS JOIN users ON users.id = targets.userId'),
        where: begins,
        seq: 'users.seq',
      },
      holds: {
        sql: `EXISTS (SELECT 1 FROM targets WHERE targets.userId = users.id AND ${begins.sql})`,
        values: begins.values,
      },
      isInOrder: false,
    },
  ])
}

/** A topic's subscribers by their ids, their people's words and what those can be reached at. */
export const findSubscribers = (db: Connection, topicId: string, search: string): Finder[] => {
  const match = toMatch(db, 'users', search, 'all')
  const begins = targetBegins(search)
  return present([
    ...['subscribers.id', 'subscribers.targetId'].map((column) => byId(column, search.trim())),
    match && {
      rough: wordHits('users', match),
      hits: {
        from: {
          sql: `users_words CROSS JOIN users ON users.seq = users_words.rowid
            CROSS JOIN subscribers ON subscribers.topicId = ?
              AND subscribers.userId = users.id COLLATE NOCASE`,
          values: [topicId],
        },
        where: matching('users', match),
        seq: 'subscribers.seq',
      },
      holds: ofTheirUser(hasWordsOf(userText, match)),
      isInOrder: false,
    },
    begins && {
      rough: { from: plain('targets'), where: begins, seq: 'targets.seq' },
      hits: {
        from: plain('targets CROSS JOIN subscribers ON subscribers.targetId = targets.id'),
        where: begins,
        seq: 'subscribers.seq',
      },
      holds: {
        sql: `EXISTS (SELECT 1 FROM targets WHERE targets.id = subscribers.targetId AND ${begins.sql})`,
        values: begins.values,
      },
      isInOrder: false,
    },
  ])
}

const plain = (sql: string): Fragment => ({ sql, values: [] })

const byId = (column: string, id: string): Finder => {
  const isIt = { sql: `${column} = ?`, values: [id] }
  const hits = { from: plain('subscribers'), where: isIt, seq: 'subscribers.seq' }
  return { hits, rough: hits, holds: isIt, isInOrder: false }
}

const ofTheirUser = ({ sql, values }: Fragment): Fragment => ({
  sql: `EXISTS (SELECT 1 FROM users WHERE users.id = subscribers.userId AND ${sql})`,
  values,
})

/** Nearly everybody has an address, which a probe a row finds soon; for the rare others there is an index. */
const reachable = (type: ProviderType): string =>
  type === 'email'
    ? 'EXISTS (SELECT 1 FROM targets WHERE userId = users.id AND providerType = ?)'
    : `users.id IN (SELECT userId FROM targets WHERE providerType <> 'email' AND providerType = ?)`
