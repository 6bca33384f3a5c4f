import { expect, test } from 'vitest'
import { readQuery } from '@/palette/palette-entry'

test('a sign before the text asks for one kind alone', () => {
  expect(readQuery(' night ')).toEqual({ only: 'everything', search: 'night' })
  expect(readQuery('#night')).toEqual({ only: 'topics', search: 'night' })
  expect(readQuery('@ ada')).toEqual({ only: 'people', search: 'ada' })
  expect(readQuery('>')).toEqual({ only: 'commands', search: '' })
})
