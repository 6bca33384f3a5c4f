import { describe, expect, it } from 'vitest'
import { costlyCharacters, replaceCostly } from '@/sms/costly-characters'
import { measureSms } from '@/sms/segments'

const lengths = (text: string): number[] =>
  measureSms(text).segments.map((part) => [...part].length)

describe('measureSms', () => {
  it.each([
    ['', [], 160],
    ['a'.repeat(160), [160], 160],
    ['a'.repeat(161), [153, 8], 153],
    ['a'.repeat(307), [153, 153, 1], 153],
    ['–'.repeat(70), [70], 70],
    ['–'.repeat(71), [67, 4], 67],
  ])('cuts %j where networks do', (text, expected, perSegment) => {
    expect(lengths(text)).toEqual(expected)
    expect(measureSms(text).perSegment).toBe(perSegment)
  })

  it('counts the characters behind the escape twice and keeps the pair together', () => {
    expect(measureSms('€'.repeat(80))).toMatchObject({ left: 0, segments: ['€'.repeat(80)] })
    expect(lengths('a'.repeat(152) + '€' + 'a'.repeat(10))).toEqual([152, 11])
  })

  it('counts an emoji as two and keeps it together', () => {
    expect(measureSms('😀'.repeat(35))).toMatchObject({ encoding: 'ucs2', left: 0, characters: 35 })
    expect(lengths('a'.repeat(66) + '😀' + 'a'.repeat(10))).toEqual([66, 11])
  })

  it('says what is left in the last part', () => {
    expect(measureSms('Hello')).toMatchObject({ encoding: 'gsm7', left: 155 })
    expect(measureSms('a'.repeat(161)).left).toBe(145)
  })

  it('takes the accents of GSM-7 for nothing extra', () => {
    expect(measureSms('äöüß ÄÖÜ éèàùì ñ Ç @£$¥').encoding).toBe('gsm7')
  })
})

describe('costlyCharacters', () => {
  it('names place, code and what says the same', () => {
    expect(costlyCharacters('A – „B“ ô 😀')).toEqual([
      { character: '–', code: 'U+2013', position: 3, kind: 'dash', replacement: '-' },
      { character: '„', code: 'U+201E', position: 5, kind: 'quote', replacement: '"' },
      { character: '“', code: 'U+201C', position: 7, kind: 'quote', replacement: '"' },
      { character: 'ô', code: 'U+00F4', position: 9, kind: 'letter', replacement: 'o' },
      { character: '😀', code: 'U+1F600', position: 11, kind: 'sign', replacement: undefined },
    ])
  })

  it('is replaced alone or with all others, never in what has no substitute', () => {
    expect(replaceCostly('a–b–c', 2)).toBe('a-b–c')
    expect(replaceCostly('a–b… 😀')).toBe('a-b... 😀')
    expect(measureSms(replaceCostly('“Gleis” – 11…')).encoding).toBe('gsm7')
  })
})
