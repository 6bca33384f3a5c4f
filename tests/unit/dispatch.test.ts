import { endpoint } from '@contract/endpoint'
import { apiError } from '@contract/errors'
import { createDispatch, toApiError } from '@main/dispatch'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'

const row = endpoint({
  method: 'POST',
  path: '/things',
  scope: 'things.write',
  status: 201,
  input: z.object({
    first: z.string().min(2, 'must be longer'),
    second: z.int(),
    data: z.record(z.string(), z.unknown()).optional(),
    note: z.string().default('none'),
  }),
  reply: z.object({ seen: z.unknown() }),
})
const dispatch = createDispatch(
  { create: row, later: row },
  { create: (input) => ({ seen: input }) },
)
const valid = { first: 'ab', second: 1 }

describe('dispatch', () => {
  it('hands the handler validated input with its defaults', async () => {
    await expect(dispatch('create', { ...valid, unknown: true })).resolves.toEqual({
      seen: { ...valid, note: 'none' },
    })
  })

  it('treats null as left out', async () => {
    await expect(dispatch('create', { ...valid, note: null })).resolves.toEqual({
      seen: { ...valid, note: 'none' },
    })
  })

  it('names the first parameter at fault in declared order', async () => {
    await expect(dispatch('create', { second: 'x' })).rejects.toMatchObject({
      type: 'general_argument_invalid',
      code: 400,
      param: 'first',
      message: 'Param "first" is not optional.',
    })
    await expect(dispatch('create', { first: 'a', second: 'x' })).rejects.toMatchObject({
      param: 'first',
      message: 'Invalid `first` param: must be longer',
    })
  })

  it.each(['nothing', 'toString', '__proto__', 'constructor'])(
    'knows no call named %s',
    async (name) => {
      await expect(dispatch(name, {})).rejects.toMatchObject({ type: 'general_route_not_found' })
    },
  )

  it('says 501 for a row without a handler', async () => {
    await expect(dispatch('later', valid)).rejects.toMatchObject({
      type: 'general_not_implemented',
      code: 501,
    })
  })

  it.each([
    ['NUL', { ...valid, first: 'a\0b' }, 'first'],
    ['half a surrogate pair', { ...valid, first: 'a\ud800' }, 'first'],
    ['NUL in a key', { ...valid, data: { 'a\0': 1 } }, 'data'],
    ['deep nesting', { ...valid, data: nest(100_000) }, 'data'],
  ])('refuses %s', async (_, input, param) => {
    await expect(dispatch('create', input)).rejects.toMatchObject({
      type: 'general_argument_invalid',
      param,
    })
  })

  it.each(['text', 7, [], ['a']])('refuses %j in place of an object', async (input) => {
    await expect(dispatch('create', input)).rejects.toMatchObject({
      type: 'general_argument_invalid',
    })
  })
})

describe('an error on its way out', () => {
  it('stays as it is when it is ours', () => {
    const error = apiError('topic_not_found')

    expect(toApiError(error, () => undefined)).toBe(error)
  })

  it('is masked and logged when it is not', () => {
    const lines: string[] = []

    const masked = toApiError(new Error('password=hunter2'), (line) => lines.push(line))

    expect(masked.toBody()).toMatchObject({ type: 'general_unknown', code: 500 })
    expect(masked.message).not.toContain('hunter2')
    expect(lines.join()).toContain('Error: password=hunter2')
  })
})

function nest(depth: number): Record<string, unknown> {
  let value: Record<string, unknown> = {}
  for (let level = 0; level < depth; level++) value = { inner: value }
  return value
}
