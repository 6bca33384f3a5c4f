import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { effectScope, nextTick, type EffectScope } from 'vue'
import { useBulkRun } from '@/composables/use-bulk-run'
import { useChanges } from '@/composables/use-changes'
import { installBridge, type FakeBridge } from '../fake-bridge'

let bridge: FakeBridge
let scope: EffectScope

beforeEach(() => {
  vi.useFakeTimers()
  bridge = installBridge(() => ({ ok: true, value: {} }))
  scope = effectScope()
})
afterEach(() => {
  scope.stop()
  vi.useRealTimers()
})

const change = (resource: 'drafts' | 'topics'): void =>
  bridge.emit({ name: 'resource.changed', payload: { resource } })

test('many changes at once are read once, those of other things never', async () => {
  const reload = vi.fn(async () => undefined)
  scope.run(() => useChanges(['drafts'], reload, 100))

  for (let at = 0; at < 5; at++) change('drafts')
  change('topics')
  await vi.advanceTimersByTimeAsync(100)
  expect(reload).toHaveBeenCalledTimes(1)

  change('topics')
  await vi.advanceTimersByTimeAsync(1000)
  expect(reload).toHaveBeenCalledTimes(1)
})

test.each([0, 100])('what is done to many is read once, at its end (pause %i)', async (pauseMs) => {
  const reload = vi.fn(async () => undefined)
  scope.run(() => useChanges(['drafts'], reload, pauseMs))
  const run = scope.run(() =>
    useBulkRun(async (ms: number) => {
      change('drafts')
      await new Promise((resolve) => setTimeout(resolve, ms))
    }),
  )

  const isOver = run?.start(Array<number>(20).fill(200))
  await vi.advanceTimersByTimeAsync(900)
  expect(reload).not.toHaveBeenCalled()
  await vi.advanceTimersByTimeAsync(200)
  await isOver
  await nextTick()
  await vi.advanceTimersByTimeAsync(200)
  expect(reload).toHaveBeenCalledTimes(1)
})

test('a screen that is gone reads nothing more', async () => {
  const reload = vi.fn(async () => undefined)
  scope.run(() => useChanges(['drafts'], reload, 100))
  change('drafts')
  scope.stop()
  await vi.advanceTimersByTimeAsync(500)
  expect(reload).not.toHaveBeenCalled()
  expect(bridge.listenerCount()).toBe(0)
})
