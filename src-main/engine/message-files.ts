import { apiError } from '@contract/errors'
import { toMillis } from '@contract/fields'
import type { Caller } from './caller'
import type { EngineContext } from './context'
import type { Storage } from './storage/storage'

/** Which file of which bucket, as messages keep it. */
interface FileReference {
  readonly bucketId: string
  readonly fileId: string
}

/** `<BUCKET_ID>:<FILE_ID>`, which the contract has checked; what follows a second colon is ignored. */
const toReference = (compoundId: string): FileReference => {
  const [bucketId = '', fileId = ''] = compoundId.split(':')
  return { bucketId, fileId }
}

/** Attachments as a message keeps them; throws when a bucket or a file is missing (behaviour 2.8). */
export const toAttachments = (storage: Storage, ids: readonly string[]): FileReference[] =>
  ids.map((id) => {
    const reference = toReference(id)
    storage.file(reference.bucketId, reference.fileId)
    return reference
  })

const pictures = ['image/png', 'image/jpeg']
const linkLifeMs = 15 * 24 * 60 * 60 * 1000

/**
 * A push message's image as it is kept, with a link that opens it without a key until 15 days after the
 * message goes out. Throws when it is missing or neither PNG nor JPEG. A call that came over no server has
 * no address to put into a link.
 */
export const toImage = (
  { storage, origin }: EngineContext,
  compoundId: string,
  { server }: Caller,
  scheduledAt: string | null,
): FileReference & { readonly url: string } => {
  const { bucketId, fileId } = toReference(compoundId)
  const { mimeType } = findImage(storage, bucketId, fileId)
  if (!pictures.includes(mimeType)) throw apiError('storage_file_type_unsupported')
  if (!server) return { bucketId, fileId, url: '' }
  const sentAt = toMillis(scheduledAt ?? '') ?? origin.clock()
  const claims = { bucketId, fileId, projectId: server.project }
  const query = new URLSearchParams({
    project: server.project,
    jwt: storage.links.sign(claims, sentAt + linkLifeMs),
  })
  const path = `storage/buckets/${bucketId}/files/${fileId}/push`
  return { bucketId, fileId, url: `${server.url}/${path}?${query}` }
}

/** Appwrite names the bucket even where the file is missing (behaviour 2.2). */
const findImage = (storage: Storage, bucketId: string, fileId: string) => {
  try {
    return storage.file(bucketId, fileId)
  } catch (cause) {
    throw apiError('storage_bucket_not_found', 'There is no such image.', { cause })
  }
}
