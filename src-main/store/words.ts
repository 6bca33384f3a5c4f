/** Whether one of the words is enough, as Appwrite has it, or all are needed. */
export type SearchMode = 'any' | 'all'

/** What of a search a text is held against; travels through SQL as JSON. */
export interface Wanted {
  readonly words: readonly string[]
  readonly mode: SearchMode | 'phrase'
}

/** A search had to look at more texts than it was to. */
class LookedAtEnough extends Error {}

let textsLeft = Number.POSITIVE_INFINITY

/** Runs what searches; undefined when it would have to look at more texts than this. */
export const lookingAtMost = <Value>(most: number, search: () => Value): Value | undefined => {
  textsLeft = most
  try {
    return search()
  } catch (error) {
    if (error instanceof LookedAtEnough) return undefined
    throw error
  } finally {
    textsLeft = Number.POSITIVE_INFINITY
  }
}

/** Whether a text has the words of a `Match`, as the full-text index would say. Part of SQL as `has_words`. */
export const hasWords = (text: unknown, wanted: unknown): number => {
  textsLeft -= 1
  if (textsLeft < 0) throw new LookedAtEnough()
  // Only a `Match` holds what is wanted.
  const { words, mode } = JSON.parse(String(wanted)) as Wanted
  const has = toWords(String(text))
  if (mode === 'phrase') return Number(` ${has.join(' ')} `.includes(` ${words.join(' ')} `))
  const isThere = (word: string, at: number): boolean =>
    at === words.length - 1 ? has.some((one) => one.startsWith(word)) : has.includes(word)
  return Number(mode === 'any' ? words.some(isThere) : words.every(isThere))
}

/** Words as the index folds them: without case and accents. */
export const toWords = (text: string): string[] => {
  const isPlain = /^[\x20-\x7e]*$/.test(text)
  const bare = isPlain ? text : text.normalize('NFD').replaceAll(/\p{M}/gu, '')
  return bare.toLowerCase().match(isPlain ? /[a-z\d]+/g : /[\p{L}\p{N}\p{Co}]+/gu) ?? []
}
