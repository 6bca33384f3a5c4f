import type { Readable } from 'node:stream'
import { apiError } from '@contract/errors'
import type { StorageFile } from '@contract/storage'
import type { WholeFile } from '../../store/files'
import type { Caller } from '../caller'
import type { EngineContext } from '../context'
import { toFile } from '../models'
import type { ByteRange } from './content-folder'
import { toSafeType } from './mime-types'
import type { ReadUpload } from './uploads'

/** The rows that answer with a file's bytes. */
export type DownloadName = 'getFileDownload' | 'getFileView' | 'getFilePush'

/** Which file, and what opens it where no key does. */
interface DownloadInput {
  readonly bucketId: string
  readonly fileId: string
  readonly jwt?: string | undefined
}

/** A file that may be read by whoever asked. */
interface Download {
  readonly file: WholeFile
  /** To be served under: what is shown in place can run nothing. */
  readonly mimeType: string
  /** True when it is to be saved, false when it is shown. */
  readonly isAttachment: boolean
  open(range?: ByteRange): Readable
}

/** Files as streams, for servers; throws like the rows of the same names. */
export interface FileTransfer {
  /** `bucketId` is a valid id, and so is the id that `read` answers. */
  upload(bucketId: string, read: ReadUpload): Promise<StorageFile>
  find(name: DownloadName, input: DownloadInput, caller: Caller): Download
}

/** Streams to and from the storage of an engine. */
export const createTransfer = ({ storage, changes }: EngineContext): FileTransfer => {
  // Whoever has the token needs no key, but it opens this one file of this one project only.
  const refuseForeignToken = ({ bucketId, fileId, jwt = '' }: DownloadInput, caller: Caller) => {
    const claims = storage.links.verify(jwt)
    const isRight =
      claims?.bucketId === bucketId &&
      claims.fileId === fileId &&
      claims.projectId === caller.server?.project
    if (!isRight) throw apiError('user_unauthorized', 'The link is not valid or is over.')
  }

  return {
    upload: async (bucketId, read) => {
      const file = await storage.upload(bucketId, read)
      changes.changed('files', file.id)
      return toFile(file)
    },
    find: (name, input, caller) => {
      const isPush = name === 'getFilePush'
      if (isPush) refuseForeignToken(input, caller)
      if (isPush && !storage.bucket(input.bucketId).enabled)
        throw apiError('storage_bucket_not_found')
      const file = storage.file(input.bucketId, input.fileId)
      const isAttachment = name === 'getFileDownload'
      return {
        file,
        isAttachment,
        mimeType: isAttachment ? file.mimeType : toSafeType(file.mimeType),
        open: (range) => storage.open(file, range),
      }
    },
  }
}
