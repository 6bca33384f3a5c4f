import { createBatch } from '@renderer/batch-calls'
import { expect, test, vi } from 'vitest'

test('calls of the same moment are one, and each gets its own answer', async () => {
  const send = vi.fn(async (items: readonly number[]) => items.map((item) => item * 10))
  const ask = createBatch(send)

  expect(await Promise.all([ask(1), ask(2), ask(3)])).toEqual([10, 20, 30])
  expect(await ask(4)).toBe(40)
  expect(send.mock.calls).toEqual([[[1, 2, 3]], [[4]]])
})

test('a call that fails fails for all it was made for', async () => {
  const ask = createBatch<number, number>(() => Promise.reject(new Error('gone')))

  const outcomes = await Promise.allSettled([ask(1), ask(2)])
  expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
})
