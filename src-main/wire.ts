import { pathParameters, type Endpoint, type Method } from '@contract/endpoint'
import { apiError } from '@contract/errors'

/** The Appwrite version whose wire surface we speak. */
export const serverVersion = '1.6.2'

/** A call as HTTP carries it; `path` starts after `/v1` and is percent-encoded. */
export interface WireRequest {
  readonly method: Method
  readonly path: string
  readonly query: URLSearchParams
  /** JSON value of the body; absent for GET. */
  readonly body?: Readonly<Record<string, unknown>>
}

/** Spreads an input over path, query string (GET) or body (every other method); `undefined` is left out. */
export const encode = (row: Endpoint, input: Readonly<Record<string, unknown>>): WireRequest => {
  const inPath = parametersOf(row)
  const path = row.path.replace(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(String(input[name])),
  )
  const rest = Object.entries(input).filter(
    ([key, value]) => !inPath.includes(key) && value !== undefined,
  )
  const query = new URLSearchParams()
  if (row.method !== 'GET')
    return { method: row.method, path, query, body: Object.fromEntries(rest) }
  for (const [key, value] of rest) appendQuery(query, key, value)
  return { method: row.method, path, query }
}

const known = new WeakMap<Endpoint, readonly string[]>()

/** Of the rows of a table, which never change. */
const parametersOf = (row: Endpoint): readonly string[] => {
  const found = known.get(row) ?? pathParameters(row.path)
  known.set(row, found)
  return found
}

// PHP's way of arrays: queries[0]=…&queries[1]=…; booleans as 1 and 0, because "false" is true to a real server.
const appendQuery = (query: URLSearchParams, key: string, value: unknown): void => {
  if (Array.isArray(value)) value.forEach((item, at) => appendQuery(query, `${key}[${at}]`, item))
  else query.append(key, typeof value === 'boolean' ? String(Number(value)) : String(value))
}

/** Gathers an input from path, query string (GET) or body (every other method); path parameters win. */
export const decode = (
  row: Endpoint,
  parameters: Readonly<Record<string, string>>,
  query: URLSearchParams,
  body: Readonly<Record<string, unknown>>,
): Record<string, unknown> => ({
  ...(row.method === 'GET' ? decodeQuery(query) : body),
  ...parameters,
})

const decodeQuery = (query: URLSearchParams): Record<string, unknown> => {
  const values = new Map<string, unknown>()
  for (const [key, value] of query) {
    const name = /^(\w+)\[\d*\]$/.exec(key)?.[1]
    if (name === undefined) {
      values.set(key, value)
      continue
    }
    const list = values.get(name)
    if (Array.isArray(list)) list.push(value)
    else values.set(name, [value])
  }
  return Object.fromEntries(values)
}

/** A row that answers a method and path, with its path parameters decoded. */
export interface Match {
  readonly name: string
  readonly row: Endpoint
  readonly parameters: Readonly<Record<string, string>>
}

/** Finds rows by method and path; a literal segment wins over a parameter, a trailing slash does not count. */
export const createRouter = (
  table: Readonly<Record<string, Endpoint>>,
): ((method: string, path: string) => Match | undefined) => {
  const routes = Object.entries(table)
    .map(([name, row]) => ({ name, row, segments: row.path.split('/') }))
    .sort((a, b) => pathParameters(a.row.path).length - pathParameters(b.row.path).length)
  return (method, path) => {
    const segments = path.replace(/\/+$/, '').split('/')
    for (const { name, row, segments: pattern } of routes) {
      if (row.method !== method || pattern.length !== segments.length) continue
      const parameters = matchSegments(pattern, segments)
      if (parameters) return { name, row, parameters }
    }
    return undefined
  }
}

const matchSegments = (
  pattern: readonly string[],
  segments: readonly string[],
): Record<string, string> | undefined => {
  const parameters: [string, string][] = []
  for (const [at, expected] of pattern.entries()) {
    const segment = segments[at] ?? ''
    const name = /^\{(\w+)\}$/.exec(expected)?.[1]
    if (name !== undefined) parameters.push([name, segment])
    else if (segment !== expected) return undefined
  }
  return Object.fromEntries(parameters.map(([name, raw]) => [name, decodeSegment(name, raw)]))
}

const decodeSegment = (name: string, raw: string): string => {
  try {
    return decodeURIComponent(raw)
  } catch (cause) {
    const message = `Invalid \`${name}\` param: not valid percent-encoding`
    throw apiError('general_argument_invalid', message, { param: name, cause })
  }
}
