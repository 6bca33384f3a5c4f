import { parseQuery, type Query } from '@contract/queries'
import type { CachedReply, KeptReply } from '../store/cache'
import { listRows, parentsOf } from './cached-records'
import { isJsonObject } from './json-object'

type Row = Record<string, unknown>

/**
 * The answer to a list that was never asked for in this way, out of one that was kept whole: searched, narrowed
 * and ordered as the server would. Undefined when no list was kept whole, or the question is beyond this.
 */
export const listFromWhole = (
  name: string,
  input: unknown,
  kept: readonly KeptReply[],
): CachedReply | undefined => {
  const key = listRows(name)
  const wanted = questionOf(input)
  if (key === undefined || !wanted) return undefined
  for (const { input: asked, value, readAt } of kept) {
    const rows = isWhole(asked, wanted.place) ? wholeRows(value, key) : undefined
    const found = rows && answerOf(rows, wanted)
    // Whole lists alone are JSON objects.
    if (found)
      return { value: { ...(value as Row), [key]: found.page, total: found.total }, readAt }
  }
  return undefined
}

interface Question {
  /** Which list it is, as text. */
  readonly place: string
  readonly search: string
  readonly queries: readonly Query[]
}

const questionOf = (input: unknown): Question | undefined => {
  if (!isJsonObject(input)) return undefined
  const texts: unknown[] = Array.isArray(input['queries']) ? input['queries'] : []
  const queries = texts.map((text) => (typeof text === 'string' ? parseQuery(text) : undefined))
  if (!queries.every((query) => query !== undefined)) return undefined
  const search = typeof input['search'] === 'string' ? input['search'].toLowerCase() : ''
  return { place: parentsOf(input), search, queries }
}

/** Whether nothing but its end can be missing in what was answered to this. */
const isWhole = (input: unknown, place: string): boolean => {
  const asked = questionOf(input)
  if (!asked || asked.place !== place || asked.search !== '') return false
  return asked.queries.every(({ method }) => ['orderAsc', 'orderDesc', 'limit'].includes(method))
}

const wholeRows = (reply: unknown, key: string): readonly Row[] | undefined => {
  if (!isJsonObject(reply)) return undefined
  const { [key]: rows, total } = reply
  if (!Array.isArray(rows) || typeof total !== 'number' || rows.length < total) return undefined
  const records: unknown[] = rows
  return records.every(isJsonObject) ? records : undefined
}

/** Undefined where only the server knows what is meant. */
const answerOf = (all: readonly Row[], { search, queries }: Question) => {
  let rows = all.filter((row) => search === '' || hasWords(row, search))
  let from = 0
  let limit = Infinity
  const orders: Query[] = []
  for (const query of queries) {
    const { method, attribute = '', values = [] } = query
    if (method === 'equal') {
      if (!all.every((row) => isScalar(row[attribute]))) return undefined
      rows = rows.filter((row) => values.includes(row[attribute]))
    } else if (method === 'orderAsc' || method === 'orderDesc') orders.push(query)
    else if (method === 'limit') limit = Number(values[0])
    else if (method === 'offset') from = Number(values[0])
    else return undefined
  }
  const sorted = orders.reduceRight((list, order) => list.toSorted(comparing(order)), rows)
  return { page: sorted.slice(from, from + limit), total: sorted.length }
}

const isScalar = (value: unknown): boolean => ['string', 'number', 'boolean'].includes(typeof value)

/** In its own texts, or in those of what it holds. */
const hasWords = (row: Row, search: string): boolean =>
  [row, row['data']]
    .flatMap((part) => (isJsonObject(part) ? Object.values(part) : []))
    .some((value) => typeof value === 'string' && value.toLowerCase().includes(search))

const comparing =
  ({ method, attribute = '' }: Query) =>
  (left: Row, right: Row): number => {
    const [one, other] = [left[attribute], right[attribute]]
    const order =
      typeof one === 'number' && typeof other === 'number'
        ? one - other
        : String(one ?? '').localeCompare(String(other ?? ''))
    return method === 'orderAsc' ? order : -order
  }
