import { id as idSchema } from '@contract/fields'
import type { Query } from '@contract/queries'
import type { Paging } from './paging'
import { parseQueries, toPaging } from './paging'
import type { Attributes, Fragment } from './where'
import { common, comparable, compileFilter, findAttribute, invalid, isFilter } from './where'

/** One key of an order. */
export interface Order {
  readonly expression: string
  readonly isNullable: boolean
  readonly isDescending: boolean
}

/** Beyond which row a page begins, or before which it ends. */
export interface Cursor {
  readonly id: string
  readonly direction: 'after' | 'before'
}

/** A caller's filter; an equality is what an index can be entered by along with an order. */
export interface PlannedFilter extends Fragment {
  readonly isEquality: boolean
}

/** What the queries of a list ask for. */
export interface Plan extends Paging {
  readonly filters: readonly PlannedFilter[]
  /** The last is the order of creation, which no two rows share; none for a random order. */
  readonly orders: readonly Order[]
  readonly cursor: Cursor | undefined
}

/** Reads the queries of a list of this table. Throws `general_argument_invalid` on what it does not allow. */
export const toPlan = (
  { table, attributes: own }: { readonly table: string; readonly attributes: Attributes },
  texts: readonly string[],
): Plan => {
  const queries = parseQueries(texts)
  const attributes = qualified(table, own)
  const filters = queries
    .filter(({ method }) => isFilter(method))
    .map((query) => ({
      ...compileFilter(query, attributes),
      isEquality: query.method === 'equal' && query.values?.length === 1,
    }))
  const others = queries.filter(({ method }) => !isFilter(method))
  for (const { method } of others)
    if (!pageMethods.includes(method)) throw invalid(`the method "${method}" cannot be used here`)
  const first = (...methods: string[]): Query | undefined =>
    others.find(({ method }) => methods.includes(method))
  const isRandom = first('orderRandom') !== undefined
  const cursor = toCursor(first('cursorAfter', 'cursorBefore'))
  if (isRandom && cursor) throw invalid('a random order has no cursor')
  const orders = toOrders(others, attributes, table)
  return { filters, orders: isRandom ? [] : orders, ...toPaging(others), cursor }
}

const pageMethods = [
  ...['orderAsc', 'orderDesc', 'orderRandom'],
  ...['limit', 'offset', 'cursorAfter', 'cursorBefore'],
]

/** Joins may repeat a column's name, so every column is named with its table. */
const qualified = (table: string, attributes: Attributes): Attributes =>
  Object.fromEntries(
    Object.entries({ ...common, ...attributes }).map(([name, attribute]) => [
      name,
      { ...attribute, column: `${table}.${attribute.column ?? name}` },
    ]),
  )

const toOrders = (queries: readonly Query[], attributes: Attributes, table: string): Order[] => {
  const asked = queries
    .filter(({ method }) => method === 'orderAsc' || method === 'orderDesc')
    .map(({ method, attribute: name = '' }) => ({ name, isDescending: method === 'orderDesc' }))
  const orders = asked.flatMap(({ name, isDescending }) => {
    const attribute = findAttribute(attributes, name)
    const { isNullable = false, isShared = false } = attribute
    const expression = comparable(attribute, name)
    return isShared ? [] : [{ expression, isNullable, isDescending }]
  })
  const leading = asked[0]
  // A leading time lends its direction to the tie-break.
  const isTimeFirst = leading?.name === '$createdAt' || leading?.name === '$updatedAt'
  const tieBreak = {
    expression: `${table}.seq`,
    isNullable: false,
    isDescending: isTimeFirst && leading.isDescending,
  }
  // What follows the order of creation decides nothing.
  const end = orders.findIndex(({ expression }) => expression === tieBreak.expression)
  return end < 0 ? [...orders, tieBreak] : orders.slice(0, end + 1)
}

const toCursor = (query: Query | undefined): Cursor | undefined => {
  if (!query) return undefined
  const id = query.values?.[0]
  if (!idSchema.safeParse(id).success) throw invalid(`"${query.method}" needs an id`)
  return { id: String(id), direction: query.method === 'cursorAfter' ? 'after' : 'before' }
}
