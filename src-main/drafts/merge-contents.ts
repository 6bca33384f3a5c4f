import type { DraftContent } from '@contract/drafts'
import { setFields } from './compare'
import { mergeFields, type MergedField } from './merge'

/** Two versions of a draft put together, and the fields in which only mine could stand. */
export interface MergedContent {
  readonly content: DraftContent
  readonly conflicts: readonly MergedField[]
}

/** Puts two versions of what was once `base` together field by field; all three are of one channel. */
export const mergeContents = (
  base: DraftContent,
  mine: DraftContent,
  theirs: DraftContent,
): MergedContent => {
  const fields = mergeFields(base, mine, theirs, setFields)
  const merged = Object.fromEntries(fields.map(({ name, merged: value }) => [name, value]))
  return {
    // Every field of one of them, whose channel they share.
    content: { ...mine, ...merged } as DraftContent,
    conflicts: fields.filter(({ change }) => change === 'conflict'),
  }
}
