import { parseAddressLines } from '@renderer/audience/address-lines'
import { describe, expect, it } from 'vitest'

const short = (text: string) =>
  parseAddressLines(text).map(({ name, address, problem }) => [name, address, problem])

describe('pasted addresses', () => {
  it.each([
    ['lena@example.org', [['', 'lena@example.org', undefined]]],
    ['Lena Brandt <lena@example.org>', [['Lena Brandt', 'lena@example.org', undefined]]],
    ['"Brandt, Lena" <lena@example.org>', [['Brandt, Lena', 'lena@example.org', undefined]]],
    ['<lena@example.org>', [['', 'lena@example.org', undefined]]],
    ['mailto:lena@example.org', [['', 'lena@example.org', undefined]]],
    ['Lena Brandt, lena@example.org', [['Lena Brandt', 'lena@example.org', undefined]]],
    ['Lena\tBrandt\tlena@example.org', [['Lena Brandt', 'lena@example.org', undefined]]],
    ['lena@example.org; Lena Brandt', [['Lena Brandt', 'lena@example.org', undefined]]],
    ['Mats +46 70 123-45 67', [['', 'Mats +46 70 123-45 67', 'address']]],
    ['Mats, +46 (70) 123-45 67', [['Mats', '+46701234567', undefined]]],
    ['0046701234567', [['', '+46701234567', undefined]]],
    ['0171 553000', [['', '0171 553000', 'phone']]],
    ['lena@example', [['', 'lena@example', 'email']]],
    ['nobody', [['', 'nobody', 'address']]],
  ])('%j', (text, expected) => {
    expect(short(text)).toEqual(expected)
  })

  it('may stand several in one line', () => {
    expect(short('a@example.org, Bo <b@example.org>; c@example.org')).toEqual([
      ['', 'a@example.org', undefined],
      ['Bo', 'b@example.org', undefined],
      ['', 'c@example.org', undefined],
    ])
  })

  it('leave out empty lines and mark what comes twice, whatever its case', () => {
    expect(short('a@example.org\n\n  \r\nA@Example.org')).toEqual([
      ['', 'a@example.org', undefined],
      ['', 'A@Example.org', 'repeated'],
    ])
  })
})
