import type { StorageFile } from '@contract/storage'
import { fromBase64, toBase64 } from '@/files/base64'
import { previewKind } from '@/files/file-preview'
import { expect, test } from 'vitest'

const file = (mimeType: string, sizeOriginal = 100, chunksUploaded = 1): StorageFile => ({
  $id: 'f',
  $createdAt: '2026-11-22T10:00:00.000+00:00',
  $updatedAt: '2026-11-22T10:00:00.000+00:00',
  bucketId: 'b',
  name: 'file',
  signature: '',
  mimeType,
  sizeOriginal,
  chunksTotal: 1,
  chunksUploaded,
})

test.each([
  ['image/png', 'image'],
  ['IMAGE/PNG', 'image'],
  ['image/tiff', 'none'],
  ['text/html; charset=utf-8', 'text'],
  ['application/json', 'text'],
  ['application/pdf', 'none'],
  ['', 'none'],
])('%s is looked at as %s', (mimeType, kind) => {
  expect(previewKind(file(mimeType))).toBe(kind)
})

test('what is large or incomplete is not fetched to be looked at', () => {
  expect(previewKind(file('image/png', 10_000_001))).toBe('tooLarge')
  expect(previewKind(file('text/plain', 500_001))).toBe('tooLarge')
  expect(previewKind(file('image/png', 100, 0))).toBe('none')
})

test('bytes come back out of base64 as they went in', async () => {
  const bytes = Uint8Array.from({ length: 256 }, (_, value) => value)
  expect(fromBase64(await toBase64(new Blob([bytes])))).toEqual(bytes)
})
