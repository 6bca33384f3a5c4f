import { compoundId, id, moment, newId, phone, role, text, toMillis } from '@contract/fields'
import { describe, expect, it } from 'vitest'
import type { z } from 'zod'

const accepts = (schema: z.ZodType, value: unknown) => schema.safeParse(value).success

describe('ids', () => {
  it.each(['a', 'A1._-', 'x'.repeat(36)])('take %s', (value) => {
    expect([accepts(id, value), accepts(newId, value)]).toEqual([true, true])
  })

  it.each(['', '_a', '.a', '-a', '$a', 'a b', 'ä', 'x'.repeat(37)])('refuse "%s"', (value) => {
    expect([accepts(id, value), accepts(newId, value)]).toEqual([false, false])
  })

  it('may be left to the server only where something is created', () => {
    expect([accepts(newId, 'unique()'), accepts(id, 'unique()')]).toEqual([true, false])
  })

  it('are joined by a colon for files', () => {
    expect(['b:f', 'b', ':f', 'b:'].map((value) => accepts(compoundId, value))).toEqual([
      true,
      false,
      false,
      false,
    ])
  })
})

describe('text', () => {
  it('counts characters, not UTF-16 units', () => {
    expect(accepts(text(1, 2), '😀😀')).toBe(true)
    expect(accepts(text(1, 2), '😀😀😀')).toBe(false)
  })
})

describe('moments', () => {
  it.each([
    ['2026-08-21T12:42:38.123+00:00', 1787316158123],
    ['2026-08-21T14:42:38.123+02:00', 1787316158123],
    ['2026-08-21T12:42:38.123Z', 1787316158123],
    ['2026-08-21T12:42:38.123', 1787316158123],
    ['2026-08-21 12:42:38.123', 1787316158123],
    ['2026-08-21', 1787270400000],
  ])('%s is read as UTC unless it names a zone', (value, millis) => {
    expect(toMillis(value)).toBe(millis)
    expect(accepts(moment, value)).toBe(true)
  })

  it.each(['', 'tomorrow', '12:30', '2026-13-01', '26-08-21'])('refuse "%s"', (value) => {
    expect(accepts(moment, value)).toBe(false)
  })
})

describe('roles and phones', () => {
  it.each([
    'any',
    'guests',
    'users',
    'users/verified',
    'user:ada',
    'user:ada/unverified',
    'team:red',
    'team:red/owner',
    'member:m1',
    'label:vip',
  ])('%s may subscribe', (value) => {
    expect(accepts(role, value)).toBe(true)
  })

  it.each(['*', 'role:all', 'users/x', 'user:', 'team:_x', 'label:a b', 'Any'])(
    '%s is no role',
    (value) => {
      expect(accepts(role, value)).toBe(false)
    },
  )

  it('phones carry their country', () => {
    expect(
      ['+4915112345678', '015112345678', '+0123456789', '+123456'].map((value) =>
        accepts(phone, value),
      ),
    ).toEqual([true, false, false, false])
  })
})
