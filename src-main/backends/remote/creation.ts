import { api } from '@contract/index'
import { toMillis, newId } from '@contract/fields'
import { pathParameters, type Endpoint } from '@contract/endpoint'
import { z } from 'zod'

type Fields = Readonly<Record<string, unknown>>

/** How the thing that a create makes is named and read back. */
export interface Creation {
  /** The key of its id. */
  readonly idKey: string
  readonly getName: keyof typeof api
}

const readCreation = (row: Endpoint): Creation | undefined => {
  const idKey = Object.entries(row.input.shape).find(([, schema]) => schema === newId)?.[0]
  const names = Object.keys(api) as (keyof typeof api)[]
  const getName = names.find(
    (name) => api[name].method === 'GET' && api[name].path.endsWith(`/{${idKey}}`),
  )
  return idKey === undefined || getName === undefined ? undefined : { idKey, getName }
}

const creations = new Map(
  Object.values<Endpoint>(api).map((row) => [row, readCreation(row)] as const),
)

/** What a row creates, taken from the contract's table; nothing for a row that creates nothing. */
export const creationOf = (row: Endpoint): Creation | undefined => creations.get(row)

/** What the getter of a creation needs of what the create was called with. */
export const getterInput = ({ getName }: Creation, sent: Fields): Fields =>
  Object.fromEntries(pathParameters(api[getName].path).map((name) => [name, sent[name]]))

/** What the model does not show, or shows under another name. */
const uncompared = new Set(['enabled', 'password', 'kind', 'range'])

/**
 * Whether what is stored is what was sent, as far as the server shows it: a field that it leaves out or
 * leaves empty is no evidence, and lists of ids have no order.
 */
export const isAsSent = (sent: Fields, stored: Fields): boolean => {
  if (!hasPiece(sent, stored)) return false
  const { options, credentials, data, status } = stored
  const shown: Fields = Object.assign({}, options, credentials, data, stored, {
    ...(status !== undefined && { draft: status === 'draft' }),
  })
  return Object.entries({ ...sent, ...fileFields(sent) }).every(([key, value]) => {
    const other = Object.hasOwn(shown, key) ? shown[key] : undefined
    if (uncompared.has(key) || value === undefined) return true
    if (other === undefined || other === null || other === '') return true
    if (key === 'scheduledAt') return toMillis(String(value)) === toMillis(String(other))
    return toComparable(value) === toComparable(other)
  })
}

const toComparable = (value: unknown): string => {
  if (Array.isArray(value)) return JSON.stringify([...new Set(value.map(toComparable))].sort())
  if (typeof value !== 'object' || value === null) return String(value)
  // Attachments and images are sent as `bucket:file` and come back as objects.
  if ('bucketId' in value && 'fileId' in value)
    return `${String(value.bucketId)}:${String(value.fileId)}`
  const entries = Object.entries(value).map(([key, item]) => [key, toComparable(item)] as const)
  return JSON.stringify(entries.sort(([a], [b]) => (a < b ? -1 : 1)))
}

/** Whether a file that comes in pieces, one after the other, has this one. */
const hasPiece = ({ file, range }: Fields, { chunksTotal, chunksUploaded }: Fields): boolean => {
  const piece = z.object({ start: z.number(), total: z.number() }).safeParse(range).data
  if (!piece) return true
  const { base64 } = z.object({ base64: z.string() }).parse(file)
  const size = Buffer.byteLength(base64, 'base64')
  const isLast = piece.start + size >= piece.total
  const needed = isLast ? Number(chunksTotal) : piece.start / size + 1
  return Number(chunksUploaded) >= needed
}

/** What a stored file shows of one that was sent whole or in pieces. */
const fileFields = ({ file, range }: Fields): Fields => {
  if (typeof file !== 'object' || file === null || !('base64' in file && 'name' in file)) return {}
  const isPiece = typeof range === 'object' && range !== null && 'total' in range
  const sizeOriginal = isPiece ? range.total : Buffer.byteLength(String(file.base64), 'base64')
  return { name: file.name, sizeOriginal }
}
