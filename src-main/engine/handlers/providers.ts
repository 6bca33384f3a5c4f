import { apiError } from '@contract/errors'
import type { providers } from '@contract/providers'
import { createProviderInput, updateProviderInput } from '@contract/providers'
import { parseInput } from '../../dispatch'
import type { Provider } from '../../providers/provider'
import { isConflict } from '../../store/database'
import { toId } from '../../store/identity'
import type { StoredProvider } from '../../store/providers'
import type { EngineHandlers } from '../caller'
import type { EngineContext } from '../context'
import type { Delivery } from '../delivery'
import { now } from '../now'
import { toProvider } from '../models'
import { hasAll, openSettings, sealChanges, sealNew } from '../provider-settings'

/** Providers: stored for every kind, whether or not the engine delivers through it (behaviour 2.3–2.5). */
export const providerHandlers = (
  context: EngineContext,
  { resumeSelfPaused, providerChanged }: Pick<Delivery, 'resumeSelfPaused' | 'providerChanged'>,
): EngineHandlers<typeof providers> => {
  const { store, registry, vault, origin, changes } = context

  const kindOf = (slug: string): Provider => {
    const kind = registry.get(slug)
    if (!kind) throw apiError('general_route_not_found', `There is no provider kind "${slug}".`)
    return kind
  }
  const find = (id: string): StoredProvider => {
    const provider = store.providers.get(id)
    if (!provider) throw apiError('provider_not_found')
    return provider
  }
  const reply = (provider: StoredProvider) =>
    toProvider(provider, openSettings(kindOf(provider.provider), provider, vault))

  return {
    listProviders: (input) => {
      const { total, rows } = store.providers.list(input)
      return { total, providers: rows.map(reply) }
    },
    createProvider: (input) => {
      const kind = kindOf(input.kind)
      const schema = createProviderInput(kind.settings)
      const { providerId, name, enabled, ...given } = parseInput(schema, input) as CreateInput
      const id = toId(providerId, origin)
      const settings = sealNew({ id, kind, vault }, given)
      const at = now(context)
      const provider: StoredProvider = {
        id,
        createdAt: at,
        updatedAt: at,
        name,
        provider: kind.kind,
        type: kind.type,
        // A wish: without what it needs it is stored switched off (behaviour 2.3).
        enabled: enabled === true && hasAll(kind.needed, settings),
        ...settings,
      }
      try {
        store.providers.insert(provider)
      } catch (error) {
        if (isConflict(error)) throw apiError('provider_already_exists')
        throw error
      }
      changes.changed('providers', id)
      return reply(provider)
    },
    updateProvider: (input, { userType }) => {
      const kind = kindOf(input.kind)
      const schema = updateProviderInput(kind.settings, kind.update, kind.updateOrder)
      const { providerId, name, enabled, ...given } = parseInput(schema, input) as UpdateInput
      const current = find(providerId)
      if (current.provider !== kind.kind) throw apiError('provider_incorrect_type')
      const settings = sealChanges({ id: current.id, kind, vault }, current, given)
      if (enabled === true && !hasAll(kind.neededToUpdate ?? kind.needed, settings))
        throw apiError('provider_missing_credentials')
      const provider: StoredProvider = {
        ...current,
        ...settings,
        updatedAt: now(context),
        name: name ?? current.name,
        enabled: enabled ?? current.enabled,
      }
      store.providers.update(provider)
      providerChanged(provider.id)
      changes.changed('providers', provider.id)
      // The API has no word for going on; whoever switches a provider on again over it means that.
      if (enabled === true && userType === 'keyProject') resumeSelfPaused(provider.id)
      return reply(provider)
    },
    getProvider: ({ providerId }) => reply(find(providerId)),
    deleteProvider: ({ providerId }) => {
      if (!store.providers.remove(providerId)) throw apiError('provider_not_found')
      providerChanged(providerId)
      changes.changed('providers', providerId)
    },
  }
}

/** What every kind's schemas answer besides the vendor's own settings. */
interface CreateInput extends Record<string, unknown> {
  readonly providerId: string
  readonly name: string
  readonly enabled?: boolean
}

interface UpdateInput extends Record<string, unknown> {
  readonly providerId: string
  readonly name?: string
  readonly enabled?: boolean
}
