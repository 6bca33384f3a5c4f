import { apiError } from '@contract/errors'
import type { Connection } from './database'
import { narrow } from './list-narrow'
import type { Plan } from './list-plan'
import { toPlan } from './list-plan'
import type { ListScope, ListSource } from './list-source'
import { everything, walk, type Candidates } from './list-walk'
import type { Fragment } from './where'
import { lookingAtMost } from './words'

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

/** Reads one page (behaviour 4). `scope` narrows the list before the caller's own filters. */
export const readList = <Row>(
  db: Connection,
  source: ListSource,
  input: ListInput,
  scope: ListScope = everything,
): Page<Row> => {
  const plan = toPlan(source, input.queries ?? [])
  const beyond = toValues(db, source.table, plan, scope)
  const { first, candidates, total } = narrow(db, source, scope, { plan, search: input.search })
  const isReversed = plan.cursor?.direction === 'before'
  const pageOf = (from: Candidates): number[] => {
    const orders = plan.orders.map(({ expression, isDescending, isNullable }) => ({
      expression: expression === `${source.table}.seq` ? from.seq : expression,
      isDescending: isDescending !== isReversed,
      isNullable,
    }))
    return walk(db, from, orders, { ...plan, beyond })
  }
  const soon = first && lookingAtMost(source.mostLookedAt ?? 2000, () => pageOf(first))
  const seqs = soon ?? pageOf(candidates())
  if (isReversed) seqs.reverse()
  return { total: input.total === false ? 0 : total(), rows: readRows<Row>(db, source, seqs) }
}

/** What the cursor's row holds of the order. */
const toValues = (
  db: Connection,
  table: string,
  { orders, cursor }: Plan,
  scope: Fragment,
): readonly unknown[] | undefined => {
  if (!cursor) return undefined
  const columns = orders.map(({ expression }) => expression).join(', ')
  // Where an id is unique within its owner only, the row of this list is meant.
  const values = db
    .prepare<unknown[], unknown[]>(
      `SELECT ${columns} FROM ${table} WHERE ${table}.id = ? ORDER BY (${scope.sql}) DESC LIMIT 1`,
    )
    .raw()
    .get(cursor.id, ...scope.values)
  if (!values) throw apiError('general_cursor_not_found')
  if (values.includes(null)) throw apiError('database_query_order_null')
  return values
}

const readRows = <Row>(
  db: Connection,
  { table, select = `${table}.*`, joins = '' }: ListSource,
  seqs: readonly number[],
): Row[] =>
  db
    .prepare<[string], Row>(
      `SELECT ${select} FROM json_each(?) AS page CROSS JOIN ${table} ON ${table}.seq = page.value
       ${joins} ORDER BY page.key`,
    )
    .all(JSON.stringify(seqs))
