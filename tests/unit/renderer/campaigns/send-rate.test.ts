import { expect, test } from 'vitest'
import { addSample, paceOf, type Sample } from '@/campaigns/send-rate'
import { formatDuration } from '@/format-duration'

const collect = (samples: readonly Sample[]): readonly Sample[] =>
  samples.reduce<readonly Sample[]>((kept, sample) => addSample(kept, sample), [])

test('rate and time left come from what was really done', () => {
  const samples = collect([
    { at: 0, done: 100 },
    { at: 1000, done: 110 },
    { at: 2000, done: 120 },
  ])

  expect(paceOf(samples, 50)).toEqual({ perSecond: 10, secondsLeft: 5 })
})

test('nothing is claimed before enough was seen, or while nothing moves', () => {
  expect(paceOf(collect([{ at: 0, done: 1 }]), 9)).toBeUndefined()
  expect(
    paceOf(
      collect([
        { at: 0, done: 1 },
        { at: 500, done: 5 },
      ]),
      9,
    ),
  ).toBeUndefined()
  expect(
    paceOf(
      collect([
        { at: 0, done: 5 },
        { at: 5000, done: 5 },
      ]),
      9,
    ),
  ).toBeUndefined()
})

test('what is long ago does not colour the present pace', () => {
  const samples = collect([
    { at: 0, done: 0 },
    { at: 60_000, done: 1000 },
    { at: 62_000, done: 1002 },
  ])

  expect(paceOf(samples, 10)).toEqual({ perSecond: 1, secondsLeft: 10 })
})

test('a retry starts the measurement over', () => {
  const samples = collect([
    { at: 0, done: 500 },
    { at: 1000, done: 493 },
  ])

  expect(samples).toEqual([{ at: 1000, done: 493 }])
})

test.each([
  [9, '9s'],
  [1143, '19m 3s'],
  [7500, '2h 5m'],
])('%i seconds are said as %s', (seconds, text) => {
  expect(formatDuration(seconds, 'en')).toBe(text)
})
