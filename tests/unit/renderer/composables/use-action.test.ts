import { apiError } from '@contract/errors'
import { expect, test } from 'vitest'
import { useAction } from '@/composables/use-action'

test('an act is busy while it runs and refuses to run twice at once', async () => {
  const gate = Promise.withResolvers<undefined>()
  let runs = 0
  const action = useAction(async () => {
    runs += 1
    await gate.promise
  })

  const first = action.run()
  const second = action.run()

  expect(action.busy).toBe(true)
  expect(await second).toBe(false)
  gate.resolve(undefined)
  expect(await first).toBe(true)
  expect(action.busy).toBe(false)
  expect(runs).toBe(1)
})

test('a failure is kept until the next run starts', async () => {
  let fails = true
  const action = useAction(async () => {
    if (fails) throw apiError('topic_not_found')
  })

  expect(await action.run()).toBe(false)
  expect(action.error?.type).toBe('topic_not_found')

  fails = false
  expect(await action.run()).toBe(true)
  expect(action.error).toBeUndefined()
})

test('a failure can be forgotten', async () => {
  const action = useAction(async () => {
    throw apiError('topic_not_found')
  })
  await action.run()

  action.reset()

  expect(action.error).toBeUndefined()
  expect(action.busy).toBe(false)
})
