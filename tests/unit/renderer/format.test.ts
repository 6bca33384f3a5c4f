import { expect, test, vi } from 'vitest'
import { formatBytes, formatCount } from '@/format-count'
import { formatSchedule, formatWhen, formatWhenWithin } from '@/format-time'
import { dateFormatter } from '@/formatters'

const now = new Date(2026, 10, 22, 14, 0).getTime()
const at = (...parts: [number, number, number, number, number]): number =>
  new Date(...parts).getTime()

test.each([
  [at(2026, 10, 22, 6, 30), 'Today 06:30'],
  [at(2026, 10, 22, 0, 0), 'Today 00:00'],
  [at(2026, 10, 21, 23, 59), 'Yesterday 23:59'],
  [at(2026, 10, 23, 0, 1), 'Tomorrow 00:01'],
  [at(2026, 10, 27, 7, 0), 'Fri 27 Nov 07:00'],
  [at(2025, 9, 2, 7, 0), '2 Oct 2025'],
])('a moment is told in as few words as it needs: %s is %s', (moment, text) => {
  expect(formatWhen(moment, now, 'en-GB')).toBe(text)
})

test('within a sentence a day has no capital, its name keeps the one it has', () => {
  expect(formatWhenWithin(at(2026, 10, 22, 6, 30), now, 'en-GB')).toBe('today 06:30')
  expect(formatSchedule(at(2026, 10, 23, 7, 0), now, 'en-GB')).toBe('tomorrow 07:00')
  expect(formatSchedule(at(2026, 10, 27, 7, 0), now, 'en-GB')).toBe('Fri 27 Nov 07:00')
})

test('a formatter is made once, and again for other options, another language or another zone', () => {
  const year = { year: 'numeric' } as const
  const first = dateFormatter('en-GB', year)
  expect(dateFormatter('en-GB', { ...year })).toBe(first)
  expect(dateFormatter('de', year)).not.toBe(first)
  expect(dateFormatter('en-GB', { month: 'short' })).not.toBe(first)

  const zone = vi.spyOn(Date.prototype, 'getTimezoneOffset').mockReturnValue(-765)
  expect(dateFormatter('en-GB', year)).not.toBe(first)
  zone.mockRestore()
})

test('counts and sizes follow the locale of the author', () => {
  expect(formatCount(4812, 'en-GB')).toBe('4,812')
  expect(formatCount(4812, 'de')).toBe('4.812')
  expect(formatBytes(38_400, 'en-GB')).toBe('38.4 kB')
  expect(formatBytes(999, 'en-GB')).toBe('999 bytes')
})
