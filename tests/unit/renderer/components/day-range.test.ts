import { expect, it } from 'vitest'
import { dayAt, isBackwards, toTimeSpan } from '@/components/filter/day-range'

const noon = new Date(2026, 10, 23, 12).getTime()

it('names days of the author’s calendar, across the ends of months', () => {
  expect(dayAt(noon, 0)).toBe('2026-11-23')
  expect(dayAt(noon, -23)).toBe('2026-10-31')
  expect(dayAt(noon, 40)).toBe('2027-01-02')
})

it('takes both days whole, and leaves an open end open', () => {
  const from = new Date(2026, 10, 23).getTime()
  const until = new Date(2026, 10, 25).getTime()
  expect(toTimeSpan({ from: '2026-11-23', to: '2026-11-24' })).toEqual({ from, until })
  expect(toTimeSpan({ to: '2026-11-24' })).toEqual({ until })
  expect(toTimeSpan({})).toEqual({})
})

it('knows a range that ends before it begins', () => {
  expect(isBackwards({ from: '2026-11-24', to: '2026-11-23' })).toBe(true)
  expect(isBackwards({ from: '2026-11-24', to: '2026-11-24' })).toBe(false)
  expect(isBackwards({ from: '2026-11-24' })).toBe(false)
})
