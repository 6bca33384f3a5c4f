import { ApiError } from '@contract/errors'
import { z } from 'zod'
import { ProviderError } from '../providers/errors'
import type { Attachment } from '../providers/outgoing'
import type { WholeFile } from '../store/files'
import type { StoredMessage } from '../store/messages'
import { toSafeType } from './storage/mime-types'
import type { Storage } from './storage/storage'

type Data = StoredMessage['data']

/** Bytes of all attachments of a message: what SMTP, Mailgun and SendGrid take (behaviour 5.7). */
const most = 25 * 1024 * 1024

const references = z.array(z.object({ bucketId: z.string(), fileId: z.string() })).catch([])

/** Why a message cannot go out with what is attached to it, in words for people; `undefined` when it can. */
export const attachmentProblem = (storage: Storage, data: Data): string | undefined => {
  try {
    findAttachments(storage, data)
    return undefined
  } catch (error) {
    if (error instanceof ProviderError) return error.message
    throw error
  }
}

/** Reads everything that is attached, once for all recipients. Throws `ProviderError`. */
export const readAttachments = async (storage: Storage, data: Data): Promise<Attachment[]> => {
  const attachments: Attachment[] = []
  for (const file of findAttachments(storage, data)) {
    const content = await storage.read(file).catch((cause: unknown) => {
      throw unsendable(`The attachment ${file.name} cannot be read.`, cause)
    })
    attachments.push({ name: file.name, mimeType: toSafeType(file.mimeType), content })
  }
  return attachments
}

/** What is attached, as far as it is still there. */
export const listAttachments = (storage: Storage, data: Data): WholeFile[] => {
  try {
    return findAttachments(storage, data)
  } catch (error) {
    if (error instanceof ProviderError) return []
    throw error
  }
}

const findAttachments = (storage: Storage, data: Data): WholeFile[] => {
  const files = references.parse(data['attachments']).map(({ bucketId, fileId }) => {
    try {
      return storage.file(bucketId, fileId)
    } catch (cause) {
      if (!(cause instanceof ApiError)) throw cause
      throw unsendable(`The attachment ${bucketId}:${fileId} does not exist any more.`, cause)
    }
  })
  const size = files.reduce((sum, { sizeOriginal }) => sum + sizeOriginal, 0)
  if (size > most)
    throw unsendable(`The attachments are ${toMegabytes(size)} MB; at most 25 MB can be sent.`)
  return files
}

const unsendable = (problem: string, cause?: unknown): ProviderError =>
  new ProviderError('validation', 'provider', `${problem} Nothing was sent.`, { cause })

const toMegabytes = (bytes: number): string => (bytes / 1024 / 1024).toFixed(1)
