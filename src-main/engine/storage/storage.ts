import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { apiError } from '@contract/errors'
import type { Vault } from '../../secrets/vault'
import type { StoredBucket } from '../../store/buckets'
import type { StoredFile, WholeFile } from '../../store/files'
import type { Origin } from '../../store/identity'
import type { Store } from '../../store/store'
import type { ByteRange } from './content-folder'
import { openContentFolder } from './content-folder'
import { createImageLinks, type ImageLinks } from './image-links'
import type { ReadUpload } from './uploads'
import { createUploads } from './uploads'

/** Files with their bytes. */
export interface Storage {
  /** Throws `storage_bucket_not_found`. */
  bucket(bucketId: string): StoredBucket
  /** A file that is there with all its bytes; throws `storage_bucket_not_found`, `storage_file_not_found`. */
  file(bucketId: string, fileId: string): WholeFile
  upload(bucketId: string, read: ReadUpload): Promise<StoredFile>
  open(file: WholeFile, range?: ByteRange): Readable
  /** The whole content at once. */
  read(file: WholeFile): Promise<Buffer>
  /** Removes the bytes that no row names any more; what cannot be removed now is tried again. */
  discard(): Promise<void>
  readonly links: ImageLinks
}

/** What the storage of a workspace stands on. */
export interface StorageOptions {
  readonly dataFolder: string
  readonly store: Store
  readonly vault: Vault
  readonly origin: Origin
  readonly log: (line: string) => void
}

/** Opens `files` in the data folder. */
export const openStorage = ({ dataFolder, store, vault, origin, log }: StorageOptions): Storage => {
  const folder = openContentFolder(join(dataFolder, 'files'), origin.random)
  // Without the workspace's key links hold until the engine ends.
  const key = vault.derive('image links') ?? origin.random(32)

  const bucket = (bucketId: string): StoredBucket => {
    const found = store.buckets.get(bucketId)
    if (!found) throw apiError('storage_bucket_not_found')
    return found
  }
  const discard = async (): Promise<void> => {
    for (const content of store.files.discarded()) {
      try {
        await folder.remove(content)
      } catch (error) {
        // Somebody is still reading it where open files cannot be removed.
        log(`The bytes of a deleted file could not be removed yet: ${String(error)}`)
        continue
      }
      store.files.forget(content)
    }
  }
  const uploads = createUploads({ store, origin }, folder, discard)

  return {
    bucket,
    file: (bucketId, fileId) => {
      bucket(bucketId)
      const file = store.files.get(bucketId, fileId)
      if (!file || !isWhole(file)) throw apiError('storage_file_not_found')
      return file
    },
    upload: async (bucketId, read) => await uploads.receive(bucket(bucketId), read),
    open: ({ content }, range) => folder.open(content, range),
    read: ({ content }) => folder.read(content),
    discard,
    links: createImageLinks(key, origin.clock),
  }
}

const isWhole = (file: StoredFile): file is WholeFile => file.content !== null
