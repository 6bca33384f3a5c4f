/** A field of a draft beside what the message that it changes says. */
interface FieldSides {
  readonly name: string
  readonly mine: unknown
  readonly theirs: unknown
}

/**
 * Whether the message keeps a field that the draft has emptied. A change has no value that stands for no image or
 * no badge (behaviour 2.9): left out they stay, and an empty one is refused.
 */
export const isKeptAnyway = ({ name, mine, theirs }: FieldSides): boolean =>
  (name === 'image' || name === 'badge') && isGiven(theirs) && !isGiven(mine)

const isGiven = (value: unknown): boolean => typeof value === 'string' && value.trim() !== ''
