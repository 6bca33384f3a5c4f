import { existsSync, readFileSync } from 'node:fs'
import { Validator, type Schema } from '@cfworker/json-schema'
import { api } from '@contract/index'
import type { Endpoint } from '@contract/endpoint'

const reference = new URL('../../../shared/reference/appwrite-openapi-1.6.2.json', import.meta.url)

/** Whether Appwrite's own description of its API lies beside the checkout. */
export const hasOpenApi = existsSync(reference)

interface OpenApi {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  readonly components: Schema
}
interface Operation {
  readonly responses: Readonly<
    Record<string, { content?: Record<string, { schema?: { $ref?: string } }> }>
  >
}

/** OpenAPI 3.0 says `nullable` where JSON Schema says a second type. */
const withNull = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(withNull)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).map(([key, item]) => [key, withNull(item)] as const)
  const schema = Object.fromEntries(entries) as Record<string, unknown>
  if (schema['nullable'] === true) schema['type'] = [schema['type'], 'null']
  return schema
}

const description = hasOpenApi
  ? (withNull(JSON.parse(readFileSync(reference, 'utf8'))) as OpenApi)
  : undefined

/** What is wrong with a reply of row `name`: against our schema always, against Appwrite's where it is known. */
export const checkReply = (name: string, input: unknown, reply: unknown): string[] => {
  const row = (api as Record<string, Endpoint>)[name]
  if (!row) return [`${name} is no row of the API`]
  const ours = row.reply.safeParse(reply)
  const problems = ours.success ? [] : [`${name}: ${ours.error.message}`]
  return [...problems, ...checkAgainstOpenApi(name, row, input, reply)]
}

const checkAgainstOpenApi = (
  name: string,
  row: Endpoint,
  input: unknown,
  reply: unknown,
): string[] => {
  const { kind } = (input ?? {}) as { kind?: string }
  const path = row.path.replace('{kind}', kind ?? '')
  const operation = description?.paths[path]?.[row.method.toLowerCase()]
  const schema = operation?.responses[row.status]?.content?.['application/json']?.schema
  if (!description || !schema?.$ref) return []
  const root = { $ref: schema.$ref, components: description.components } as Schema
  const { valid, errors } = new Validator(root, '7', false).validate(reply)
  return valid ? [] : errors.map((error) => `${name} ${error.instanceLocation}: ${error.error}`)
}
