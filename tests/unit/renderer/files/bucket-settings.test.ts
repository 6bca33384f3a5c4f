import type { Bucket } from '@contract/storage'
import {
  bucketForm,
  bucketSettings,
  otherBucketSettings,
  readExtensions,
} from '@/files/bucket-settings'
import { expect, test } from 'vitest'

const bucket: Bucket = {
  $id: 'attachments',
  $createdAt: '2026-11-22T10:00:00.000+00:00',
  $updatedAt: '2026-11-22T10:00:00.000+00:00',
  name: 'Attachments',
  enabled: true,
  maximumFileSize: 2_500_000,
  allowedFileExtensions: ['pdf', 'png'],
}

test('endings are read as people write them', () => {
  expect(readExtensions(' .PDF, *.png;jpg  png,, ')).toEqual(['pdf', 'png', 'jpg'])
  expect(readExtensions('')).toEqual([])
})

test('what is stored comes back out of its form unchanged', () => {
  const { name, enabled, maximumFileSize, allowedFileExtensions } = bucket
  expect(bucketSettings(bucketForm(bucket))).toEqual({
    name,
    enabled,
    maximumFileSize,
    allowedFileExtensions,
  })
})

test('an empty limit is left to the server, and emptied endings allow every file', () => {
  expect(bucketSettings({ name: 'A', enabled: false })).toEqual({
    name: 'A',
    enabled: false,
    allowedFileExtensions: [],
  })
})

test('an update carries along what the form does not show, so that no server resets it', () => {
  const loose = {
    ...bucket,
    fileSecurity: true,
    compression: 'gzip',
    $permissions: ['read("any")'],
  }
  expect(otherBucketSettings(loose)).toEqual({ fileSecurity: true, compression: 'gzip' })
})
