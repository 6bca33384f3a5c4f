import { nextTick } from 'vue'

/** Naive places what it opens first, which takes no focus where it is not yet. */
const placedAfterMs = 30

/** Gives the focus to what `find` answers once what has just been opened stands in its place. */
export const focusPlaced = async (find: () => HTMLElement | null | undefined): Promise<void> => {
  await nextTick()
  setTimeout(() => find()?.focus(), placedAfterMs)
}
