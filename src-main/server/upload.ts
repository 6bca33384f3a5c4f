import { api } from '@contract/index'
import { apiError } from '@contract/errors'
import { text } from '@contract/fields'
import { z } from 'zod'
import { parseInput } from '../dispatch'
import type { FileTransfer } from '../engine/storage/transfer'
import type { ContentRange } from '../engine/storage/uploads'
import { isMultipart, readMultipart } from './multipart'

const { bucketId, fileId } = api.createFile.input.shape
const parameters = z.object({ bucketId })
const form = z.object({ fileId, file: z.object({ name: text(1, 255) }) })

/** Takes a file, or one piece of it, from form data; answers the file. */
export const takeUpload = async (
  files: FileTransfer,
  request: Request,
  given: Readonly<Record<string, string>>,
): Promise<unknown> => {
  if (!isMultipart(request.headers))
    throw apiError('general_body_invalid', 'Send the file as multipart/form-data.')
  const range = parseContentRange(request.headers.get('content-range'))
  const uploadId = request.headers.get('x-appwrite-id') ?? undefined
  return await files.upload(parseInput(parameters, given).bucketId, async (save) => {
    const { fields, file } = await readMultipart(request, save)
    const sent = { fileId: fields.get('fileId'), file: file && { name: file.name } }
    const input = parseInput(form, withoutUndefined(sent))
    // The form's check has found that there is a file.
    if (!file) throw apiError('general_argument_invalid')
    return { fileId: input.fileId, name: input.file.name, piece: file.saved, range, uploadId }
  })
}

const withoutUndefined = (fields: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))

/** `bytes 0-5242879/12582912`; nothing when the file comes at once. */
const parseContentRange = (header: string | null): ContentRange | undefined => {
  if (header === null || header === '') return undefined
  const numbers = /^bytes (\d{1,15})-(\d{1,15})\/(\d{1,15})$/.exec(header.trim())?.slice(1)
  const [start, end, total] = (numbers ?? []).map(Number)
  if (start === undefined || end === undefined || total === undefined)
    throw apiError('storage_invalid_content_range')
  if (start > end || end >= total) throw apiError('storage_invalid_content_range')
  return { start, end, total }
}
