import { apiError } from '@contract/errors'
import { id as idSchema } from '@contract/fields'
import type { Query } from '@contract/queries'
import type { Connection } from './database'
import { parseQueries, toPaging } from './paging'
import type { SearchMode } from './search'
import { toMatch } from './search'
import type { Attributes, Fragment } from './where'
import { allOf, common, comparable, compileFilter, findAttribute, invalid, isFilter } from './where'

/** A table that can be listed by the query language. */
export interface ListSource {
  /** The table; its alias is the same name. */
  readonly table: string
  readonly attributes: Attributes
  /** Columns to read, and the joins that some of them need; `*` of the table when absent. */
  readonly select?: string
  readonly joins?: string
  /** Present when the list takes the `search` parameter. */
  readonly search?: SearchMode
}

/** The parameters of a list. */
export interface ListInput {
  readonly queries?: readonly string[] | undefined
  readonly search?: string | undefined
  readonly total?: boolean | undefined
}

/** One page, and how many there are altogether: at most 5,000, or 0 when not asked for. */
export interface Page<Row> {
  readonly total: number
  readonly rows: Row[]
}

const maxTotal = 5000

/** Reads one page (behaviour 4). `scope` narrows the list before the caller's own filters. */
export const readList = <Row>(
  db: Connection,
  source: ListSource,
  input: ListInput,
  scope?: Fragment,
): Page<Row> => {
  const plan = toPlan(source, input.queries ?? [])
  const filter = allOf([...(scope ? [scope] : []), ...plan.filters, ...searchFor(source, input)])
  const cursor = cursorFilter(db, source, plan, scope)
  const where = cursor ? allOf([filter, cursor]) : filter
  const isReversed = plan.cursor?.direction === 'before'
  const rows = db
    .prepare<unknown[], Row>(
      `SELECT ${source.select ?? `${source.table}.*`} FROM ${source.table} ${source.joins ?? ''}
       WHERE ${where.sql} ORDER BY ${orderSql(plan, isReversed)} LIMIT ? OFFSET ?`,
    )
    .all(...where.values, plan.limit, plan.offset)
  if (isReversed) rows.reverse()
  return { total: input.total === false ? 0 : count(db, source, filter), rows }
}

const count = (db: Connection, { table }: ListSource, { sql, values }: Fragment): number =>
  db
    .prepare<unknown[], number>(
      `SELECT count(*) FROM (SELECT 1 FROM ${table} WHERE ${sql} LIMIT ${maxTotal})`,
    )
    .pluck()
    .get(...values) ?? 0

const searchFor = ({ table, search }: ListSource, input: ListInput): Fragment[] => {
  if (input.search === undefined || search === undefined) return []
  const match = toMatch(input.search, search)
  if (match === undefined) return [{ sql: '0', values: [] }]
  const words = `SELECT rowid FROM ${table}_words WHERE ${table}_words MATCH ?`
  return [{ sql: `${table}.seq IN (${words})`, values: [match] }]
}

interface Order {
  /** False where the column always has a value. */
  readonly isNullable: boolean
  readonly expression: string
  readonly isDescending: boolean
}

interface Cursor {
  readonly id: string
  readonly direction: 'after' | 'before'
}

interface Plan {
  readonly filters: readonly Fragment[]
  readonly orders: readonly Order[]
  readonly isRandom: boolean
  readonly limit: number
  readonly offset: number
  readonly cursor: Cursor | undefined
}

const toPlan = (source: ListSource, texts: readonly string[]): Plan => {
  const queries = parseQueries(texts)
  const attributes = qualified(source)
  const filters = queries
    .filter(({ method }) => isFilter(method))
    .map((query) => compileFilter(query, attributes))
  const others = queries.filter(({ method }) => !isFilter(method))
  for (const { method } of others)
    if (!pageMethods.includes(method)) throw invalid(`the method "${method}" cannot be used here`)
  const first = (...methods: string[]): Query | undefined =>
    others.find(({ method }) => methods.includes(method))
  const isRandom = first('orderRandom') !== undefined
  const cursor = toCursor(first('cursorAfter', 'cursorBefore'))
  if (isRandom && cursor) throw invalid('a random order has no cursor')
  return {
    filters,
    orders: toOrders(others, attributes, source.table),
    isRandom,
    ...toPaging(others),
    cursor,
  }
}

const pageMethods = [
  ...['orderAsc', 'orderDesc', 'orderRandom'],
  ...['limit', 'offset', 'cursorAfter', 'cursorBefore'],
]

/** Joins may repeat a column's name, so every column is named with its table. */
const qualified = ({ table, attributes }: ListSource): Attributes =>
  Object.fromEntries(
    Object.entries({ ...common, ...attributes }).map(([name, attribute]) => [
      name,
      { ...attribute, column: `${table}.${attribute.column ?? name}` },
    ]),
  )

const toOrders = (queries: readonly Query[], attributes: Attributes, table: string): Order[] => {
  const asked = queries
    .filter(({ method }) => method === 'orderAsc' || method === 'orderDesc')
    .map(({ method, attribute: name }) => {
      const attribute = findAttribute(attributes, name)
      const expression = comparable(attribute, name ?? '')
      const isNullable = !Object.hasOwn(common, name ?? '')
      return { name, expression, isNullable, isDescending: method === 'orderDesc' }
    })
  const leading = asked[0]
  // A leading time lends its direction to the tie-break.
  const isTimeFirst = leading?.name === '$createdAt' || leading?.name === '$updatedAt'
  const tieBreak = {
    isNullable: false,
    expression: `${table}.seq`,
    isDescending: isTimeFirst && leading.isDescending,
  }
  return [...asked, tieBreak]
}

const orderSql = ({ orders, isRandom }: Plan, isReversed: boolean): string =>
  isRandom
    ? 'random()'
    : orders
        .map(({ expression, isDescending }) =>
          isDescending === isReversed ? `${expression} ASC` : `${expression} DESC`,
        )
        .join(', ')

const toCursor = (query: Query | undefined): Cursor | undefined => {
  if (!query) return undefined
  const id = query.values?.[0]
  if (!idSchema.safeParse(id).success) throw invalid(`"${query.method}" needs an id`)
  return { id: String(id), direction: query.method === 'cursorAfter' ? 'after' : 'before' }
}

/** Rows strictly beyond the cursor's row in the active order. */
const cursorFilter = (
  db: Connection,
  { table }: ListSource,
  { orders, cursor }: Plan,
  scope: Fragment = { sql: '1', values: [] },
): Fragment | undefined => {
  if (!cursor) return undefined
  const { id, direction } = cursor
  const columns = orders.map(({ expression }, index) => `${expression} AS value${index}`)
  // Where an id is unique within its owner only, the row of this list is meant.
  const row = db
    .prepare<unknown[], Record<string, unknown>>(
      `SELECT ${columns.join(', ')} FROM ${table} WHERE ${table}.id = ? ORDER BY (${scope.sql}) DESC LIMIT 1`,
    )
    .get(id, ...scope.values)
  if (!row) throw apiError('general_cursor_not_found')
  const values = orders.map((_, index) => row[`value${index}`])
  if (values.includes(null)) throw apiError('database_query_order_null')
  const [first] = orders
  // The bound of the first order alone is what an index can be entered by.
  const bound: Fragment[] =
    first?.isNullable === false
      ? [
          {
            sql: `${first.expression} ${first.isDescending === (direction === 'after') ? '<=' : '>='} ?`,
            values: values.slice(0, 1),
          },
        ]
      : []
  const steps = orders.map(({ expression, isDescending }, index) => {
    const equal = orders.slice(0, index).map(({ expression: before }) => `${before} = ?`)
    const isLess = isDescending === (direction === 'after')
    // NULL sorts first, so it counts as less than any value.
    const beyond = isLess ? `(${expression} < ? OR ${expression} IS NULL)` : `${expression} > ?`
    return { sql: `(${[...equal, beyond].join(' AND ')})`, values: values.slice(0, index + 1) }
  })
  const beyond = {
    sql: `(${steps.map(({ sql }) => sql).join(' OR ')})`,
    values: steps.flatMap((step) => step.values),
  }
  return allOf([...bound, beyond])
}
