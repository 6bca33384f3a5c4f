import { apiError, type ApiError } from '@contract/errors'
import type { Bucket } from '@contract/storage'
import { computed, onScopeDispose, ref, type ComputedRef, type Ref } from 'vue'
import { api, toApiError } from '@/api'
import { toBase64 } from '@/files/base64'
import { uploadProblem, type UploadProblem } from '@/files/upload-problem'

/** One file on its way into a bucket. */
export interface Upload {
  readonly key: number
  readonly name: string
  /** Bytes. */
  readonly size: number
  /** Bytes that the server has. */
  readonly sent: number
  readonly state: 'waiting' | 'uploading' | 'done' | 'failed' | 'refused' | 'cancelled'
  /** Once it is done. */
  readonly fileId?: string
  readonly bucketId: string
  readonly problem?: UploadProblem
  readonly error?: ApiError
}

/** Files that are being uploaded, one after the other. */
export interface Uploads {
  readonly uploads: Readonly<Ref<readonly Upload[]>>
  readonly running: ComputedRef<boolean>
  /** Adds files to the queue; those that cannot be taken are refused at once. */
  add(files: readonly File[], bucket: Bucket): void
  /** Drops what waits and takes back what is under way. */
  cancel(): void
  /** Forgets what has ended. */
  clear(): void
}

/** Bytes of a piece, as Appwrite's own SDKs cut files. */
const pieceBytes = 5 * 1024 * 1024

interface Job {
  readonly key: number
  readonly file: File
  readonly bucketId: string
}

/** Uploads files through the bridge. Leaving the screen cancels what has not begun. */
export const useUploads = (onDone: () => void): Uploads => {
  const uploads = ref<readonly Upload[]>([])
  const queue: Job[] = []
  let lastKey = 0
  let isWorking = false

  const stateOf = (key: number): Upload['state'] | undefined =>
    uploads.value.find((upload) => upload.key === key)?.state
  const patch = (key: number, part: Partial<Upload>): void => {
    uploads.value = uploads.value.map((upload) =>
      upload.key === key ? { ...upload, ...part } : upload,
    )
  }

  /** Sends one piece, or a small file at once; answers the id that the file has. */
  const sendPiece = async ({ file, bucketId }: Job, fileId: string, start: number) => {
    const base64 = await toBase64(file.slice(start, start + pieceBytes)).catch((cause: unknown) => {
      throw apiError('general_unknown', 'The file cannot be read any more.', { cause })
    })
    const content = { name: file.name, mimeType: file.type || 'application/octet-stream', base64 }
    const isWhole = file.size <= pieceBytes
    const range = isWhole ? {} : { range: { start, total: file.size } }
    return (await api.call('createFile', { bucketId, fileId, file: content, ...range })).$id
  }

  const takeBack = async (bucketId: string, fileId: string): Promise<void> => {
    await api.call('deleteFile', { bucketId, fileId })
  }

  const transfer = async (job: Job): Promise<void> => {
    const { key, file, bucketId } = job
    patch(key, { state: 'uploading' })
    let fileId: string | undefined
    try {
      for (let start = 0; start < file.size; start += pieceBytes) {
        if (stateOf(key) !== 'uploading') break
        fileId = await sendPiece(job, fileId ?? 'unique()', start)
        patch(key, { sent: Math.min(start + pieceBytes, file.size) })
      }
    } catch (error) {
      // Half a file is of no use to anybody.
      if (fileId !== undefined) await takeBack(bucketId, fileId).catch(() => undefined)
      throw error
    }
    if (stateOf(key) === 'uploading') {
      return patch(key, { state: 'done', ...(fileId !== undefined && { fileId }) })
    }
    // What came before it was cancelled goes again.
    if (fileId !== undefined) await takeBack(bucketId, fileId)
  }

  const work = async (): Promise<void> => {
    if (isWorking) return
    isWorking = true
    for (let job = queue.shift(); job; job = queue.shift()) {
      if (stateOf(job.key) !== 'waiting') continue
      try {
        await transfer(job)
      } catch (thrown) {
        if (stateOf(job.key) === 'uploading')
          patch(job.key, { state: 'failed', error: toApiError(thrown) })
      }
      onDone()
    }
    isWorking = false
  }

  const add = (files: readonly File[], bucket: Bucket): void => {
    for (const file of files) {
      const key = ++lastKey
      const problem = uploadProblem(file, bucket)
      const { name, size } = file
      const upload: Upload = problem
        ? { key, name, size, bucketId: bucket.$id, sent: 0, state: 'refused', problem }
        : { key, name, size, bucketId: bucket.$id, sent: 0, state: 'waiting' }
      uploads.value = [...uploads.value, upload]
      if (!problem) queue.push({ key, file, bucketId: bucket.$id })
    }
    void work()
  }
  const isOpen = ({ state }: Upload): boolean => state === 'waiting' || state === 'uploading'
  const cancel = (): void => {
    queue.length = 0
    uploads.value = uploads.value.map((upload) =>
      isOpen(upload) ? { ...upload, state: 'cancelled' } : upload,
    )
  }
  onScopeDispose(() => {
    queue.length = 0
  })

  return {
    uploads,
    running: computed(() => uploads.value.some(isOpen)),
    add,
    cancel,
    clear: () => {
      uploads.value = uploads.value.filter(isOpen)
    },
  }
}
