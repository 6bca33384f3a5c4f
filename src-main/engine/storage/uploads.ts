import type { Readable } from 'node:stream'
import { apiError } from '@contract/errors'
import { id as idSchema } from '@contract/fields'
import { isConflict } from '../../store/database'
import { toId, type Origin } from '../../store/identity'
import type { StoredBucket } from '../../store/buckets'
import type { FileFields, StoredFile } from '../../store/files'
import type { Store } from '../../store/store'
import { now } from '../now'
import type { ContentFolder, Piece } from './content-folder'
import { detectMimeType, extensionOf } from './mime-types'

/** Which bytes of a file a piece is: both ends included, and how many there are altogether. */
export interface ContentRange {
  readonly start: number
  readonly end: number
  readonly total: number
}

/** What came with the bytes. */
interface UploadForm {
  /** A valid id, or `unique()`. */
  readonly fileId: string
  readonly name: string
  readonly piece: Piece
  /** Present when it comes in pieces. */
  readonly range?: ContentRange | undefined
  /** The id that the first piece was given. */
  readonly uploadId?: string | undefined
}

/** Reads what is sent, handing the file's bytes to `save`. */
export type ReadUpload = (save: (bytes: Readable) => Promise<Piece>) => Promise<UploadForm>

/** Takes files in, whole or in pieces that come in any order and at the same time. */
export interface Uploads {
  receive(bucket: StoredBucket, read: ReadUpload): Promise<StoredFile>
}

/** The SDKs' own size of a piece. */
const usualChunk = 5 * 1024 * 1024

/** The uploads of one engine; `discard` removes bytes that no row names any more. */
export const createUploads = (
  context: { readonly store: Store; readonly origin: Origin },
  folder: ContentFolder,
  discard: () => Promise<void>,
): Uploads => {
  const { store, origin } = context
  const joining = new Map<number, Promise<StoredFile>>()

  const insert = (file: FileFields): void => {
    try {
      store.files.insert(file)
    } catch (error) {
      if (isConflict(error)) throw apiError('storage_file_already_exists')
      throw error
    }
  }
  const find = (bucketId: string, id: string): StoredFile => {
    const file = store.files.get(bucketId, id)
    if (!file) throw apiError('storage_file_not_found')
    return file
  }

  const addWhole = (bucketId: string, { fileId, name, piece }: UploadForm): StoredFile => {
    const id = toId(fileId, origin)
    if (store.files.get(bucketId, id)) throw apiError('storage_file_already_exists')
    const at = now(context)
    store.transaction(() => {
      insert({
        ...{ id, bucketId, name, createdAt: at, updatedAt: at },
        ...{ signature: piece.signature, mimeType: detectMimeType(piece.head, name) },
        ...{ sizeOriginal: piece.size, chunkSize: piece.size, chunksTotal: 1, chunksUploaded: 1 },
        content: piece.content,
      })
      folder.keep(piece)
    })
    return find(bucketId, id)
  }

  const beginInPieces = (bucketId: string, id: string, name: string, range: ContentRange) => {
    const size = range.end - range.start + 1
    // The last piece tells nothing of the others.
    const isLast = range.start > 0 && range.end === range.total - 1
    const chunkSize = isLast ? usualChunk : size
    checkFits({ chunkSize, sizeOriginal: range.total }, range)
    const at = now(context)
    insert({
      ...{ id, bucketId, name, createdAt: at, updatedAt: at, signature: '', mimeType: '' },
      ...{ sizeOriginal: range.total, chunkSize, content: null },
      ...{ chunksTotal: Math.ceil(range.total / chunkSize), chunksUploaded: 0 },
    })
    return find(bucketId, id)
  }

  const addPiece = async (bucketId: string, form: UploadForm, range: ContentRange) => {
    const { name, piece, uploadId } = form
    const id = uploadId ?? toId(form.fileId, origin)
    if (!idSchema.safeParse(id).success) throw apiError('storage_invalid_appwrite_id')
    const earlier = store.files.get(bucketId, id)
    if (earlier && earlier.content !== null) throw apiError('storage_file_already_exists')
    if (earlier) checkFits(earlier, range)
    const file = earlier ?? beginInPieces(bucketId, id, name, range)
    const running = joining.get(file.seq)
    if (running) return await running
    store.transaction(() => {
      store.files.addChunk(file.seq, range.start, piece.content, now(context))
      folder.keep(piece)
    })
    if (store.files.chunks(file.seq).length < file.chunksTotal) return find(bucketId, id)
    const joined = joinPieces(file).finally(() => joining.delete(file.seq))
    joining.set(file.seq, joined)
    return await joined
  }

  const joinPieces = async (file: StoredFile): Promise<StoredFile> => {
    const whole = await folder.join(store.files.chunks(file.seq))
    try {
      const { content, signature, head } = whole
      const mimeType = detectMimeType(head, file.name)
      const isThere = store.transaction(() => {
        const fields = { seq: file.seq, content, signature, mimeType, updatedAt: now(context) }
        const isComplete = store.files.complete(fields)
        if (isComplete) folder.keep(whole)
        return isComplete
      })
      if (!isThere) throw apiError('storage_file_not_found')
    } finally {
      await folder.drop(whole)
    }
    await discard()
    return find(file.bucketId, file.id)
  }

  return {
    receive: async (bucket, read) => {
      const pieces: Piece[] = []
      try {
        const form = await read(async (bytes) => {
          const piece = await folder.receive(bytes, bucket.maximumFileSize)
          pieces.push(piece)
          return piece
        })
        const { range, piece } = form
        checkAllowed(bucket, form)
        // It may have been deleted while the bytes came in.
        if (!store.buckets.get(bucket.id)) throw apiError('storage_bucket_not_found')
        const isWhole = !range || (range.start === 0 && range.end === range.total - 1)
        if (isWhole) return addWhole(bucket.id, form)
        if (piece.size !== range.end - range.start + 1)
          throw apiError('storage_invalid_content_range')
        return await addPiece(bucket.id, form, range)
      } finally {
        for (const piece of pieces) await folder.drop(piece)
        await discard()
      }
    },
  }
}

const checkAllowed = (bucket: StoredBucket, { name, piece, range }: UploadForm): void => {
  const { allowedFileExtensions: allowed, maximumFileSize } = bucket
  if (piece.size === 0) throw apiError('storage_file_empty')
  if (allowed.length > 0 && !allowed.includes(extensionOf(name)))
    throw apiError(
      'storage_file_type_unsupported',
      `This bucket takes ${allowed.join(', ')} only.`,
      { param: 'file' },
    )
  if (Math.max(piece.size, range?.total ?? 0) > maximumFileSize)
    throw apiError(
      'storage_invalid_file_size',
      `The file is larger than the ${maximumFileSize} bytes that its bucket allows.`,
      { param: 'file' },
    )
}

const checkFits = (
  { chunkSize, sizeOriginal }: Pick<StoredFile, 'chunkSize' | 'sizeOriginal'>,
  { start, end, total }: ContentRange,
): void => {
  const isPiece = start % chunkSize === 0 && end === Math.min(start + chunkSize, sizeOriginal) - 1
  if (total !== sizeOriginal || !isPiece) throw apiError('storage_invalid_content_range')
}
