import type { Query } from '@contract/queries'
import { parseQuery } from '@contract/queries'
import { invalid } from './where'

/** Which part of a list. */
export interface Paging {
  readonly limit: number
  readonly offset: number
}

const defaultLimit = 25
const maxLimit = 5000

/** Reads query strings; throws `general_argument_invalid` when one is not JSON of a query. */
export const parseQueries = (texts: readonly string[]): Query[] =>
  texts.map((text) => {
    const query = parseQuery(text)
    if (!query) throw invalid('each query is the JSON of an object with a method')
    return query
  })

/** The first `limit` and `offset` among queries, or what holds without them. */
export const toPaging = (queries: readonly Query[]): Paging => {
  const first = (name: string) => queries.find(({ method }) => method === name)
  return {
    limit: Math.min(wholeNumber(first('limit'), 1) ?? defaultLimit, maxLimit),
    offset: wholeNumber(first('offset'), 0) ?? 0,
  }
}

/** Paging alone: every other method is refused (behaviour 2.11). */
export const pagingOnly = (texts: readonly string[] = []): Paging => {
  const queries = parseQueries(texts)
  for (const { method } of queries)
    if (method !== 'limit' && method !== 'offset')
      throw invalid(`the method "${method}" cannot be used here`)
  return toPaging(queries)
}

const wholeNumber = (query: Query | undefined, min: number): number | undefined => {
  if (!query) return undefined
  const [value, ...rest] = query.values ?? []
  if (rest.length > 0 || !Number.isSafeInteger(value) || Number(value) < min)
    throw invalid(`"${query.method}" needs a whole number of at least ${min}`)
  return Number(value)
}
