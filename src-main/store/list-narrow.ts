import type { Connection } from './database'
import { findByWords, narrowed, type Finder } from './finder'
import type { Plan } from './list-plan'
import type { ListScope, ListSource } from './list-source'
import type { Candidates } from './list-walk'
import { count, everything, gather } from './list-walk'
import { toMatch } from './search'
import type { Fragment } from './where'
import { allOf } from './where'

/** Where a page is taken from, and how many rows there are, counted up to a number. */
export interface Narrowed {
  readonly candidates: () => Candidates
  /** Tried before: the page may be met soon by walking the list in its order, and it may not. */
  readonly first?: Candidates
  readonly total: () => number
}

const maxTotal = 5000
/** Of so few rows each is looked at, where a search elsewhere might find a million. */
const mostLookedAt = 1000
/**
 * What few rows meet is gathered by the index of a filter or of a search, and sorted; what many meet is met
 * soon by walking the list in its order.
 */
export const narrow = (
  db: Connection,
  source: ListSource,
  scope: ListScope,
  { plan, search }: { readonly plan: Plan; readonly search: string | undefined },
): Narrowed => {
  const { table, mostSorted = maxTotal } = source
  const finders = scope.finders ?? toFinders(db, source, search, scope)
  const filters = [...(scope.filters ?? []), ...plan.filters]
  const whole = { from: { sql: table, values: [] }, where: scope, seq: `${table}.seq` }
  if (!finders && filters.length === 0)
    return { candidates: () => whole, total: () => count(db, whole, maxTotal) }

  const isSmall = (): boolean =>
    scope.sql !== everything.sql && count(db, whole, mostLookedAt) < mostLookedAt
  const held = finders ? [anyOf(finders)] : []
  const all = allOf([scope, ...filters])
  const sources =
    finders && !isSmall()
      ? finders.map((finder) => narrowed(finder, all))
      : [{ ...whole, where: allOf([scope, ...filters, ...held]) }]
  const found = gatherAll(db, sources, maxTotal)
  const total = () => found.length
  if (found.length < Math.min(mostSorted, maxTotal))
    return { candidates: () => these(table, found), total }

  const [only, ...others] = finders ?? []
  const first = plan.orders[0]?.expression
  if (only?.isInOrder && others.length === 0 && first === whole.seq)
    return { candidates: () => narrowed(only, all), total }
  // An equality and the order of creation may share an index.
  const isByCreation = first === whole.seq || first === `${table}.createdAt`
  const conditions = plan.filters.map(({ sql, values, isEquality }) =>
    isEquality && isByCreation ? { sql, values } : looked({ sql, values }),
  )
  const where = allOf([scope, ...conditions, ...(scope.filters ?? []).map(looked), ...held])
  const walked = { ...whole, where }
  // Hits may lie together, far from where the order begins: a name's are, by name.
  const mostGathered = mostSorted * 10
  const size = (): number =>
    (finders ?? []).reduce((sum, { rough }) => sum + count(db, rough, mostGathered), 0)
  const candidates = (): Candidates =>
    finders && size() < mostGathered ? these(table, gatherAll(db, sources, mostGathered)) : walked
  return { ...(finders && { first: walked }), candidates, total }
}

const toFinders = (
  db: Connection,
  { table, search: mode, text }: ListSource,
  search: string | undefined,
  scope: ListScope,
): Finder[] | undefined => {
  if (search === undefined || mode === undefined) return undefined
  const match = toMatch(db, table, search, mode)
  return match ? [findByWords(table, match, { text, within: scope.match })] : []
}

/** What any of several ways finds, each row once, up to a number. */
const gatherAll = (db: Connection, sources: readonly Candidates[], most: number): number[] => {
  const found = new Set<number>()
  for (const candidates of sources) {
    for (const seq of gather(db, candidates, most)) found.add(seq)
    if (found.size >= most) break
  }
  return [...found].slice(0, most)
}

/** Rows that are known. The order of the join is given, or an index of the page's order might be walked. */
const these = (table: string, seqs: readonly number[]): Candidates => ({
  from: {
    sql: `json_each(?) AS found CROSS JOIN ${table} ON ${table}.seq = found.value`,
    values: [JSON.stringify(seqs)],
  },
  where: everything,
  seq: `${table}.seq`,
})

const anyOf = (finders: readonly Finder[]): Fragment => ({
  sql: finders.length === 0 ? '0' : `(${finders.map(({ holds }) => holds.sql).join(' OR ')})`,
  values: finders.flatMap(({ holds }) => holds.values),
})

/** A condition that every row is held against, and no index is chosen for: the order's own is walked. */
const looked = ({ sql, values }: Fragment): Fragment => ({ sql: `(${sql}) IS TRUE`, values })
