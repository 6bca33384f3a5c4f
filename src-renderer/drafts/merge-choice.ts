import type { DraftComparison, DraftContent, DraftField } from '@contract/drafts'

/** Whose version of a field both sides changed is taken. */
export type Side = 'mine' | 'theirs'

/** Whatever has fields to compare. */
interface Fields {
  readonly fields: readonly DraftField[]
}

/** The fields that a person has to look at: all, or those that somebody changed. */
export const shownFields = (
  { fields }: Fields,
  show: 'differences' | 'all',
): readonly DraftField[] =>
  show === 'all' ? fields : fields.filter(({ change }) => change !== 'none')

/** The fields that nobody but a person can decide. */
export const conflictsOf = ({ fields }: Fields): readonly DraftField[] =>
  fields.filter(({ change }) => change === 'conflict')

/** The draft as it will be: merged where that is clear, as decided where it is not. */
export const mergedContent = (
  content: DraftContent,
  { fields }: DraftComparison,
  decisions: Readonly<Record<string, Side>>,
): DraftContent => {
  const merged = fields.map(({ name, change, mine, theirs, merged: proposed }) => {
    if (change !== 'conflict') return [name, proposed]
    return [name, decisions[name] === 'theirs' ? theirs : mine]
  })
  // The fields are those of the draft's own channel; main checks them again.
  return { ...content, ...Object.fromEntries(merged) } as DraftContent
}
