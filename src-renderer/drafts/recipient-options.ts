import type { ProviderType } from '@contract/messages'
import type { Target, User } from '@contract/users'
import type { Topic } from '@contract/topics'
import type { Audience } from '@/campaigns/campaign-row'

/** Something that a message can be sent to. */
export interface RecipientOption {
  readonly kind: keyof Audience
  readonly id: string
  readonly name: string
  /** Beside the name: addresses, or why it cannot be chosen. */
  readonly note: string
  /** People of a topic. */
  readonly count?: number
  /** One of several addresses of the person above. */
  readonly nested?: boolean
  /** Without an address of the channel. */
  readonly unreachable?: boolean
}

/** The people of a topic that a channel reaches. */
export const topicReach = (topic: Topic, channel: ProviderType): number =>
  ({ email: topic.emailTotal, sms: topic.smsTotal, push: topic.pushTotal })[channel]

/** A topic with the people it reaches. */
export const topicOption = (topic: Topic, channel: ProviderType): RecipientOption => ({
  kind: 'topics',
  id: topic.$id,
  name: topic.name,
  note: '',
  count: topicReach(topic, channel),
})

const targetsOf = (user: User, channel: ProviderType): Target[] =>
  user.targets.filter((target) => target.providerType === channel)

/** What a person is called when the name is empty. */
export const userName = (user: User): string => user.name || user.email || user.phone || user.$id

/** A person, and every address alone when there are several. */
export const userOptions = (user: User, channel: ProviderType): RecipientOption[] => {
  const addresses = targetsOf(user, channel)
  const name = userName(user)
  const person: RecipientOption = {
    kind: 'users',
    id: user.$id,
    name,
    note: addresses.map(addressText).join(', '),
    unreachable: addresses.length === 0,
  }
  if (addresses.length < 2) return [person]
  return [
    person,
    ...addresses.map((target) => ({ ...addressOption(target, name), name: '', nested: true })),
  ]
}

/** Every e-mail address of a person, for copies, which go to addresses alone. */
export const addressOptions = (user: User): RecipientOption[] =>
  targetsOf(user, 'email').map((target) => addressOption(target, userName(user)))

const addressOption = (target: Target, name: string): RecipientOption => ({
  kind: 'targets',
  id: target.$id,
  name,
  note: addressText(target),
})

/** What tells one address from another; the token of a device tells people nothing. */
export const addressText = (target: Target): string =>
  target.providerType === 'push' ? target.name || shortToken(target.identifier) : target.identifier

const shortToken = (token: string): string =>
  token.length > 16 ? `${token.slice(0, 8)}…${token.slice(-4)}` : token

/** The audience with this choice taken or given back. */
export const toggled = (
  audience: Audience,
  option: Pick<RecipientOption, 'kind' | 'id'>,
): Audience => {
  const chosen = audience[option.kind]
  const next = chosen.includes(option.id)
    ? chosen.filter((id) => id !== option.id)
    : [...chosen, option.id]
  return {
    topics: audience.topics,
    users: audience.users,
    targets: audience.targets,
    [option.kind]: next,
  }
}

/** How many topics, people and addresses are chosen. */
export const chosenCount = (audience: Audience): number =>
  audience.topics.length + audience.users.length + audience.targets.length
