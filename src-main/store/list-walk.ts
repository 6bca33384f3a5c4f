import type { Connection } from './database'
import type { Order } from './list-plan'
import type { Paging } from './paging'
import type { Fragment } from './where'
import { allOf } from './where'

/** The rows that a page is taken from. */
export interface Candidates {
  readonly from: Fragment
  readonly where: Fragment
  /** The column of `seq`. */
  readonly seq: string
}

/** A part of the candidates, all of which come before those of the next part. */
interface Stretch {
  readonly where: Fragment
  /** What orders them; what they have in common is left out. */
  readonly orders: readonly Order[]
}

/**
 * The `seq` of a page's rows in order, strictly beyond a row with these values when there are some. Each
 * stretch can be entered and walked by an index, so what lies before the page is not read.
 */
export const walk = (
  db: Connection,
  candidates: Candidates,
  orders: readonly Order[],
  { limit, offset, beyond }: Paging & { readonly beyond?: readonly unknown[] | undefined },
): number[] => {
  const found: number[] = []
  let skip = offset
  for (const stretch of stretches(orders, beyond)) {
    for (const part of apart(db, candidates, stretch, skip + limit - found.length)) {
      found.push(...read(db, candidates, part, { limit: limit - found.length, offset: skip }))
      if (found.length === limit) return found
      skip = found.length > 0 ? 0 : skip - skipped(db, candidates, part, skip)
    }
  }
  return found
}

/** How many there are, counted up to a number. */
export const count = (db: Connection, { from, where }: Candidates, most: number): number =>
  db
    .prepare<unknown[], number>(
      `SELECT count(*) FROM (SELECT 1 FROM ${from.sql} WHERE ${where.sql} LIMIT ?)`,
    )
    .pluck()
    .get(...from.values, ...where.values, most) ?? 0

/** The first so many that come, in whatever order. */
export const gather = (db: Connection, { from, where, seq }: Candidates, most: number): number[] =>
  db
    .prepare<unknown[], number>(`SELECT ${seq} FROM ${from.sql} WHERE ${where.sql} LIMIT ?`)
    .pluck()
    .all(...from.values, ...where.values, most)

/** No condition. */
export const everything: Fragment = { sql: '1', values: [] }

/** First those that differ from the values in the last key only, at the end those that do in the first. */
const stretches = (orders: readonly Order[], beyond: readonly unknown[] | undefined): Stretch[] =>
  beyond
    ? orders
        .map((_, at) => ({
          where: allOf([
            ...orders.slice(0, at).map(({ expression }, index) => is(expression, beyond[index])),
            further(orders[at], beyond[at]),
          ]),
          orders: orders.slice(at),
        }))
        .toReversed()
    : [{ where: everything, orders }]

const skipped = (
  db: Connection,
  candidates: Candidates,
  { where }: Stretch,
  most: number,
): number =>
  most === 0 ? 0 : count(db, { ...candidates, where: allOf([candidates.where, where]) }, most)

const is = (expression: string, value: unknown): Fragment => ({
  sql: `${expression} = ?`,
  values: [value],
})

const further = (order: Order | undefined, value: unknown): Fragment => {
  if (!order) return everything
  const { expression, isDescending, isNullable } = order
  if (!isDescending) return { sql: `${expression} > ?`, values: [value] }
  // NULL sorts first, so it counts as less than any value.
  const less = `${expression} < ?`
  return { sql: isNullable ? `(${less} OR ${expression} IS NULL)` : less, values: [value] }
}

/**
 * An index gives rows that tie in the direction that it is walked in. Where the other direction is wanted,
 * SQLite would sort all that tie, which may be the whole table; so the value that the page ends in is found
 * first, and what ties with it is walked by itself.
 */
const apart = (
  db: Connection,
  candidates: Candidates,
  stretch: Stretch,
  needed: number,
): Stretch[] => {
  const [first, tie, ...more] = stretch.orders
  if (!first || !tie || more.length > 0) return [stretch]
  if (first.isNullable || first.isDescending === tie.isDescending) return [stretch]
  const values = { ...candidates, seq: first.expression }
  const last = { limit: 1, offset: needed - 1 }
  const [edge] = read(db, values, { ...stretch, orders: [first] }, last)
  if (edge === undefined) return [stretch]
  const isReached = { ...first, isDescending: !first.isDescending }
  return [
    { where: allOf([stretch.where, further(isReached, edge)]), orders: stretch.orders },
    { where: allOf([stretch.where, is(first.expression, edge)]), orders: [tie] },
  ]
}

const read = (
  db: Connection,
  { from, where, seq }: Candidates,
  part: Stretch,
  { limit, offset }: Paging,
): number[] => {
  const all = allOf([where, part.where])
  const order = part.orders
    .map(({ expression, isDescending }) => `${expression} ${isDescending ? 'DESC' : 'ASC'}`)
    .join(', ')
  return db
    .prepare<unknown[], number>(
      `SELECT ${seq} FROM ${from.sql} WHERE ${all.sql} ORDER BY ${order || 'random()'}
       LIMIT ? OFFSET ?`,
    )
    .pluck()
    .all(...from.values, ...all.values, limit, offset)
}
