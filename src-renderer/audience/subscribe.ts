import type { CallReply } from '@contract/index'
import { ApiError } from '@contract/errors'
import { Query } from '@contract/queries'
import type { AddressLine } from './address-lines'
import { api } from '@/api'

/** What became of one address. */
export type SubscribeOutcome = 'added' | 'created' | 'already'

type User = CallReply<'getUser'>

/** Puts a target into a topic; answers whether it was there before. */
export const subscribeTarget = async (
  topicId: string,
  targetId: string,
  subscriberId = 'unique()',
): Promise<'added' | 'already'> => {
  try {
    await api.call('createSubscriber', { subscriberId, topicId, targetId })
    return 'added'
  } catch (thrown) {
    if (thrown instanceof ApiError && thrown.type === 'subscriber_already_exists') return 'already'
    throw thrown
  }
}

const findUser = async ({ address, channel }: AddressLine): Promise<User | undefined> => {
  const attribute = channel === 'email' ? 'email' : 'phone'
  const queries = [Query.equal(attribute, address), Query.limit(1)]
  const { users } = await api.call('listUsers', { queries })
  return users[0]
}

const createUser = ({ name, address, channel }: AddressLine): Promise<User> =>
  api.call('createUser', {
    userId: 'unique()',
    name,
    ...(channel === 'email' ? { email: address } : { phone: address }),
  })

const targetOf = async (user: User, { address, channel }: AddressLine): Promise<string> => {
  const isIt = (target: { readonly identifier: string; readonly providerType: string }): boolean =>
    target.providerType === channel && target.identifier.toLowerCase() === address.toLowerCase()
  const known = user.targets.find(isIt)
  if (known) return known.$id
  const { targets } = await api.call('listTargets', { userId: user.$id })
  const listed = targets.find(isIt)
  if (listed) return listed.$id
  const created = await api.call('createTarget', {
    userId: user.$id,
    targetId: 'unique()',
    providerType: channel,
    identifier: address,
  })
  return created.$id
}

/** Puts an address into a topic; whoever it belongs to is created when nobody has it yet. */
export const subscribeAddress = async (
  topicId: string,
  line: AddressLine,
): Promise<SubscribeOutcome> => {
  const known = await findUser(line)
  const user = known ?? (await createUser(line))
  const outcome = await subscribeTarget(topicId, await targetOf(user, line))
  return outcome === 'added' && !known ? 'created' : outcome
}
