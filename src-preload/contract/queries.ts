/** One query of Appwrite's query language, as JSON carries it; behaviour 1.2 and 4. */
export interface Query {
  readonly method: string
  readonly attribute?: string
  readonly values?: readonly unknown[]
}

const query = (method: string, attribute?: string, values?: readonly unknown[]): string => {
  const parts: { method: string; attribute?: string; values?: readonly unknown[] } = { method }
  if (attribute !== undefined) parts.attribute = attribute
  if (values !== undefined) parts.values = values
  return JSON.stringify(parts)
}

type Value = string | number | boolean

const many = (value: Value | readonly Value[]): readonly Value[] =>
  Array.isArray(value) ? value : [value as Value]

/** Builds query strings; each answers one element of `queries`. */
export const Query = {
  equal: (attribute: string, value: Value | readonly Value[]) =>
    query('equal', attribute, many(value)),
  notEqual: (attribute: string, value: Value) => query('notEqual', attribute, [value]),
  lessThan: (attribute: string, value: Value) => query('lessThan', attribute, [value]),
  greaterThan: (attribute: string, value: Value) => query('greaterThan', attribute, [value]),
  greaterThanEqual: (attribute: string, value: Value) =>
    query('greaterThanEqual', attribute, [value]),
  between: (attribute: string, from: Value, to: Value) => query('between', attribute, [from, to]),
  isNull: (attribute: string) => query('isNull', attribute),
  isNotNull: (attribute: string) => query('isNotNull', attribute),
  startsWith: (attribute: string, value: string) => query('startsWith', attribute, [value]),
  endsWith: (attribute: string, value: string) => query('endsWith', attribute, [value]),
  contains: (attribute: string, value: string | readonly string[]) =>
    query('contains', attribute, many(value)),
  orderAsc: (attribute: string) => query('orderAsc', attribute),
  orderDesc: (attribute: string) => query('orderDesc', attribute),
  limit: (count: number) => query('limit', undefined, [count]),
  offset: (count: number) => query('offset', undefined, [count]),
  cursorAfter: (id: string) => query('cursorAfter', undefined, [id]),
  cursorBefore: (id: string) => query('cursorBefore', undefined, [id]),
  or: (queries: readonly string[]) =>
    query(
      'or',
      undefined,
      queries.map((text) => JSON.parse(text)),
    ),
  and: (queries: readonly string[]) =>
    query(
      'and',
      undefined,
      queries.map((text) => JSON.parse(text)),
    ),
} as const

/** Reads one query string; `undefined` when it is not JSON of a query's shape. A scalar value is wrapped. */
export const parseQuery = (text: string): Query | undefined => {
  try {
    return toQuery(JSON.parse(text))
  } catch {
    return undefined
  }
}

/** Reads an already decoded query, as `and` and `or` nest them. */
export const toQuery = (value: unknown): Query | undefined => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
  const { method, attribute, values } = value as Record<string, unknown>
  if (typeof method !== 'string') return undefined
  if (attribute !== undefined && attribute !== null && typeof attribute !== 'string')
    return undefined
  return {
    method,
    ...(typeof attribute === 'string' && { attribute }),
    ...(values !== undefined &&
      values !== null && { values: Array.isArray(values) ? values : [values] }),
  }
}
