import { apiError } from '@contract/errors'
import { useBulkRun } from '@renderer/composables/use-bulk-run'
import { describe, expect, it } from 'vitest'
import { effectScope } from 'vue'

const inScope = <Value>(create: () => Value): { value: Value; stop(): void } => {
  const scope = effectScope()
  const value = scope.run(create)
  if (value === undefined) throw new Error('The scope ended early.')
  return { value, stop: () => scope.stop() }
}

describe('a bulk run', () => {
  it('keeps one result for each item in order, and goes on after a failure', async () => {
    const { value: run, stop } = inScope(() =>
      useBulkRun(async (item: number) => {
        if (item === 2) throw apiError('user_not_found')
        return item * 10
      }),
    )
    await run.start([1, 2, 3, 4, 5, 6])
    expect(run.results.value.map(({ outcome }) => outcome)).toEqual([10, undefined, 30, 40, 50, 60])
    expect(run.results.value[1]?.error?.type).toBe('user_not_found')
    expect([run.done.value, run.running.value]).toEqual([6, false])
    stop()
  })

  it.each([undefined, 12])('does a few at a time, or as many as it is told', async (told) => {
    let atOnce = 0
    let most = 0
    const { value: run, stop } = inScope(() =>
      useBulkRun(async () => {
        most = Math.max(most, ++atOnce)
        await new Promise((resolve) => setTimeout(resolve, 1))
        atOnce -= 1
      }),
    )
    await run.start(
      Array.from({ length: 20 }, (_, index) => index),
      told,
    )
    expect(most).toBe(told ?? 4)
    stop()
  })

  it('leaves the rest untried when it is cancelled, and finishes what is under way', async () => {
    const { value: run, stop } = inScope(() =>
      useBulkRun(async (item: number) => {
        if (item === 0) run.cancel()
        return item
      }),
    )
    await run.start(Array.from({ length: 20 }, (_, index) => index))
    const tried = run.results.value.filter(({ outcome }) => outcome !== undefined)
    expect(tried.length).toBe(run.done.value)
    expect(tried.length).toBeLessThan(20)
    expect(run.cancelled.value).toBe(true)
    stop()
  })

  it('ends with its screen, unless it goes on without one', async () => {
    const items = Array.from({ length: 20 }, (_, index) => index)
    const act = (item: number) => new Promise<number>((resolve) => setTimeout(resolve, 1, item))
    const bound = inScope(() => useBulkRun(act))
    const free = inScope(() => useBulkRun(act, { goesOn: true }))
    const [boundEnd, freeEnd] = [bound.value.start(items), free.value.start(items)]
    bound.stop()
    free.stop()
    await Promise.all([boundEnd, freeEnd])

    expect(bound.value.done.value).toBeLessThan(20)
    expect(free.value.done.value).toBe(20)
  })
})
