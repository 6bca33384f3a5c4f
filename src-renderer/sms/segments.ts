import { septetsOf } from './gsm'

/** How a text message is written: 7-bit, or UCS-2 as soon as one character needs it. */
export type SmsEncoding = 'gsm7' | 'ucs2'

/** What a text message costs, part by part. */
export interface SmsMeasure {
  readonly encoding: SmsEncoding
  /** The text of each part; at least one as soon as there is a text. */
  readonly segments: readonly string[]
  readonly characters: number
  /** Septets or UCS-2 units of one part. */
  readonly perSegment: number
  /** What is still free in the last part. */
  readonly left: number
}

/** A single message has room for more than a part, which starts with a header. */
const room = {
  gsm7: { single: 160, part: 153 },
  ucs2: { single: 70, part: 67 },
} as const

/** Splits a text message into the parts that are sent and paid for. */
export const measureSms = (text: string): SmsMeasure => {
  const characters = [...text]
  const encoding = characters.every((one) => septetsOf(one) !== undefined) ? 'gsm7' : 'ucs2'
  const unitsOf = (one: string): number =>
    encoding === 'gsm7' ? (septetsOf(one) ?? 1) : one.length
  const total = characters.reduce((sum, one) => sum + unitsOf(one), 0)
  const { single, part } = room[encoding]
  const perSegment = total <= single ? single : part
  const { segments, used } = split(characters, unitsOf, perSegment)
  return {
    ...{ encoding, segments, perSegment },
    characters: characters.length,
    left: perSegment - used,
  }
}

/** Neither an escape pair nor a surrogate pair is torn apart. */
const split = (
  characters: readonly string[],
  unitsOf: (character: string) => number,
  perSegment: number,
): { readonly segments: readonly string[]; readonly used: number } => {
  const segments: string[] = []
  let current = ''
  let used = 0
  for (const one of characters) {
    const units = unitsOf(one)
    if (used + units > perSegment) {
      segments.push(current)
      current = ''
      used = 0
    }
    current += one
    used += units
  }
  if (current !== '') segments.push(current)
  return { segments, used }
}
