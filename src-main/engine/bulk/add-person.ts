import type { BulkKind } from '@contract/bulk'
import { catalogue } from '@contract/errors'
import type { FoundTarget, PeopleTables } from '../../store/people'
import type { ImportAddress, ImportPerson } from './import-row'

/** What became of a row that could be read. */
export interface RowResult {
  readonly outcome: 'added' | 'already_there' | 'failed'
  readonly words?: string
}

/** What a row is added to, and how. */
export interface AddOptions {
  readonly tables: PeopleTables
  readonly kind: BulkKind
  readonly topicId: string | null
  readonly createMissing: boolean
  readonly hasProvider: (id: string) => boolean
  readonly newId: () => string
  /** The moment of the batch. */
  readonly at: () => string
}

const added: RowResult = { outcome: 'added' }
const there = (words: string): RowResult => ({ outcome: 'already_there', words })
const failed = (words: string): RowResult => ({ outcome: 'failed', words })

const ownTypes = [
  ['email', 'email'],
  ['phone', 'sms'],
] as const

/** Adds one row at a time, as the API would: users with their own targets, targets, subscribers. */
export const createPersonAdder = (options: AddOptions) => {
  const { tables, kind, topicId, createMissing, newId, at } = options

  const findUser = ({ userId, email, phone }: ImportPerson): string | undefined => {
    if (userId !== undefined) return tables.hasUser(userId) ? userId : undefined
    const byEmail = email === '' ? undefined : tables.userWithEmail(email)
    return byEmail ?? (phone === '' ? undefined : tables.userWithPhone(phone))
  }
  const addTarget = (
    userId: string,
    address: ImportAddress,
    person?: ImportPerson,
  ): FoundTarget => {
    const { type, identifier } = address
    const { targetId = newId(), providerId, targetName = '' } = person ?? {}
    const time = at()
    tables.addTarget({
      ...{ id: targetId, createdAt: time, updatedAt: time, name: targetName, userId },
      // An unknown provider is left out, as the API does.
      providerId: providerId !== undefined && options.hasProvider(providerId) ? providerId : null,
      ...{ providerType: type, identifier, expired: false },
    })
    return { id: targetId, userId, providerType: type }
  }
  /** The user, with targets for the address and number that nobody has and that the row itself does not name. */
  const addUser = (person: ImportPerson, own: readonly ImportAddress[]): string => {
    const { userId: id = newId(), name, email, phone } = person
    const time = at()
    tables.addUser({ id, createdAt: time, updatedAt: time, name, email, phone })
    for (const [field, type] of ownTypes) {
      const identifier = person[field]
      const isNamed = own.some((one) => one.type === type && one.identifier === identifier)
      if (identifier !== '' && !isNamed && !tables.targetWithIdentifier(type, identifier))
        addTarget(id, { type, identifier })
    }
    return id
  }
  const isTaken = ({ email, phone }: ImportPerson): boolean =>
    (email !== '' && tables.userWithEmail(email) !== undefined) ||
    (phone !== '' && tables.userWithPhone(phone) !== undefined)

  const addAsUser = (person: ImportPerson): RowResult => {
    const { userId, name, email, phone } = person
    if (userId === undefined && name === '' && email === '' && phone === '')
      return failed('The row names no id, name, email address or phone number.')
    if ((userId !== undefined && tables.hasUser(userId)) || isTaken(person))
      return there(catalogue.user_already_exists[1])
    addUser(person, [])
    return added
  }

  /** Everything the row is to be reached at, found or added. */
  const addAsTargets = (person: ImportPerson): RowResult & { readonly targets: FoundTarget[] } => {
    const { addresses, targetId } = person
    const none = { targets: [] }
    const known = targetId === undefined ? undefined : tables.target(targetId)
    if (known) return { ...there(catalogue.user_target_already_exists[1]), targets: [known] }
    if (addresses.length === 0)
      return { ...failed('The row names no email address, phone number or device.'), ...none }
    const found = addresses.map(({ type, identifier }) => ({
      address: { type, identifier },
      target: tables.targetWithIdentifier(type, identifier),
    }))
    if (found.every(({ target }) => target))
      return {
        ...there(catalogue.user_target_already_exists[1]),
        targets: found.flatMap(({ target }) => target ?? []),
      }
    if (kind === 'subscribers' && !createMissing)
      return { ...failed('Nobody here can be reached at this address or number.'), ...none }
    const owner = findUser(person) ?? found.find(({ target }) => target)?.target?.userId
    if (owner === undefined && !createMissing)
      return { ...failed(catalogue.user_not_found[1]), ...none }
    if (owner === undefined && isTaken(person))
      return { ...failed(catalogue.user_already_exists[1]), ...none }
    const userId = owner ?? addUser(person, addresses)
    const targets = found.map(({ target, address }) => target ?? addTarget(userId, address, person))
    return { ...added, targets }
  }

  const addAsSubscriber = (person: ImportPerson): RowResult => {
    const { targets, ...result } = addAsTargets(person)
    if (result.outcome === 'failed') return result
    if (topicId === null) return failed(catalogue.topic_not_found[1])
    const { subscriberId } = person
    const wanted = targets.filter(({ id }) => !tables.isSubscribed(topicId, id))
    const isIdTaken = subscriberId !== undefined && tables.hasSubscriber(subscriberId)
    if (wanted.length === 0 || isIdTaken) return there(catalogue.subscriber_already_exists[1])
    wanted.forEach(({ id: targetId, userId, providerType }, index) => {
      const time = at()
      // The row's own id is for one; a second address gets its own.
      const id = index === 0 ? (subscriberId ?? newId()) : newId()
      tables.addSubscriber({
        ...{ id, createdAt: time, updatedAt: time },
        ...{ topicId, targetId, userId, providerType },
      })
    })
    return added
  }

  if (kind === 'users') return addAsUser
  if (kind === 'subscribers') return addAsSubscriber
  return (person: ImportPerson): RowResult => {
    const { outcome, words } = addAsTargets(person)
    return words === undefined ? { outcome } : { outcome, words }
  }
}
