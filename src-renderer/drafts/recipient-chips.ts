import type { Audience } from '@/campaigns/campaign-row'

/** One chip of the To row: a thing by name, or a number of things that would not fit. */
export type RecipientChip =
  | { readonly kind: keyof Audience; readonly id: string }
  | { readonly kind: 'moreTopics' | 'manyUsers' | 'manyTargets'; readonly count: number }

/** More people than this are shown as a number. */
const mostShown = 3

/** Of more topics than this, the first few are shown: the text of the message keeps its place. */
const mostTopics = 6
const fewTopics = 4

/** Topics by name, as far as there is room; people and addresses one by one while they are few. */
export const recipientChips = (audience: Audience): RecipientChip[] => [
  ...topicChips(audience.topics),
  ...some('users', 'manyUsers', audience.users),
  ...some('targets', 'manyTargets', audience.targets),
]

const topicChips = (ids: readonly string[]): RecipientChip[] => {
  const shown = ids.length > mostTopics ? fewTopics : ids.length
  return [
    ...ids.slice(0, shown).map((id) => ({ kind: 'topics' as const, id })),
    ...(shown < ids.length ? [{ kind: 'moreTopics' as const, count: ids.length - shown }] : []),
  ]
}

const some = <One extends keyof Audience, Many extends 'manyUsers' | 'manyTargets'>(
  one: One,
  many: Many,
  ids: readonly string[],
) =>
  ids.length > mostShown
    ? [{ kind: many, count: ids.length }]
    : ids.map((id) => ({ kind: one, id }))
