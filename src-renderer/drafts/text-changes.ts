import { diffWordsWithSpace } from 'diff'

/** A piece of a text beside what it was. */
export interface TextPiece {
  readonly text: string
  readonly change: 'same' | 'added' | 'removed'
}

/** Longer texts are compared line by line no more than this many steps deep. */
const mostEdits = 4000

/** The text with what was added to and taken from `before`, word by word; whole when that would take too long. */
export const textChanges = (before: string, text: string): TextPiece[] => {
  const pieces = diffWordsWithSpace(before, text, { maxEditLength: mostEdits })
  if (!pieces) return [{ text, change: 'added' }]
  return pieces.map(({ value, added, removed }) => ({
    text: value,
    change: added ? 'added' : removed ? 'removed' : 'same',
  }))
}

/** So much of an unchanged stretch is shown on either side of a change. */
const context = 60

/** The pieces with long unchanged stretches cut to what stands beside a change. */
export const aroundChanges = (pieces: readonly TextPiece[]): TextPiece[] =>
  pieces.map((piece, index) => {
    if (piece.change !== 'same' || piece.text.length <= 2 * context) return piece
    const head = index === 0 ? '' : piece.text.slice(0, context)
    const tail = index === pieces.length - 1 ? '' : piece.text.slice(-context)
    return { ...piece, text: `${head} … ${tail}` }
  })
