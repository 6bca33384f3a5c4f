import { ApiError } from '@contract/errors'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createAutosave, type SaveState } from '@/drafts/autosave'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const full = new ApiError({ message: 'The disk is full.', code: 500, type: 'general_unknown' })

/** A queue whose saves are answered by the test. */
const open = () => {
  const saves: { value: string; done: () => void; fail: () => void }[] = []
  const states: SaveState['is'][] = []
  const queue = createAutosave<string>({
    save: (value) =>
      new Promise<void>((resolve, reject) => {
        saves.push({ value, done: resolve, fail: () => reject(full) })
      }),
    onState: ({ is }) => states.push(is),
  })
  return { queue, saves, states, values: () => saves.map(({ value }) => value) }
}

test('many changes in a row are one save, of the newest', async () => {
  const { queue, saves, states, values } = open()

  for (const value of ['a', 'ab', 'abc']) queue.change(value)
  await vi.advanceTimersByTimeAsync(600)
  saves[0]?.done()
  await vi.advanceTimersByTimeAsync(0)

  expect(values()).toEqual(['abc'])
  expect(states.at(-1)).toBe('saved')
})

test('somebody who never pauses is saved within a second all the same', async () => {
  const { queue, values } = open()

  for (let index = 0; index < 10; index += 1) {
    queue.change(`text ${index}`)
    await vi.advanceTimersByTimeAsync(100)
  }

  expect(values()).toHaveLength(1)
})

test('what is written while a save is under way is saved after it, never beside it', async () => {
  const { queue, saves, values } = open()
  queue.change('first')
  await vi.advanceTimersByTimeAsync(600)

  queue.change('second')
  queue.change('third')
  await vi.advanceTimersByTimeAsync(5000)
  expect(values()).toEqual(['first'])
  saves[0]?.done()
  await vi.advanceTimersByTimeAsync(0)

  expect(values()).toEqual(['first', 'third'])
})

test('a failed save keeps the text and is tried again by itself', async () => {
  const { queue, saves, states, values } = open()
  queue.change('precious')
  await vi.advanceTimersByTimeAsync(600)
  saves[0]?.fail()
  await vi.advanceTimersByTimeAsync(0)
  expect(states.at(-1)).toBe('failed')

  await vi.advanceTimersByTimeAsync(2000)
  saves[1]?.done()
  await vi.advanceTimersByTimeAsync(0)

  expect(values()).toEqual(['precious', 'precious'])
  expect(states.at(-1)).toBe('saved')
})

test('a newer text takes the place of the one that failed', async () => {
  const { queue, saves, values } = open()
  queue.change('old')
  await vi.advanceTimersByTimeAsync(600)
  queue.change('new')
  saves[0]?.fail()
  await vi.advanceTimersByTimeAsync(2000)

  expect(values()).toEqual(['old', 'new'])
})

test('flushing saves at once and tells whether everything is safe', async () => {
  const { queue, saves } = open()
  queue.change('text')

  const failed = queue.flush()
  saves[0]?.fail()
  expect(await failed).toBe(false)
  const saved = queue.flush()
  await vi.advanceTimersByTimeAsync(0)
  saves[1]?.done()

  expect(await saved).toBe(true)
  expect(await queue.flush()).toBe(true)
  expect(saves).toHaveLength(2)
})
