import type { ProviderType } from '@contract/messages'
import { toMatch } from './search'
import type { Fragment } from './where'

/** What is known of people beside their own row. */
export interface PeopleFilter {
  readonly search?: string | undefined
  readonly expired?: boolean | undefined
}

/** The same, and the ways in which they can be reached: any of these. */
export interface UsersFilter extends PeopleFilter {
  readonly reach?: readonly ProviderType[] | undefined
}

/** Shorter beginnings name too many. */
const fewestChars = 3
/** Beyond every character that an address begins with. */
const beyond = '\u{10FFFF}'

/** The expression that the index of addresses is made of. */
const identifier = `(CASE targets.providerType WHEN 'email' THEN lower(targets.identifier) ELSE targets.identifier END)`

/** Targets that begin so, as typed and in small letters; numbers also without the spaces people write. */
const targetBegins = (search: string): Fragment | undefined => {
  const typed = search.trim()
  const isNumber = /^\+?[\d\s()./-]+$/.test(typed)
  const text = isNumber ? typed.replace(/[^+\d]/g, '') : typed
  if (text.length < fewestChars || /\s/.test(text)) return undefined
  const range = `(${identifier} >= ? AND ${identifier} < ?)`
  const low = text.toLowerCase()
  return {
    sql: `(${range} OR ${range})`,
    values: [text, text + beyond, low, low + beyond],
  }
}

/** Rows of a union; every part can use an index of its own. */
const anyOf = (column: string, parts: readonly Fragment[]): Fragment => ({
  sql: `${column} IN (${parts.map(({ sql }) => sql).join(' UNION ')})`,
  values: parts.flatMap(({ values }) => values),
})

const wordsOf = (search: string): Fragment | undefined => {
  const match = toMatch(search, 'all')
  return match === undefined
    ? undefined
    : { sql: 'SELECT rowid FROM users_words WHERE users_words MATCH ?', values: [match] }
}

const expiredOnly = (column: string, key: string, expired: boolean): Fragment => ({
  sql: `${column} ${expired ? '' : 'NOT '}IN (SELECT ${key} FROM targets WHERE expired = 1)`,
  values: [],
})

const present = (parts: readonly (Fragment | undefined)[]): Fragment[] =>
  parts.filter((part) => part !== undefined)

/** Narrows the list of users. */
export const filterUsers = ({ search, expired, reach = [] }: UsersFilter): Fragment[] =>
  present([
    search === undefined ? undefined : usersFound(search),
    reach.length === 0
      ? undefined
      : { sql: `(${reach.map(reachable).join(' OR ')})`, values: reach },
    expired === undefined ? undefined : expiredOnly('users.id', 'userId', expired),
  ])

/** Narrows the list of a topic's subscribers. */
export const filterSubscribers = (topicId: string, { search, expired }: PeopleFilter): Fragment[] =>
  present([
    search === undefined ? undefined : subscribersFound(topicId, search),
    expired === undefined ? undefined : expiredOnly('subscribers.targetId', 'id', expired),
  ])

const usersFound = (search: string): Fragment => {
  const begins = targetBegins(search)
  return anyOf(
    'users.seq',
    present([
      wordsOf(search),
      begins && {
        sql: `SELECT owners.seq FROM targets JOIN users AS owners ON owners.id = targets.userId
          WHERE ${begins.sql}`,
        values: begins.values,
      },
    ]),
  )
}

/**
 * From the few that match to their places: `CROSS JOIN` and `+` keep SQLite from going through the whole topic.
 */
const subscribersFound = (topicId: string, search: string): Fragment => {
  const words = wordsOf(search)
  const begins = targetBegins(search)
  const members = 'SELECT members.seq FROM subscribers AS members'
  const id = search.trim()
  return anyOf(
    'subscribers.seq',
    present([
      { sql: `${members} WHERE members.id = ? OR members.targetId = ?`, values: [id, id] },
      words && {
        sql: `SELECT members.seq FROM users CROSS JOIN subscribers AS members
          ON members.userId = users.id COLLATE NOCASE
          WHERE users.seq IN (${words.sql}) AND +members.topicId = ?`,
        values: [...words.values, topicId],
      },
      begins && {
        sql: `SELECT members.seq FROM targets CROSS JOIN subscribers AS members
          ON members.targetId = targets.id WHERE ${begins.sql} AND +members.topicId = ?`,
        values: [...begins.values, topicId],
      },
    ]),
  )
}

/** Nearly everybody has an address, which a probe a row finds soon; for the rare others there is an index. */
const reachable = (type: ProviderType): string =>
  type === 'email'
    ? 'EXISTS (SELECT 1 FROM targets WHERE userId = users.id AND providerType = ?)'
    : `users.id IN (SELECT userId FROM targets WHERE providerType <> 'email' AND providerType = ?)`
