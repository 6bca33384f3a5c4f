import type { audienceCommands } from '@contract/audience'
import { apiError } from '@contract/errors'
import { email, phone } from '@contract/fields'
import type { ProviderType } from '@contract/messages'
import type { users } from '@contract/users'
import { isConflict } from '../../store/database'
import { toId } from '../../store/identity'
import type { StoredTarget } from '../../store/targets'
import type { EngineHandlers } from '../caller'
import type { EngineContext } from '../context'
import { now } from '../now'
import { toTarget } from '../models'

/** The rows of the Users API that are about targets. */
type TargetRows = Pick<
  typeof users,
  'listTargets' | 'createTarget' | 'getTarget' | 'updateTarget' | 'deleteTarget'
> &
  Pick<typeof audienceCommands, 'findTargets'>

/** Targets of users (behaviour appendix A). */
export const targetHandlers = (context: EngineContext): EngineHandlers<TargetRows> => {
  const { store, origin, changes, leaving } = context

  const checkUser = (userId: string): void => {
    if (!store.users.get(userId)) throw apiError('user_not_found')
  }
  const find = (userId: string, targetId: string): StoredTarget => {
    checkUser(userId)
    const target = store.targets.get(targetId)
    if (target?.userId !== userId) throw apiError('user_target_not_found')
    return target
  }
  const tell = (userId: string, targetId: string): void => {
    changes.changed('targets', targetId)
    changes.changed('users', userId)
  }

  return {
    listTargets: ({ userId, ...input }) => {
      checkUser(userId)
      const scope = { sql: 'targets.userId = ?', values: [userId] }
      const { total, rows } = store.targets.list(input, scope)
      return { total, targets: rows.map(toTarget) }
    },
    createTarget: ({ userId, targetId, providerType, identifier, providerId, name = '' }) => {
      checkIdentifier(providerType, identifier)
      checkUser(userId)
      const id = toId(targetId, origin)
      const at = now(context)
      const target: StoredTarget = {
        ...{ id, createdAt: at, updatedAt: at, name, userId },
        // An unknown provider is left out without a word, as the server does.
        providerId: providerId && store.providers.get(providerId) ? providerId : null,
        ...{ providerType, identifier, expired: false },
      }
      asUnique(() => store.targets.insert(target))
      tell(userId, id)
      return toTarget(target)
    },
    findTargets: ({ targetIds }) => ({
      targets: targetIds.flatMap((id) => store.targets.get(id) ?? []).map(toTarget),
    }),
    getTarget: ({ userId, targetId }) => toTarget(find(userId, targetId)),
    updateTarget: ({ userId, targetId, identifier, providerId, name }) => {
      const current = find(userId, targetId)
      if (identifier !== undefined) checkIdentifier(current.providerType, identifier)
      if (providerId !== undefined) checkProvider(context, providerId, current.providerType)
      const target: StoredTarget = {
        ...current,
        updatedAt: now(context),
        name: name ?? current.name,
        providerId: providerId ?? current.providerId,
        identifier: identifier ?? current.identifier,
        expired: identifier === undefined && current.expired,
      }
      asUnique(() => store.targets.update(target))
      leaving.left([targetId])
      tell(userId, targetId)
      return toTarget(target)
    },
    deleteTarget: ({ userId, targetId }) => {
      find(userId, targetId)
      store.targets.remove(targetId)
      leaving.left([targetId])
      tell(userId, targetId)
      changes.changed('subscribers')
      changes.changed('topics')
    },
  }
}

const checkIdentifier = (type: ProviderType, identifier: string): void => {
  if (type === 'email' && !email.safeParse(identifier).success)
    throw apiError('general_invalid_email', undefined, { param: 'identifier' })
  if (type === 'sms' && !phone.safeParse(identifier).success)
    throw apiError('general_invalid_phone', undefined, { param: 'identifier' })
}

const checkProvider = ({ store }: EngineContext, providerId: string, type: ProviderType): void => {
  const provider = store.providers.get(providerId)
  if (!provider) throw apiError('provider_not_found')
  if (provider.type !== type) throw apiError('provider_incorrect_type')
}

const asUnique = (write: () => void): void => {
  try {
    write()
  } catch (error) {
    if (isConflict(error)) throw apiError('user_target_already_exists')
    throw error
  }
}
