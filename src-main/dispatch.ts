import type { Handlers, Table } from '@contract/endpoint'
import { ApiError, apiError } from '@contract/errors'
import type { z } from 'zod'
import { writeRefusal } from './store/database'

/** Calls row `name` with unchecked input, on behalf of `context`. */
export type Dispatch<Context> = (name: string, input: unknown, context: Context) => Promise<unknown>

/**
 * Binds a table to its handlers: unknown names are `general_route_not_found`, rows without a handler
 * `general_not_implemented`, input that fails its schema `general_argument_invalid` naming the first
 * parameter at fault. Whatever else is thrown passes through.
 */
export const createDispatch = <T extends Table, Context = void>(
  table: T,
  handlers: Partial<Handlers<T, Context>>,
): Dispatch<Context> => {
  return async (name, input, context) => {
    const row = Object.hasOwn(table, name) ? table[name] : undefined
    if (!row) throw apiError('general_route_not_found', `There is no call named "${name}".`)
    const handler = Object.hasOwn(handlers, name) ? handlers[name] : undefined
    if (!handler) throw apiError('general_not_implemented')
    const parsed = parseInput(row.input, input)
    // The handler was registered under the row whose schema has just parsed its input.
    return await handler(parsed as Parameters<typeof handler>[0], context)
  }
}

/** Validates input the way Appwrite does: null means left out, and the first declared parameter at fault is named. */
export const parseInput = <Schema extends z.ZodType>(
  schema: Schema,
  input: unknown,
): z.output<Schema> => {
  const given = withoutNulls(input ?? {})
  refuseUnstorable(given)
  const result = schema.safeParse(given)
  if (result.success) return result.data
  throw invalidArgument(result.error, given)
}

/** The first issue as an error that names its parameter. */
const invalidArgument = (error: z.ZodError, given: unknown): ApiError => {
  const issue = error.issues[0]
  const param = String(issue?.path[0] ?? 'input')
  const isMissing = typeof given === 'object' && given !== null && !Object.hasOwn(given, param)
  const message = isMissing
    ? `Param "${param}" is not optional.`
    : `Invalid \`${param}\` param: ${issue?.message ?? 'not valid'}`
  return apiError('general_argument_invalid', message, { param })
}

const maximumDepth = 64

/** Throws when a text holds NUL or half a character, or the nesting is deeper than anything of the API needs. */
const refuseUnstorable = (input: unknown): void => {
  if (typeof input !== 'object' || input === null) return
  for (const [param, value] of Object.entries(input)) {
    const problem = findUnstorable(value)
    if (problem)
      throw apiError('general_argument_invalid', `Invalid \`${param}\` param: ${problem}`, {
        param,
      })
  }
}

// A loop with its own stack: input that is nested too deeply must not overflow ours.
const findUnstorable = (root: unknown): string | undefined => {
  const stack: { value: unknown; depth: number }[] = [{ value: root, depth: 1 }]
  for (let next = stack.pop(); next; next = stack.pop()) {
    const { value, depth } = next
    if (typeof value === 'string' && (value.includes('\0') || !value.isWellFormed()))
      return 'must not hold NUL or half a surrogate pair'
    if (typeof value !== 'object' || value === null) continue
    if (depth > maximumDepth) return `must not be nested deeper than ${maximumDepth} levels`
    for (const [key, item] of Object.entries(value)) {
      stack.push({ value: key, depth }, { value: item, depth: depth + 1 })
    }
  }
  return undefined
}

const withoutNulls = (input: unknown): unknown => {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) return input
  if (!Object.values(input).includes(null)) return input
  return Object.fromEntries(Object.entries(input).filter(([, value]) => value !== null))
}

/** An error as what may leave the process: an `ApiError` as it is, a full disk in words, anything else masked; both logged with the stack. */
export const toApiError = (error: unknown, log: (line: string) => void): ApiError => {
  if (error instanceof ApiError) return error
  log(error instanceof Error ? (error.stack ?? error.message) : String(error))
  const refusal = writeRefusal(error)
  if (refusal) return refusal
  return apiError('general_unknown', undefined, { cause: error })
}
