import type { Bucket } from '@contract/storage'
import type { Settings } from '@/forms/form-values'

const megabyte = 1_000_000

/** A bucket's settings as its form shows them: megabytes, and endings in one line. */
export const bucketForm = (bucket: Bucket): Settings => ({
  name: bucket.name,
  enabled: bucket.enabled,
  ...(bucket.maximumFileSize > 0 && { maximumMegabytes: bucket.maximumFileSize / megabyte }),
  extensions: bucket.allowedFileExtensions.join(', '),
})

/** What a bucket is created or changed with. */
export interface BucketSettings {
  readonly name: string
  readonly enabled: boolean
  /** Bytes; absent leaves it to the server. */
  readonly maximumFileSize?: number
  readonly allowedFileExtensions: string[]
}

/** What the API takes for an entered form. */
export const bucketSettings = (entered: Settings): BucketSettings => {
  const { name, enabled, maximumMegabytes, extensions } = entered
  return {
    name: typeof name === 'string' ? name : '',
    enabled: enabled !== false,
    ...(typeof maximumMegabytes === 'number' && {
      maximumFileSize: Math.round(maximumMegabytes * megabyte),
    }),
    allowedFileExtensions: readExtensions(typeof extensions === 'string' ? extensions : ''),
  }
}

/** Endings out of a line such as `.JPG, png`: lower case, without the period, each once. */
export const readExtensions = (line: string): string[] => [
  ...new Set(
    line
      .toLowerCase()
      .split(/[\s,;]+/)
      .map((ending) => ending.replace(/^\*?\./, ''))
      .filter((ending) => ending !== ''),
  ),
]

const others = ['fileSecurity', 'compression', 'encryption', 'antivirus'] as const

/**
 * The settings that this app does not show. An update replaces the whole bucket, and a server would put its
 * defaults in the place of those that are left out.
 */
export const otherBucketSettings = (bucket: Bucket): Settings =>
  Object.fromEntries(
    others.filter((name) => bucket[name] !== undefined).map((name) => [name, bucket[name]]),
  )
