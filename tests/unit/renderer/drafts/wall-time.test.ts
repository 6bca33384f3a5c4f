import { describe, expect, it } from 'vitest'
import { momentsOf, utcText, wallTime } from '@/drafts/wall-time'

const berlin = 'Europe/Berlin'

describe('momentsOf', () => {
  it('reads the clock of a zone, in winter and in summer', () => {
    expect(momentsOf('2026-11-26', '07:00', berlin)).toEqual({
      is: 'one',
      at: Date.parse('2026-11-26T06:00:00Z'),
    })
    expect(momentsOf('2026-07-01', '07:00', berlin)).toEqual({
      is: 'one',
      at: Date.parse('2026-07-01T05:00:00Z'),
    })
    expect(momentsOf('2026-07-01', '07:00', 'Asia/Kolkata')).toEqual({
      is: 'one',
      at: Date.parse('2026-07-01T01:30:00Z'),
    })
  })

  it('knows the hour that is skipped', () => {
    expect(momentsOf('2027-03-28', '02:30', berlin)).toEqual({
      is: 'never',
      at: Date.parse('2027-03-28T01:30:00Z'),
    })
  })

  it('knows the hour that comes twice', () => {
    expect(momentsOf('2026-10-25', '02:30', berlin)).toEqual({
      is: 'twice',
      first: Date.parse('2026-10-25T00:30:00Z'),
      second: Date.parse('2026-10-25T01:30:00Z'),
    })
  })

  it.each([
    ['', '07:00'],
    ['2026-11-26', ''],
    ['2026-13-26', '07:00'],
  ])('takes %j %j for no time', (date, time) => {
    expect(momentsOf(date, time, berlin)).toEqual({ is: 'invalid' })
  })
})

describe('wallTime', () => {
  it('shows what the clock shows', () => {
    const at = Date.parse('2026-11-26T23:30:00Z')

    expect(wallTime(at, berlin)).toEqual({ date: '2026-11-27', time: '00:30' })
    expect(wallTime(at, 'UTC')).toEqual({ date: '2026-11-26', time: '23:30' })
  })
})

describe('utcText', () => {
  it('names the date where it is another day in UTC, and says nothing twice', () => {
    expect(utcText(Date.parse('2026-11-26T23:30:00Z'), berlin)).toBe('2026-11-26 23:30 UTC')
    expect(utcText(Date.parse('2026-11-26T06:00:00Z'), berlin)).toBe('06:00 UTC')
    expect(utcText(Date.parse('2026-11-26T06:00:00Z'), 'UTC')).toBe('')
  })
})
