import { apiError } from '@contract/errors'
import type { storage } from '@contract/storage'
import type { StoredBucket } from '../../store/buckets'
import { isConflict } from '../../store/database'
import { toId } from '../../store/identity'
import type { EngineHandlers } from '../caller'
import type { EngineContext } from '../context'
import { now } from '../now'
import { toBucket } from '../models'

/** Bytes for one file where a bucket does not say: what Appwrite's own default is. */
const usualFileSize = 30_000_000

/** Buckets, as far as attachments and push images need them. */
export const bucketHandlers = (context: EngineContext): EngineHandlers<typeof storage> => {
  const { store, storage: files, origin, changes } = context

  return {
    listBuckets: (input) => {
      const { total, rows } = store.buckets.list(input)
      return { total, buckets: rows.map(toBucket) }
    },
    createBucket: ({ bucketId, name, enabled, maximumFileSize, allowedFileExtensions }) => {
      const at = now(context)
      const bucket: StoredBucket = {
        ...{ id: toId(bucketId, origin), createdAt: at, updatedAt: at, name },
        enabled: enabled ?? true,
        maximumFileSize: maximumFileSize ?? usualFileSize,
        allowedFileExtensions: toExtensions(allowedFileExtensions ?? []),
      }
      try {
        store.buckets.insert(bucket)
      } catch (error) {
        if (isConflict(error)) throw apiError('storage_bucket_already_exists')
        throw error
      }
      changes.changed('buckets', bucket.id)
      return toBucket(bucket)
    },
    getBucket: ({ bucketId }) => toBucket(files.bucket(bucketId)),
    updateBucket: ({ bucketId, name, enabled, maximumFileSize, allowedFileExtensions }) => {
      const current = files.bucket(bucketId)
      const bucket: StoredBucket = {
        ...current,
        ...{ name, updatedAt: now(context) },
        enabled: enabled ?? current.enabled,
        maximumFileSize: maximumFileSize ?? current.maximumFileSize,
        allowedFileExtensions: toExtensions(allowedFileExtensions ?? current.allowedFileExtensions),
      }
      store.buckets.update(bucket)
      changes.changed('buckets', bucketId)
      return toBucket(bucket)
    },
    deleteBucket: async ({ bucketId }) => {
      if (!store.buckets.remove(bucketId)) throw apiError('storage_bucket_not_found')
      changes.changed('buckets', bucketId)
      changes.changed('files')
      await files.discard()
    },
  }
}

/** People write them with and without the period. */
const toExtensions = (given: readonly string[]): string[] =>
  given.map((extension) => extension.replace(/^\./, '').toLowerCase())
