import type { Bucket } from '@contract/storage'
import type { ComposerTranslation } from 'vue-i18n'
import { formatBytes } from '@/format-count'

/** What a bucket takes, in few words: `up to 30 MB, jpg, png`. */
export const bucketLimits = (bucket: Bucket, t: ComposerTranslation): string =>
  [
    ...(bucket.enabled ? [] : [t('files.off')]),
    ...(bucket.maximumFileSize > 0
      ? [t('files.upTo', { size: formatBytes(bucket.maximumFileSize) })]
      : []),
    ...(bucket.allowedFileExtensions.length > 0
      ? bucket.allowedFileExtensions
      : [t('files.anyEnding')]),
  ].join(', ')
