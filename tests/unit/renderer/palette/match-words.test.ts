import fc from 'fast-check'
import { expect, test } from 'vitest'
import { hasWords, splitAtWords, wordsOf } from '@/palette/match-words'

const hits = (text: string, search: string): string[] =>
  splitAtWords(text, wordsOf(search)).flatMap((part) => (part.isHit ? [part.text] : []))

test('what was typed stands out wherever it is, in the text’s own letters', () => {
  expect(hits('Night trains at night', 'NIGHT')).toEqual(['Night', 'night'])
  expect(hits('Night trains', 'ai tr')).toEqual(['trai'])
  expect(hits('Night trains', '')).toEqual([])
})

test('the parts of a text together are the text, whatever is looked for', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.string({ maxLength: 3 }), (text, search) => {
      const parts = splitAtWords(text, wordsOf(search))
      expect(parts.map((part) => part.text).join('')).toBe(text)
    }),
  )
})

test('every word has to be there, in any order', () => {
  expect(hasWords('New email campaign', wordsOf('camp new'))).toBe(true)
  expect(hasWords('New email campaign', wordsOf('new sms'))).toBe(false)
  expect(hasWords('New email campaign', [])).toBe(true)
})
