import { apiError } from '@contract/errors'
import { toMillis } from '@contract/fields'
import type { Query } from '@contract/queries'
import { toQuery } from '@contract/queries'
import { fold } from './database'
import { toTime } from './identity'

/** What an attribute holds: ids and words are text, compared without case; times are the API's text. */
type AttributeType = 'id' | 'word' | 'integer' | 'boolean' | 'time'

/** One attribute of an allow-list: its type, its column when the name differs, what rows have in common. */
export interface Attribute {
  readonly type: AttributeType
  readonly column?: string
  /** Some rows have no value. */
  readonly isNullable?: true
  /** All rows of one list have the same value: to order by it orders nothing. */
  readonly isShared?: true
}

/** The attributes that a list may be filtered and ordered by. */
export type Attributes = Readonly<Record<string, Attribute>>

/** SQL with the values that it binds, in order. */
export interface Fragment {
  readonly sql: string
  readonly values: readonly unknown[]
}

/** What every list allows besides its own attributes. */
export const common: Attributes = {
  $id: { type: 'id', column: 'id' },
  $createdAt: { type: 'time', column: 'createdAt' },
  $updatedAt: { type: 'time', column: 'updatedAt' },
  $sequence: { type: 'integer', column: 'seq' },
}

const maxValues = 500
const maxDepth = 8

/** An unusable `queries` parameter. */
export const invalid = (reason: string): Error =>
  apiError('general_argument_invalid', `Invalid \`queries\` param: ${reason}`, { param: 'queries' })

/** Finds an attribute of the allow-list or throws. */
export const findAttribute = (attributes: Attributes, name: string | undefined): Attribute => {
  if (name === undefined) throw invalid('an attribute is missing')
  const attribute = Object.hasOwn(attributes, name) ? attributes[name] : undefined
  if (!attribute) throw invalid(`the attribute "${name}" cannot be used here`)
  return attribute
}

/** The expression that comparisons and orders use: text without case. */
export const comparable = (attribute: Attribute, name: string): string => {
  const column = attribute.column ?? name
  if (attribute.type === 'word') return `fold(${column})`
  // Ids hold ASCII only, so SQLite's own folding does, without a call per row.
  return attribute.type === 'id' ? `${column} COLLATE NOCASE` : column
}

/**
 * Compiles one filter query to SQL (behaviour 4.1). `regex`, which newer servers know, is refused: an
 * expression that backtracks would stop the engine, and whatever it is sending, for as long as it likes.
 */
export const compileFilter = (query: Query, attributes: Attributes, depth = 0): Fragment => {
  const { method } = query
  if (method === 'and' || method === 'or') return compileGroup(query, attributes, depth)
  if (method === 'search' || method === 'notSearch') {
    throw apiError(
      'general_query_invalid',
      'Searching in an attribute is not possible; use the search parameter.',
    )
  }
  if (method === 'regex')
    throw invalid(
      'regular expressions are not available here; use startsWith, endsWith or contains',
    )
  const compile = Object.hasOwn(filters, method) ? filters[method] : undefined
  if (!compile) throw invalid(`the method "${method}" cannot be used here`)
  const name = query.attribute
  const attribute = findAttribute(attributes, name)
  const values = query.values ?? []
  if (values.length > maxValues) throw invalid(`at most ${maxValues} values for one filter`)
  return compile({
    column: comparable(attribute, name ?? ''),
    type: attribute.type,
    method,
    values: values.map((value) => toSql(value, attribute.type, method)),
  })
}

const compileGroup = (query: Query, attributes: Attributes, depth: number): Fragment => {
  const nested = (query.values ?? []).map(toQuery)
  if (nested.length < 2) throw invalid(`"${query.method}" joins at least two queries`)
  if (depth >= maxDepth) throw invalid('queries are nested too deeply')
  const parts = nested.map((inner) => {
    if (!inner) throw invalid(`"${query.method}" joins filter queries only`)
    return compileFilter(inner, attributes, depth + 1)
  })
  return {
    sql: `(${parts.map(({ sql }) => sql).join(query.method === 'and' ? ' AND ' : ' OR ')})`,
    values: parts.flatMap(({ values }) => values),
  }
}

/** All of them at once; no conditions are always true. */
export const allOf = (parts: readonly Fragment[]): Fragment => ({
  sql: parts.length > 0 ? parts.map(({ sql }) => sql).join(' AND ') : '1',
  values: parts.flatMap(({ values }) => values),
})

interface Filter {
  readonly column: string
  readonly type: AttributeType
  readonly method: string
  readonly values: readonly (string | number)[]
}

const isText = (type: AttributeType): boolean => type === 'id' || type === 'word'

const exactly = (count: number, filter: Filter): readonly (string | number)[] => {
  if (filter.values.length !== count)
    throw invalid(
      `"${filter.method}" takes ${count === 1 ? 'exactly one value' : `${count} values`}`,
    )
  return filter.values
}

const atLeastOne = ({ values, method }: Filter): readonly (string | number)[] => {
  if (values.length === 0) throw invalid(`"${method}" takes at least one value`)
  return values
}

const textOnly = ({ type, method }: Filter): void => {
  if (!isText(type)) throw invalid(`"${method}" works on text only`)
}

const compare =
  (operator: string) =>
  (filter: Filter): Fragment => ({
    sql: `${filter.column} ${operator} ?`,
    values: exactly(1, filter),
  })

const between =
  (operator: string) =>
  (filter: Filter): Fragment => ({
    sql: `${filter.column} ${operator} ? AND ?`,
    values: exactly(2, filter),
  })

/** A text pattern; `values` are joined by OR or AND. */
const like =
  (negated: boolean, toPattern: (escaped: string) => string, join: 'OR' | 'AND' = 'OR') =>
  (filter: Filter): Fragment => {
    textOnly(filter)
    const patterns = atLeastOne(filter).map((value) => toPattern(escapeLike(String(value))))
    const one = `${filter.column.replace(' COLLATE NOCASE', '')} LIKE ? ESCAPE '\\'`
    const any = `(${patterns.map(() => one).join(` ${join} `)})`
    return { sql: negated ? `NOT ${any}` : any, values: patterns }
  }

const single =
  (compile: (filter: Filter) => Fragment) =>
  (filter: Filter): Fragment => {
    exactly(1, filter)
    return compile(filter)
  }

const empty =
  (test: string) =>
  (filter: Filter): Fragment => {
    if (filter.values.length > 0) throw invalid(`"${filter.method}" takes no values`)
    return { sql: `${filter.column} ${test}`, values: [] }
  }

const starts = (text: string): string => `${text}%`
const ends = (text: string): string => `%${text}`
const inside = (text: string): string => `%${text}%`

const filters: Readonly<Record<string, (filter: Filter) => Fragment>> = {
  equal: (filter) => {
    const [value, ...others] = atLeastOne(filter)
    // One value is what an index is chosen for.
    return others.length === 0
      ? { sql: `${filter.column} = ?`, values: [value] }
      : {
          sql: `${filter.column} IN (SELECT value FROM json_each(?))`,
          values: [JSON.stringify(filter.values)],
        }
  },
  notEqual: compare('<>'),
  lessThan: compare('<'),
  lessThanEqual: compare('<='),
  greaterThan: compare('>'),
  greaterThanEqual: compare('>='),
  between: between('BETWEEN'),
  notBetween: between('NOT BETWEEN'),
  isNull: empty('IS NULL'),
  isNotNull: empty('IS NOT NULL'),
  startsWith: (filter) => {
    const pattern = single(like(false, starts))(filter)
    const [from] = filter.values
    // The range is what an index can be entered by.
    return {
      sql: `(${filter.column} >= ? AND ${filter.column} < ? AND ${pattern.sql})`,
      values: [from, `${from}\u{10FFFF}`, ...pattern.values],
    }
  },
  notStartsWith: single(like(true, starts)),
  endsWith: single(like(false, ends)),
  notEndsWith: single(like(true, ends)),
  contains: like(false, inside),
  containsAny: like(false, inside),
  containsAll: like(false, inside, 'AND'),
  notContains: like(true, inside),
}

/** Whether a method filters, as opposed to ordering and paging. */
export const isFilter = (method: string): boolean =>
  Object.hasOwn(filters, method) || ['and', 'or', 'search', 'notSearch', 'regex'].includes(method)

const escapeLike = (text: string): string => text.replace(/[\\%_]/g, (sign) => `\\${sign}`)

const int32 = 2 ** 31

const toSql = (value: unknown, type: AttributeType, method: string): string | number => {
  const wrong = (what: string): Error => invalid(`"${method}" needs ${what} here`)
  switch (type) {
    case 'word':
    case 'id':
      if (typeof value !== 'string') throw wrong('text')
      return String(fold(value))
    case 'integer':
      if (!Number.isInteger(value) || Number(value) >= int32 || Number(value) < -int32)
        throw wrong('a whole number')
      return Number(value)
    case 'boolean':
      if (typeof value !== 'boolean') throw wrong('true or false')
      return Number(value)
    case 'time': {
      const millis = typeof value === 'string' ? toMillis(value) : undefined
      if (millis === undefined) throw wrong('a date and time')
      return toTime(millis)
    }
  }
}
