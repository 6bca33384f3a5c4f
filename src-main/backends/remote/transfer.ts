import type { Endpoint } from '@contract/endpoint'
import { apiError } from '@contract/errors'
import { api } from '@contract/index'
import type { FileContent } from '@contract/storage'
import { FormData } from 'undici'
import { z } from 'zod'
import type { HttpReply } from './exchange'
import type { RemoteProject } from './remote-project'

type Fields = Readonly<Record<string, unknown>>

/** The SDKs' own size of a piece, in bytes. */
const pieceBytes = 5 * 1024 * 1024
/** Bytes that a reply to the window may carry as text. */
const mostOpenedBytes = 32 * 1024 * 1024

const upload = api.createFile.input

/** How a file, or one piece of it, travels. */
interface Parcel {
  readonly headers: Readonly<Record<string, string>>
  readonly body: FormData
  /** Milliseconds that its bytes may be on their way: what the system has taken of them is not seen to leave. */
  readonly travelMs: number
}

/** Bytes that the slowest line carries in a millisecond. */
const slowestLine = 50

/** A form with the bytes, and headers that say which bytes of the file they are unless they are all. */
export const toParcel = (input: Fields): Parcel => {
  const { fileId, file, range } = upload.parse(input)
  const bytes = Buffer.from(file.base64, 'base64')
  const body = new FormData()
  body.append('fileId', fileId)
  body.append('file', new Blob([bytes], { type: file.mimeType }), file.name)
  const travelMs = Math.ceil(bytes.length / slowestLine)
  if (!range) return { headers: {}, body, travelMs }
  const { start, total } = range
  const place = { 'content-range': `bytes ${start}-${start + bytes.length - 1}/${total}` }
  return { headers: start > 0 ? { ...place, 'x-appwrite-id': fileId } : place, body, travelMs }
}

/** Uploads a file, one that came whole and is large in pieces. */
export const uploadFile = async (project: RemoteProject, input: Fields): Promise<unknown> => {
  const { bucketId, fileId, file, range } = upload.parse(input)
  const bytes = Buffer.from(file.base64, 'base64')
  if (range || bytes.length <= pieceBytes) return await project.call(api.createFile, input)
  const send = async (id: string, start: number) => {
    const base64 = bytes.subarray(start, start + pieceBytes).toString('base64')
    const piece = { file: { ...file, base64 }, range: { start, total: bytes.length } }
    const stored = await project.call(api.createFile, { bucketId, fileId: id, ...piece })
    return api.createFile.reply.parse(stored)
  }
  let stored = await send(fileId, 0)
  for (let start = pieceBytes; start < bytes.length; start += pieceBytes)
    stored = await send(stored.$id, start)
  return stored
}

/** Fetches a file's bytes; throws `storage_invalid_file_size` when they are too many for the window. */
export const downloadFile = async (
  project: RemoteProject,
  row: Endpoint,
  input: Fields,
): Promise<FileContent> => {
  const reply = await project.fetch(row, input)
  if (reply.bytes.length > mostOpenedBytes)
    throw apiError('storage_invalid_file_size', 'The file is too large to be opened here.')
  const { fileId } = z.object({ fileId: z.string() }).parse(input)
  return {
    name: fileNameOf(reply) ?? fileId,
    mimeType: String(reply.headers['content-type'] ?? 'application/octet-stream'),
    base64: reply.bytes.toString('base64'),
  }
}

/** The name in `content-disposition`; RFC 6266. */
const fileNameOf = ({ headers }: HttpReply): string | undefined => {
  const header = String(headers['content-disposition'] ?? '')
  const encoded = /filename\*=UTF-8''([^;]+)/i.exec(header)?.[1]
  const plain = /filename="([^"]*)"/i.exec(header)?.[1]
  try {
    return (encoded === undefined ? plain : decodeURIComponent(encoded)) || undefined
  } catch {
    return plain || undefined
  }
}
