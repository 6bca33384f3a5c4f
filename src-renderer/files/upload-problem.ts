import type { Bucket } from '@contract/storage'

/** Why a file cannot be uploaded, as a key under `files.refused`. */
export type UploadProblem = 'empty' | 'tooLargeForBucket' | 'ending'

/** What is known of a file before it is read. */
export interface Candidate {
  readonly name: string
  /** Bytes. */
  readonly size: number
}

/** What stands against a file, told before anything is read or sent. */
export const uploadProblem = (
  { name, size }: Candidate,
  bucket: Pick<Bucket, 'maximumFileSize' | 'allowedFileExtensions'>,
): UploadProblem | undefined => {
  if (size === 0) return 'empty'
  if (bucket.maximumFileSize > 0 && size > bucket.maximumFileSize) return 'tooLargeForBucket'
  const endings = bucket.allowedFileExtensions.map((ending) => ending.toLowerCase())
  const ending = /\.([^.]+)$/.exec(name)?.[1]?.toLowerCase() ?? ''
  return endings.length > 0 && !endings.includes(ending) ? 'ending' : undefined
}
