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
  /** Without an e-mail address. */
  readonly unreachable?: boolean
}

/** A topic with the people it reaches by e-mail. */
export const topicOption = (topic: Topic): RecipientOption => ({
  kind: 'topics',
  id: topic.$id,
  name: topic.name,
  note: '',
  count: topic.emailTotal,
})

const emailTargets = (user: User): Target[] =>
  user.targets.filter((target) => target.providerType === 'email')

/** What a person is called when the name is empty. */
export const userName = (user: User): string => user.name || user.email || user.phone || user.$id

/** A person, and every address alone when there are several. */
export const userOptions = (user: User): RecipientOption[] => {
  const addresses = emailTargets(user)
  const name = userName(user)
  const person: RecipientOption = {
    kind: 'users',
    id: user.$id,
    name,
    note: addresses.map((target) => target.identifier).join(', '),
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
  emailTargets(user).map((target) => addressOption(target, userName(user)))

const addressOption = (target: Target, name: string): RecipientOption => ({
  kind: 'targets',
  id: target.$id,
  name,
  note: target.identifier,
})

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
