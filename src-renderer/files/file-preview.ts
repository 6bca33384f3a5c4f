import type { StorageFile } from '@contract/storage'

/** How a file can be looked at here. */
export type PreviewKind = 'image' | 'text' | 'tooLarge' | 'none'

const mostImageBytes = 10_000_000
const mostTextBytes = 500_000
const images = /^image\/(png|jpeg|gif|webp|avif|bmp|svg\+xml|x-icon|vnd\.microsoft\.icon)$/
const texts = /^(text\/|application\/(json|xml|javascript|yaml|x-yaml|x-sh)\b)/

/** What a preview of the file would be; large ones are not fetched just to be looked at. */
export const previewKind = ({
  mimeType,
  sizeOriginal,
  chunksTotal,
  chunksUploaded,
}: StorageFile): PreviewKind => {
  if (chunksUploaded < chunksTotal) return 'none'
  const type = mimeType.split(';')[0]?.trim().toLowerCase() ?? ''
  if (images.test(type)) return sizeOriginal > mostImageBytes ? 'tooLarge' : 'image'
  if (texts.test(type)) return sizeOriginal > mostTextBytes ? 'tooLarge' : 'text'
  return 'none'
}
