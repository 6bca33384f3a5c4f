/** A piece of a text, and whether the person typed it. */
export interface TextPart {
  readonly text: string
  readonly isHit: boolean
}

/** The words of a search, in small letters. */
export const wordsOf = (search: string): string[] =>
  search.trim().toLocaleLowerCase().split(/\s+/).filter(Boolean)

/** Whether every word stands in the text; without words, yes. */
export const hasWords = (text: string, words: readonly string[]): boolean => {
  const small = text.toLocaleLowerCase()
  return words.every((word) => small.includes(word))
}

/** Cuts a text where the words begin and end; the parts together are the text. */
export const splitAtWords = (text: string, words: readonly string[]): TextPart[] => {
  const small = text.toLocaleLowerCase()
  // Some letters grow in lower case: their places would be wrong.
  if (small.length !== text.length) return [{ text, isHit: false }]
  const isHit = new Array<boolean>(text.length).fill(false)
  for (const word of words) {
    for (let at = small.indexOf(word); at !== -1; at = small.indexOf(word, at + 1))
      isHit.fill(true, at, at + word.length)
  }
  const parts: TextPart[] = []
  for (let from = 0, to = 1; to <= text.length; to++) {
    if (to < text.length && isHit[to] === isHit[from]) continue
    parts.push({ text: text.slice(from, to), isHit: isHit[from] === true })
    from = to
  }
  return parts
}
