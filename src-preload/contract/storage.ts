import { z } from 'zod'
import { endpoint } from './endpoint'
import { id, listParameters, newId, nothing, stored, text } from './fields'

/** A folder of files, with the limits its files must keep. */
export const bucket = z.looseObject({
  ...stored,
  name: z.string(),
  enabled: z.boolean(),
  /** Bytes. */
  maximumFileSize: z.number(),
  allowedFileExtensions: z.array(z.string()),
})

/** One page of buckets. */
export const bucketList = z.looseObject({ total: z.int(), buckets: z.array(bucket) })

/** A stored file's description. */
export const file = z.looseObject({
  ...stored,
  bucketId: z.string(),
  name: z.string(),
  /** MD5 of the content, hex. */
  signature: z.string(),
  mimeType: z.string(),
  /** Bytes. */
  sizeOriginal: z.number(),
  chunksTotal: z.int(),
  chunksUploaded: z.int(),
})

/** One page of files. */
export const fileList = z.looseObject({ total: z.int(), files: z.array(file) })

/** A file's content as the bridge carries it: JSON has no bytes. */
const content = z.object({ name: text(1, 255), mimeType: text(1, 255), base64: z.base64() })

/**
 * Where in a file of `total` bytes a piece of it begins. Pieces are 5 MiB, the last one may be shorter; the
 * id that the first one is answered with is the others' `fileId`.
 */
const piece = z.object({ start: z.int().min(0), total: z.int().min(1) })

/** Bytes that a bucket may allow for one file. */
const largestFile = 5_000_000_000

const bucketSettings = {
  enabled: z.boolean().optional(),
  maximumFileSize: z.int().min(1).max(largestFile).optional(),
  allowedFileExtensions: z.array(text(1, 64)).max(100).optional(),
}

const oneFile = z.object({ bucketId: id, fileId: id })

/** As much of the Storage API as attachments and push images need. */
export const storage = {
  listBuckets: endpoint({
    method: 'GET',
    path: '/storage/buckets',
    scope: 'buckets.read',
    status: 200,
    input: z.object(listParameters),
    reply: bucketList,
  }),
  createBucket: endpoint({
    method: 'POST',
    path: '/storage/buckets',
    scope: 'buckets.write',
    status: 201,
    input: z.object({ bucketId: newId, name: text(1, 128), ...bucketSettings }),
    reply: bucket,
  }),
  getBucket: endpoint({
    method: 'GET',
    path: '/storage/buckets/{bucketId}',
    scope: 'buckets.read',
    status: 200,
    input: z.object({ bucketId: id }),
    reply: bucket,
  }),
  updateBucket: endpoint({
    method: 'PUT',
    path: '/storage/buckets/{bucketId}',
    scope: 'buckets.write',
    status: 200,
    input: z.object({ bucketId: id, name: text(1, 128), ...bucketSettings }),
    reply: bucket,
  }),
  deleteBucket: endpoint({
    method: 'DELETE',
    path: '/storage/buckets/{bucketId}',
    scope: 'buckets.write',
    status: 204,
    input: z.object({ bucketId: id }),
    reply: nothing,
  }),
  listFiles: endpoint({
    method: 'GET',
    path: '/storage/buckets/{bucketId}/files',
    scope: 'files.read',
    status: 200,
    input: z.object({ bucketId: id, ...listParameters }),
    reply: fileList,
  }),
  createFile: endpoint({
    method: 'POST',
    path: '/storage/buckets/{bucketId}/files',
    scope: 'files.write',
    status: 201,
    input: z.object({ bucketId: id, fileId: newId, file: content, range: piece.optional() }),
    reply: file,
    transfer: 'upload',
  }),
  getFile: endpoint({
    method: 'GET',
    path: '/storage/buckets/{bucketId}/files/{fileId}',
    scope: 'files.read',
    status: 200,
    input: oneFile,
    reply: file,
  }),
  deleteFile: endpoint({
    method: 'DELETE',
    path: '/storage/buckets/{bucketId}/files/{fileId}',
    scope: 'files.write',
    status: 204,
    input: oneFile,
    reply: nothing,
  }),
  getFileDownload: endpoint({
    method: 'GET',
    path: '/storage/buckets/{bucketId}/files/{fileId}/download',
    scope: 'files.read',
    status: 200,
    input: oneFile,
    reply: content,
    transfer: 'download',
  }),
  getFileView: endpoint({
    method: 'GET',
    path: '/storage/buckets/{bucketId}/files/{fileId}/view',
    scope: 'files.read',
    status: 200,
    input: oneFile,
    reply: content,
    transfer: 'download',
  }),
  /** The address in a push message's image: a phone has no key, so the token alone opens it. */
  getFilePush: endpoint({
    method: 'GET',
    path: '/storage/buckets/{bucketId}/files/{fileId}/push',
    scope: 'public',
    status: 200,
    input: z.object({ bucketId: id, fileId: id, jwt: text(0, 2048).default('') }),
    reply: content,
    transfer: 'download',
  }),
}

/** A bucket as the API answers it. */
export type Bucket = z.infer<typeof bucket>
/** A file as the API answers it. */
export type StorageFile = z.infer<typeof file>
/** A file with its bytes as the bridge carries it. */
export type FileContent = z.infer<typeof content>
