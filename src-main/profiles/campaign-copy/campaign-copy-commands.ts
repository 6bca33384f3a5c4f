import type { campaignCopyCommands, CopiedReference } from '@contract/campaign-copies'
import type { DraftContent } from '@contract/drafts'
import type { Handlers } from '@contract/endpoint'
import { apiError } from '@contract/errors'
import { message } from '@contract/messages'
import { Query } from '@contract/queries'
import { topicList } from '@contract/topics'
import { contentToChange } from '../../drafts/compare'
import type { Drafts } from '../../drafts/drafts'
import { createWithTarget, type BesideOptions } from '../beside'
import type { Asked } from '../count-people'
import { askedOf } from '../guard-sending'
import type { OpenProfile } from '../open-profile'
import { copyFile } from './copy-file'
import { planReferences, type CopySides } from './plan-campaign'
import { readTopics } from './read-there'
import { withReferences, type Reference } from './references'

/** What the commands work on. */
export interface CampaignCopyOptions extends BesideOptions {
  readonly drafts: Pick<Drafts, 'get' | 'add'>
}

type Decisions = readonly (Reference & { readonly toId: string | null })[]

/** Copies of campaigns between profiles. */
export const createCampaignCopyHandlers = ({
  drafts,
  ...options
}: CampaignCopyOptions): Handlers<typeof campaignCopyCommands> => {
  const withTarget = createWithTarget(options)
  const read = async (
    { kind, id }: { readonly kind: 'draft' | 'message'; readonly id: string },
    from: OpenProfile,
  ): Promise<DraftContent> =>
    kind === 'draft'
      ? drafts.get(from.id, id).content
      : contentToChange(message.parse(await from.direct.call('getMessage', { messageId: id })))

  return {
    planCampaignCopy: (wish) =>
      withTarget(wish.toProfileId, async (from, to) => {
        const content = await read(wish, from)
        const sides = { from: askedOf(from), to: askedOf(to) }
        const [references, topics] = await Promise.all([
          planReferences(sides, content),
          content.topics.length > 0 ? readChoices(sides.to) : [],
        ])
        return { channel: content.kind, references, topics, hasTime: content.scheduledAt !== null }
      }),
    copyCampaign: (wish) =>
      withTarget(wish.toProfileId, async (from, to) => {
        const content = await read(wish, from)
        const sides = { from: askedOf(from), to: askedOf(to) }
        const planned = await planReferences(sides, content)
        const decided = decide(planned, wish.decisions)
        await refuseUnknownTopics(sides.to, decided)
        const ids = await carryOut(sides, decided)
        const copy = withReferences(content, ({ part, id }) => ids.get(`${part} ${id}`) ?? null)
        return { draftId: drafts.add(wish.toProfileId, copy).id }
      }),
  }
}

/** What a person can choose: a list that is longer than anybody reads. */
const readChoices = async (to: Asked): Promise<{ id: string; name: string }[]> => {
  const queries = [Query.orderAsc('name'), Query.limit(500)]
  const { topics } = topicList.parse(await to.call('listTopics', { queries }))
  return topics.map(({ $id, name }) => ({ id: $id, name }))
}

/** The plan with what a person wants otherwise: another topic, or less. */
const decide = (
  planned: readonly CopiedReference[],
  decisions: Decisions,
): readonly CopiedReference[] => {
  const wanted = new Map(decisions.map(({ part, id, toId }) => [`${part} ${id}`, toId]))
  return planned.map((reference) => {
    const toId = wanted.get(`${reference.part} ${reference.id}`)
    if (toId === undefined || toId === reference.toId) return reference
    if (toId !== null && reference.part !== 'topics') {
      const text = `“${reference.name}” is not there any more under the id ${toId}. Look at the copy again; nothing was copied.`
      throw apiError('general_argument_invalid', text, { param: 'decisions' })
    }
    return { ...reference, toId }
  })
}

const refuseUnknownTopics = async (
  to: Asked,
  decided: readonly CopiedReference[],
): Promise<void> => {
  const chosen = decided.flatMap(({ part, toId }) => (part === 'topics' && toId ? [toId] : []))
  const there = new Set((await readTopics(to, chosen)).map(({ $id }) => $id))
  const unknown = chosen.find((id) => !there.has(id))
  if (unknown === undefined) return
  const text = `There is no topic ${unknown} in the other profile. Choose another one; nothing was copied.`
  throw apiError('topic_not_found', text, { param: 'decisions' })
}

/** Copies the files; answers what every reference is called there. */
const carryOut = async (
  sides: CopySides,
  decided: readonly CopiedReference[],
): Promise<ReadonlyMap<string, string>> => {
  const ids = new Map<string, string>()
  for (const { part, id, toId, how } of decided) {
    if (toId === null) continue
    ids.set(`${part} ${id}`, how === 'file' ? await copyFile(sides, id) : toId)
  }
  return ids
}
