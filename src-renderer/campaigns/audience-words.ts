import type { Topic } from '@contract/topics'
import type { Audience } from './campaign-row'

/** Whom a campaign names, in parts that can be said in any language. */
export interface AudienceWords {
  /** Topics by name; those that are gone have none. */
  readonly topics: readonly (string | undefined)[]
  /** People of the only topic, where nobody else is named. */
  readonly topicPeople: number | undefined
  readonly people: number
  readonly addresses: number
}

/** Says whom a campaign names; `topics` knows the names. */
export const audienceWords = (
  audience: Audience,
  topics: ReadonlyMap<string, Topic>,
  channel: 'email' | 'sms' | 'push',
): AudienceWords => {
  const only = audience.topics.length === 1 ? topics.get(audience.topics[0] ?? '') : undefined
  const totals = only && { email: only.emailTotal, sms: only.smsTotal, push: only.pushTotal }
  const isAlone = audience.users.length + audience.targets.length === 0
  return {
    topics: audience.topics.map((id) => topics.get(id)?.name),
    topicPeople: isAlone ? totals?.[channel] : undefined,
    people: audience.users.length,
    addresses: audience.targets.length,
  }
}
