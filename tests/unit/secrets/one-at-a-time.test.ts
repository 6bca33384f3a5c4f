import { createQueue } from '@main/secrets/one-at-a-time'
import { expect, test } from 'vitest'

test('calls run one after another, also after one that failed', async () => {
  const queue = createQueue(1_000)
  const running: string[] = []
  const task = (name: string) => async () => {
    running.push(`${name} starts`)
    await Promise.resolve()
    running.push(`${name} ends`)
    if (name === 'one') throw new Error('failed')
  }

  const outcomes = await Promise.allSettled([queue(task('one')), queue(task('two'))])

  expect(running).toEqual(['one starts', 'one ends', 'two starts', 'two ends'])
  expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'fulfilled'])
})

test('while a call hangs no other is started, and once it answers they are again', async () => {
  const queue = createQueue(10)
  const hanging = Promise.withResolvers<string>()
  let started = 0
  const count = async () => {
    started += 1
  }

  await expect(queue(() => hanging.promise)).rejects.toThrow('0.01 seconds')
  await expect(queue(count)).rejects.toThrow('not answered yet')
  expect(started).toBe(0)

  hanging.resolve('late')
  await hanging.promise
  await queue(count)
  expect(started).toBe(1)
})
