import { readCount } from '@renderer/read-count'
import { expect, it } from 'vitest'

it.each([
  ['4812', 4812],
  [' 4,812 ', 4812],
  ['4.812', 4812],
  ['4 812', 4812],
  ['4\u202f812', 4812],
  ['4’812', 4812],
  ['1,234,567', 1_234_567],
  ['7', 7],
])('reads %j', (text, count) => {
  expect(readCount(text)).toBe(count)
})

it.each(['', '48,12', '4,8', '1,234.567', '4812 people', '-4812', '4812.5', '1e3', '0x10', '٤٨١٢'])(
  'does not take %j for a number',
  (text) => {
    expect(readCount(text)).toBeUndefined()
  },
)
