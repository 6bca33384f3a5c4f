import type { ReferencePart } from '@contract/campaign-copies'
import type { DraftContent } from '@contract/drafts'

/** One id that a campaign names, and where. */
export interface Reference {
  readonly part: ReferencePart
  readonly id: string
}

/** What a reference becomes; null leaves it out. */
export type Choose = (reference: Reference) => string | null

/** Everything that a campaign names by an id, each once in each part. */
export const referencesOf = (content: DraftContent): Reference[] =>
  Object.entries(idsOf(content)).flatMap(([part, ids]) =>
    // The keys are those of `idsOf`.
    [...new Set(ids)].map((id) => ({ part: part as ReferencePart, id })),
  )

const idsOf = (content: DraftContent): Partial<Record<ReferencePart, readonly string[]>> => {
  const { topics, users, targets } = content
  const people = { topics, users, targets }
  switch (content.kind) {
    case 'email':
      return { ...people, cc: content.cc, bcc: content.bcc, attachments: content.attachments }
    case 'sms':
      return people
    case 'push':
      return { ...people, image: content.image === '' ? [] : [content.image] }
  }
}

/** The same campaign with other ids, without a time and an id of its own. */
export const withReferences = (content: DraftContent, choose: Choose): DraftContent => {
  const change = (part: ReferencePart, ids: readonly string[]): string[] => [
    ...new Set(ids.flatMap((id) => choose({ part, id }) ?? [])),
  ]
  const common = {
    messageId: '',
    scheduledAt: null,
    topics: change('topics', content.topics),
    users: change('users', content.users),
    targets: change('targets', content.targets),
  }
  switch (content.kind) {
    case 'email':
      return {
        ...content,
        ...common,
        cc: change('cc', content.cc),
        bcc: change('bcc', content.bcc),
        attachments: change('attachments', content.attachments),
      }
    case 'sms':
      return { ...content, ...common }
    case 'push': {
      const [image = ''] = change('image', content.image === '' ? [] : [content.image])
      return { ...content, ...common, image }
    }
  }
}
