import { isDeepStrictEqual } from 'node:util'

/** One field after a merge; `undefined` where a side does not have it. */
export interface MergedField {
  readonly name: string
  readonly base: unknown
  readonly mine: unknown
  readonly theirs: unknown
  /** What to write; mine where both changed it differently, until a person decides. */
  readonly merged: unknown
  /** Who changed it: nobody, one side, both alike or, with sets, both without losing anything, or both differently. */
  readonly change: 'none' | 'mine' | 'theirs' | 'both' | 'conflict'
}

/** A record whose fields merge one by one. */
export type Fields = Readonly<Record<string, unknown>>

/**
 * Merges two versions of what was once `base`. Fields named in `sets` are lists without order or
 * repetition and merge element by element: they never conflict, and an element is in the result
 * exactly when a side added it, or when it was there and no side took it away.
 */
export const mergeFields = (
  base: Fields,
  mine: Fields,
  theirs: Fields,
  sets: readonly string[],
): MergedField[] =>
  [...new Set([base, mine, theirs].flatMap((side) => Object.keys(side)))].map((name) => {
    const field = { name, base: base[name], mine: mine[name], theirs: theirs[name] }
    const isSame = sets.includes(name) ? isSameSet : isDeepStrictEqual
    const change = changeOf(isSame, field)
    if (change !== 'conflict') {
      return { ...field, merged: change === 'theirs' ? field.theirs : field.mine, change }
    }
    return sets.includes(name)
      ? { ...field, merged: mergeSet(field), change: 'both' }
      : { ...field, merged: field.mine, change }
  })

interface Sides {
  readonly base: unknown
  readonly mine: unknown
  readonly theirs: unknown
}

const changeOf = (
  isSame: (one: unknown, other: unknown) => boolean,
  { base, mine, theirs }: Sides,
): MergedField['change'] => {
  const isMineChanged = !isSame(base, mine)
  const isTheirsChanged = !isSame(base, theirs)
  if (isMineChanged && isTheirsChanged) return isSame(mine, theirs) ? 'both' : 'conflict'
  if (isMineChanged) return 'mine'
  return isTheirsChanged ? 'theirs' : 'none'
}

/** In my order, then what they added. */
const mergeSet = (sides: Sides): unknown[] => {
  const [base, mine, theirs] = [toSet(sides.base), toSet(sides.mine), toSet(sides.theirs)]
  const isKept = (element: unknown): boolean =>
    !base.has(element) || (mine.has(element) && theirs.has(element))
  return [...new Set([...mine, ...theirs])].filter(isKept)
}

const isSameSet = (one: unknown, other: unknown): boolean => {
  const [left, right] = [toSet(one), toSet(other)]
  return left.size === right.size && [...left].every((element) => right.has(element))
}

const toSet = (value: unknown): Set<unknown> => new Set(Array.isArray(value) ? value : [])
