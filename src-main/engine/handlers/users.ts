import type { audienceCommands } from '@contract/audience'
import { apiError } from '@contract/errors'
import type { users } from '@contract/users'
import { isConflict } from '../../store/database'
import { toId } from '../../store/identity'
import type { StoredTarget } from '../../store/targets'
import type { StoredUser } from '../../store/users'
import type { EngineHandlers } from '../caller'
import type { EngineContext } from '../context'
import { now } from '../now'
import { toUser } from '../models'

/** The rows of the Users API that are about people. */
type UserRows = Pick<
  typeof users,
  | 'listUsers'
  | 'createUser'
  | 'getUser'
  | 'updateUserName'
  | 'updateUserEmail'
  | 'updateUserPhone'
  | 'deleteUser'
> &
  Pick<typeof audienceCommands, 'findUsers'>

type Contact = 'email' | 'phone'

/** Which target a user's own address and number are. */
const typeOf = { email: 'email', phone: 'sms' } as const

/** Users; their own address and number are targets that follow them (behaviour appendix A). */
export const userHandlers = (context: EngineContext): EngineHandlers<UserRows> => {
  const { store, origin, changes, leaving } = context

  const find = (id: string): StoredUser => {
    const user = store.users.get(id)
    if (!user) throw apiError('user_not_found')
    return user
  }
  const reply = (user: StoredUser) => {
    const own = store.targets.ofUser(user.id)
    // Where somebody else has the address already, the existing target is shown.
    const foreign = [user.email, user.phone]
      .filter((identifier) => identifier !== '')
      .flatMap((identifier) => store.targets.withIdentifier(identifier) ?? [])
      .filter(({ userId }) => userId !== user.id)
    return toUser(user, [...own, ...foreign])
  }
  const addTarget = (user: StoredUser, contact: Contact): void => {
    if (user[contact] === '' || store.targets.withIdentifier(user[contact])) return
    const at = now(context)
    store.targets.insert({
      id: toId('unique()', origin),
      createdAt: at,
      updatedAt: at,
      name: '',
      userId: user.id,
      providerId: null,
      providerType: typeOf[contact],
      identifier: user[contact],
      expired: false,
    })
  }
  const changeContact = (id: string, contact: Contact, value: string) => {
    const before = find(id)
    const user = { ...before, [contact]: value, updatedAt: now(context) }
    store.transaction(() => {
      const target = store.targets.withIdentifier(before[contact])
      const own = before[contact] !== '' && target?.userId === id ? target : undefined
      checkFree(value, own)
      store.users.update(user)
      moveTarget(user, contact, own)
    })
    changes.changed('users', id)
    changes.changed('targets')
    return reply(user)
  }
  const checkFree = (identifier: string, own: StoredTarget | undefined): void => {
    const holder = identifier === '' ? undefined : store.targets.withIdentifier(identifier)
    if (holder && holder.id !== own?.id) throw apiError('user_target_already_exists')
  }
  const moveTarget = (user: StoredUser, contact: Contact, own: StoredTarget | undefined): void => {
    if (!own) return addTarget(user, contact)
    leaving.left([own.id])
    if (user[contact] === '') {
      store.targets.remove(own.id)
      changes.changed('subscribers')
      changes.changed('topics')
      return
    }
    store.targets.update({
      ...own,
      identifier: user[contact],
      expired: false,
      updatedAt: user.updatedAt,
    })
  }

  return {
    listUsers: (input) => {
      const { total, rows } = store.users.list(input)
      return { total, users: rows.map(reply) }
    },
    findUsers: ({ queries, ...filter }) => {
      const { total, rows } = store.users.find({ queries }, filter)
      return { total, users: rows.map(reply) }
    },
    createUser: ({ userId, name, email = '', phone = '' }) => {
      const id = toId(userId, origin)
      const at = now(context)
      const user = { id, createdAt: at, updatedAt: at, name, email: email.toLowerCase(), phone }
      store.transaction(() => {
        insertUser(context, user)
        addTarget(user, 'email')
        addTarget(user, 'phone')
      })
      changes.changed('users', id)
      changes.changed('targets')
      return reply(user)
    },
    getUser: ({ userId }) => reply(find(userId)),
    updateUserName: ({ userId, name }) => {
      const user = { ...find(userId), name, updatedAt: now(context) }
      store.users.update(user)
      changes.changed('users', userId)
      return reply(user)
    },
    updateUserEmail: ({ userId, email }) => changeContact(userId, 'email', email.toLowerCase()),
    updateUserPhone: ({ userId, number }) => changeContact(userId, 'phone', number),
    deleteUser: ({ userId }) => {
      const own = store.targets.ofUser(userId).map(({ id }) => id)
      if (!store.users.remove(userId)) throw apiError('user_not_found')
      leaving.left(own)
      changes.changed('users', userId)
      for (const resource of ['targets', 'subscribers', 'topics'] as const)
        changes.changed(resource)
    },
  }
}

const insertUser = ({ store }: EngineContext, user: StoredUser): void => {
  try {
    store.users.insert(user)
  } catch (error) {
    if (isConflict(error)) throw apiError('user_already_exists')
    throw error
  }
}
