import { Readable } from 'node:stream'
import { apiError } from '@contract/errors'
import type { FileContent, storage } from '@contract/storage'
import type { WholeFile } from '../../store/files'
import type { EngineHandlers } from '../caller'
import type { EngineContext } from '../context'
import { toFile } from '../models'
import type { FileTransfer } from '../storage/transfer'

/** Bytes that a reply may carry as text. */
const carried = 32 * 1024 * 1024

/** Files, their content as base64 where no bytes can be streamed. */
export const fileHandlers = (
  { store, storage: files, changes }: EngineContext,
  transfer: FileTransfer,
): EngineHandlers<typeof storage> => {
  const toContent = async (file: WholeFile, mimeType: string): Promise<FileContent> => {
    const { name, sizeOriginal } = file
    if (sizeOriginal > carried)
      throw apiError('storage_invalid_file_size', 'The file is too large to be opened here.')
    return { name, mimeType, base64: (await files.read(file)).toString('base64') }
  }

  return {
    listFiles: ({ bucketId, ...input }) => {
      files.bucket(bucketId)
      const { total, rows } = store.files.list(bucketId, input)
      return { total, files: rows.map(toFile) }
    },
    createFile: ({ bucketId, fileId, file: { name, base64 }, range }) => {
      const bytes = Buffer.from(base64, 'base64')
      const place = range && { ...range, end: range.start + bytes.length - 1 }
      if (place && place.end >= place.total) throw apiError('storage_invalid_content_range')
      return transfer.upload(bucketId, async (save) => {
        const form = { fileId, name, piece: await save(Readable.from([bytes])), range: place }
        return range && range.start > 0 ? { ...form, uploadId: fileId } : form
      })
    },
    getFile: ({ bucketId, fileId }) => {
      files.bucket(bucketId)
      const file = store.files.get(bucketId, fileId)
      if (!file) throw apiError('storage_file_not_found')
      return toFile(file)
    },
    deleteFile: async ({ bucketId, fileId }) => {
      files.bucket(bucketId)
      if (!store.files.remove(bucketId, fileId)) throw apiError('storage_file_not_found')
      changes.changed('files', fileId)
      await files.discard()
    },
    getFileDownload: async (input, caller) => {
      const { file, mimeType } = transfer.find('getFileDownload', input, caller)
      return await toContent(file, mimeType)
    },
    getFileView: async (input, caller) => {
      const { file, mimeType } = transfer.find('getFileView', input, caller)
      return await toContent(file, mimeType)
    },
    getFilePush: async (input, caller) => {
      const { file, mimeType } = transfer.find('getFilePush', input, caller)
      return await toContent(file, mimeType)
    },
  }
}
