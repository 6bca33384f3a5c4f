/** What to do about a page that does not want to go: something in it is not saved. */
export type UnloadVerdict = 'try-again' | 'ask'

/** How long a page is left to save what it has; it needs a moment where nothing is in its way. */
export const savingMs = 1_200
/** A later refusal is a new one. */
const sameMs = 5_000

/**
 * Decides about a page that refuses to unload. It has begun to save: it is asked once more after `savingMs`,
 * and only when it refuses again a person is. `now` is in milliseconds of any steady clock.
 */
export const createUnloadPolicy = (now: () => number): (() => UnloadVerdict) => {
  let triedAt = -Infinity
  return () => {
    const isSecond = now() - triedAt < sameMs
    triedAt = isSecond ? -Infinity : now()
    return isSecond ? 'ask' : 'try-again'
  }
}
