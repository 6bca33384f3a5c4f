import { septetsOf } from './gsm'

/** What kind of character it is, for its name. */
export type CharacterKind =
  'dash' | 'quote' | 'apostrophe' | 'ellipsis' | 'space' | 'invisible' | 'letter' | 'sign'

/** A character that turns the whole text into UCS-2. */
export interface CostlyCharacter {
  readonly character: string
  /** `U+2013`. */
  readonly code: string
  /** In characters, from 1. */
  readonly position: number
  readonly kind: CharacterKind
  /** What says the same in GSM-7; undefined where nothing does. */
  readonly replacement: string | undefined
}

const tables: readonly (readonly [CharacterKind, string, string])[] = [
  ['dash', '‐‑‒–—―−', '-'],
  ['quote', '“”„‟«»″', '"'],
  ['apostrophe', '‘’‚‛‹›′`´', "'"],
  ['ellipsis', '…', '...'],
  ['space', '\t\u00A0\u2002\u2003\u2007\u2009\u202F\u3000', ' '],
  ['invisible', '\u00AD\u200B\u200C\u200D\u2060\uFE0F\uFEFF', ''],
  ['sign', '•·', '-'],
  ['sign', '×', 'x'],
]

/** The characters of a text that GSM-7 lacks, in order. */
export const costlyCharacters = (text: string): CostlyCharacter[] =>
  [...text].flatMap((character, index) =>
    septetsOf(character) === undefined ? [describe(character, index + 1)] : [],
  )

/** The text with one character replaced, or with all that can be. */
export const replaceCostly = (text: string, position?: number): string =>
  [...text]
    .map((character, index) => {
      if (septetsOf(character) !== undefined) return character
      if (position !== undefined && position !== index + 1) return character
      return describe(character, index + 1).replacement ?? character
    })
    .join('')

const describe = (character: string, position: number): CostlyCharacter => {
  const code = `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`
  const row = tables.find(([, signs]) => signs.includes(character))
  if (row) return { character, code, position, kind: row[0], replacement: row[2] }
  const kind = /\p{L}/u.test(character) ? 'letter' : 'sign'
  return { character, code, position, kind, replacement: withoutMarks(character) }
}

/** The letter without its accents, where GSM-7 has that one. */
const withoutMarks = (character: string): string | undefined => {
  const plain = character.normalize('NFKD').replace(/\p{M}/gu, '')
  return plain !== '' && [...plain].every((one) => septetsOf(one) !== undefined) ? plain : undefined
}
