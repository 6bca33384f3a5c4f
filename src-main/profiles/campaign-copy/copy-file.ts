import type { CopiedReference } from '@contract/campaign-copies'
import { ApiError, apiError } from '@contract/errors'
import { bucket, bucketList, file, storage, type Bucket, type StorageFile } from '@contract/storage'
import { Query } from '@contract/queries'
import type { DirectBackend } from '../copy-resource'
import type { Reference } from './references'

/** The two sides of a copy. */
export interface Sides {
  readonly from: DirectBackend
  readonly to: DirectBackend
}

/** What becomes of a file: there already, copied along, or gone here. */
export const planFile = async (
  { from, to }: Sides,
  reference: Reference,
): Promise<CopiedReference> => {
  const { bucketId, fileId } = split(reference.id)
  const stored = await orNothing(() => from.call('getFile', { bucketId, fileId }))
  if (stored === undefined)
    return { ...reference, name: reference.id, toId: null, toName: '', how: 'gone' }
  const here = file.parse(stored)
  const common = { ...reference, name: here.name, toId: reference.id }
  if (await isThere(to, here)) return { ...common, toName: here.name, how: 'same' }
  const place = await findBucket(to, await readBucket(from, bucketId))
  return { ...common, toName: place?.name ?? bucketId, how: 'file' }
}

/** Copies a file unless the same one is there; answers its id there. A bucket is made where there is none. */
export const copyFile = async ({ from, to }: Sides, id: string): Promise<string> => {
  const { bucketId, fileId } = split(id)
  const here = file.parse(await from.call('getFile', { bucketId, fileId }))
  if (await isThere(to, here)) return id
  const home = await readBucket(from, bucketId)
  const place = (await findBucket(to, home)) ?? (await makeBucket(to, home))
  const isTaken = await orNothing(() => to.call('getFile', { bucketId: place.$id, fileId }))
  if (isTaken && file.parse(isTaken).signature === here.signature) return `${place.$id}:${fileId}`
  try {
    const content = storage.getFileDownload.reply.parse(
      await from.call('getFileDownload', { bucketId, fileId }),
    )
    const made = await to.call('createFile', {
      ...{ bucketId: place.$id, fileId: isTaken ? 'unique()' : fileId },
      file: { ...content, name: here.name },
    })
    return `${place.$id}:${file.parse(made).$id}`
  } catch (cause) {
    if (!(cause instanceof ApiError)) throw cause
    const message = `“${here.name}” could not be copied: ${cause.message} No draft was made; leave the file out, or try again.`
    throw new ApiError({ ...cause.toBody(), message }, { cause })
  }
}

const isThere = async (to: DirectBackend, here: StorageFile): Promise<boolean> => {
  const { bucketId, $id: fileId } = here
  const there = await orNothing(() => to.call('getFile', { bucketId, fileId }))
  return there !== undefined && file.parse(there).signature === here.signature
}

const readBucket = async (from: DirectBackend, bucketId: string): Promise<Bucket | undefined> => {
  const found = await orNothing(() => from.call('getBucket', { bucketId }))
  return found === undefined ? undefined : bucket.parse(found)
}

/** The bucket of the same id, or the same name. */
const findBucket = async (
  to: DirectBackend,
  home: Bucket | undefined,
): Promise<Bucket | undefined> => {
  if (!home) return undefined
  const same = await orNothing(() => to.call('getBucket', { bucketId: home.$id }))
  if (same !== undefined) return bucket.parse(same)
  const queries = [Query.equal('name', home.name), Query.limit(1)]
  return bucketList.parse(await to.call('listBuckets', { queries })).buckets[0]
}

const makeBucket = async (to: DirectBackend, home: Bucket | undefined): Promise<Bucket> => {
  if (!home) throw apiError('storage_bucket_not_found')
  const { $id: bucketId, name } = home
  return bucket.parse(await to.call('createBucket', { bucketId, name }))
}

const split = (id: string): { bucketId: string; fileId: string } => {
  const [bucketId = '', fileId = ''] = id.split(':')
  return { bucketId, fileId }
}

/** `undefined` where there is none; anything else that is thrown passes through. */
const orNothing = async (look: () => Promise<unknown>): Promise<unknown> => {
  try {
    return await look()
  } catch (error) {
    if (error instanceof ApiError && error.code === 404) return undefined
    throw error
  }
}
