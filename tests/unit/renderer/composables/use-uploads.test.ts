import { apiError } from '@contract/errors'
import type { BridgeReply } from '@contract/index'
import type { Bucket } from '@contract/storage'
import { useUploads } from '@/composables/use-uploads'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { effectScope, type EffectScope } from 'vue'
import { installBridge, type FakeBridge } from '../fake-bridge'

const bucket: Bucket = {
  $id: 'attachments',
  $createdAt: '2026-11-22T10:00:00.000+00:00',
  $updatedAt: '2026-11-22T10:00:00.000+00:00',
  name: 'Attachments',
  enabled: true,
  maximumFileSize: 1000,
  allowedFileExtensions: [],
}
const file = (name: string, size = 3): File => new File([new Uint8Array(size)], name)

let scope: EffectScope
let bridge: FakeBridge
let answers: ((reply: BridgeReply) => void)[]
beforeEach(() => {
  scope = effectScope()
  answers = []
  bridge = installBridge((name) =>
    name === 'createFile'
      ? new Promise((resolve) => answers.push(resolve))
      : { ok: true, value: undefined },
  )
})
afterEach(() => scope.stop())

const open = () => {
  const done = vi.fn()
  const uploads = scope.run(() => useUploads(done))
  if (!uploads) throw new Error('The scope ended early.')
  return { uploads, done, states: () => uploads.uploads.value.map(({ state }) => state) }
}
const created = { ok: true, value: { $id: 'f1' } } as const

test('files go one after the other, and a failure stops none of the others', async () => {
  const { uploads, done, states } = open()
  uploads.add([file('a'), file('b'), file('empty', 0)], bucket)
  await vi.waitFor(() => expect(answers).toHaveLength(1))
  expect(states()).toEqual(['uploading', 'waiting', 'refused'])

  answers[0]?.({ ok: false, error: apiError('storage_file_type_unsupported').toBody() })
  await vi.waitFor(() => expect(answers).toHaveLength(2))
  answers[1]?.(created)
  await vi.waitFor(() => expect(states()).toEqual(['failed', 'done', 'refused']))

  expect(uploads.running.value).toBe(false)
  expect(done).toHaveBeenCalledTimes(2)
})

test('a cancelled upload starts nothing more and takes back what came too late', async () => {
  const { uploads, states } = open()
  uploads.add([file('a'), file('b')], bucket)
  await vi.waitFor(() => expect(answers).toHaveLength(1))
  uploads.cancel()
  answers[0]?.(created)

  await vi.waitFor(() =>
    expect(bridge.calls.at(-1)).toEqual({
      name: 'deleteFile',
      input: { bucketId: 'attachments', fileId: 'f1' },
    }),
  )
  expect(states()).toEqual(['cancelled', 'cancelled'])
  expect(bridge.calls.filter(({ name }) => name === 'createFile')).toHaveLength(1)
})

test('a large file goes in pieces, and the bar knows how far it is', async () => {
  const { uploads, states } = open()
  const mebibyte = 1024 * 1024
  uploads.add([file('film', 11 * mebibyte)], { ...bucket, maximumFileSize: 20 * mebibyte })
  const sent: (number | undefined)[] = []
  for (let piece = 1; piece <= 3; piece++) {
    await vi.waitFor(() => expect(answers).toHaveLength(piece))
    sent.push(uploads.uploads.value[0]?.sent)
    answers[piece - 1]?.(created)
  }
  await vi.waitFor(() => expect(states()).toEqual(['done']))

  expect(sent).toEqual([0, 5 * mebibyte, 10 * mebibyte])
  const total = 11 * mebibyte
  expect(bridge.calls).toMatchObject([
    { input: { fileId: 'unique()', range: { start: 0, total } } },
    { input: { fileId: 'f1', range: { start: 5 * mebibyte, total } } },
    { input: { fileId: 'f1', range: { start: 10 * mebibyte, total } } },
  ])
})

test('of a large file that breaks off nothing is left behind', async () => {
  const { uploads, states } = open()
  uploads.add([file('film', 6_000_000)], { ...bucket, maximumFileSize: 9_000_000 })
  await vi.waitFor(() => expect(answers).toHaveLength(1))
  answers[0]?.(created)
  await vi.waitFor(() => expect(answers).toHaveLength(2))
  answers[1]?.({ ok: false, error: apiError('desktop_connection_failed').toBody() })

  await vi.waitFor(() => expect(states()).toEqual(['failed']))
  expect(bridge.calls.at(-1)).toMatchObject({ name: 'deleteFile', input: { fileId: 'f1' } })
})
