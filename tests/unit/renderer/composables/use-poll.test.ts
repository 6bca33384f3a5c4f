import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { effectScope, ref, type EffectScope } from 'vue'
import { usePoll } from '@/composables/use-poll'

let scope: EffectScope
beforeEach(() => {
  vi.useFakeTimers()
  scope = effectScope()
})
afterEach(() => {
  scope.stop()
  vi.restoreAllMocks()
  vi.useRealTimers()
})

const show = (state: 'visible' | 'hidden'): void => {
  vi.spyOn(document, 'visibilityState', 'get').mockReturnValue(state)
  document.dispatchEvent(new Event('visibilitychange'))
}
/** Polls, and answers how often it has looked. */
const poll = (isActive = ref(true)) => {
  const look = vi.fn(async () => undefined)
  scope.run(() => usePoll(isActive, look, { firstMs: 1000, mostMs: 4000 }))
  return { look, isActive }
}

test('looks ever more rarely', async () => {
  const { look } = poll()
  const looked = async (ms: number): Promise<number> => {
    await vi.advanceTimersByTimeAsync(ms)
    return look.mock.calls.length
  }

  expect([await looked(1000), await looked(1500), await looked(2250)]).toEqual([1, 2, 3])
  expect([await looked(3375), await looked(4000), await looked(3999)]).toEqual([4, 5, 5])
})

test('rests while the window is hidden, and looks at once when it is back', async () => {
  const { look } = poll()
  show('hidden')
  await vi.advanceTimersByTimeAsync(60_000)
  expect(look).toHaveBeenCalledTimes(0)

  show('visible')
  await vi.advanceTimersByTimeAsync(0)
  expect(look).toHaveBeenCalledTimes(1)
})

test('rests while there is nothing to look for, and goes on after a failure', async () => {
  const { look, isActive } = poll()
  look.mockRejectedValueOnce(new Error('away'))
  await vi.advanceTimersByTimeAsync(2500)
  expect(look).toHaveBeenCalledTimes(2)

  isActive.value = false
  await Promise.resolve()
  await vi.advanceTimersByTimeAsync(60_000)
  expect(look).toHaveBeenCalledTimes(2)
})
