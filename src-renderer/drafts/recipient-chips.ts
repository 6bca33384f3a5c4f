import type { Audience } from '@/campaigns/campaign-row'

/** One chip of the To row: a thing by name, or a number of things that would not fit. */
export type RecipientChip =
  | { readonly kind: keyof Audience; readonly id: string }
  | { readonly kind: 'manyUsers' | 'manyTargets'; readonly count: number }

/** More people than this are shown as a number. */
const mostShown = 3

/** Topics one by one; people and addresses one by one while they are few. */
export const recipientChips = (audience: Audience): RecipientChip[] => [
  ...audience.topics.map((id) => ({ kind: 'topics' as const, id })),
  ...some('users', 'manyUsers', audience.users),
  ...some('targets', 'manyTargets', audience.targets),
]

const some = <One extends keyof Audience, Many extends 'manyUsers' | 'manyTargets'>(
  one: One,
  many: Many,
  ids: readonly string[],
) =>
  ids.length > mostShown
    ? [{ kind: many, count: ids.length }]
    : ids.map((id) => ({ kind: one, id }))
