import type { ProviderType } from '@contract/messages'
import type { Provider } from '@contract/providers'
import { Query } from '@contract/queries'
import { computed, type ComputedRef } from 'vue'
import { api } from '@/api'
import { useCollection } from './use-collection'

/** Who hands the messages of a channel over. */
export interface ChannelProviders {
  /** Enabled ones, oldest first: the first is used for whoever names no other. Undefined while unknown. */
  readonly enabled: ComputedRef<readonly Provider[] | undefined>
  /** The name that people see as the sender; empty when it is not known. */
  readonly sender: ComputedRef<string>
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value.trim() : '')

/** The enabled providers of a channel, kept up to date. */
export const useChannelProviders = (channel: ProviderType): ChannelProviders => {
  const list = useCollection<Provider>({
    load: async ({ limit }) => {
      const queries = [Query.equal('type', channel), Query.limit(limit)]
      const page = await api.call('listProviders', { queries })
      return { rows: page.providers, total: page.total }
    },
    resources: ['providers'],
    pageSize: 100,
  })
  const enabled = computed(() => {
    if (!list.loaded.value || list.error.value) return undefined
    return list.rows.value
      .filter((provider) => provider.enabled)
      .toSorted((left, right) => left.$createdAt.localeCompare(right.$createdAt))
  })
  const sender = computed(() => {
    const options = enabled.value?.[0]?.options ?? {}
    return (
      ['fromName', 'fromEmail', 'from']
        .map((name) => textOf(options[name]))
        .find((text) => text !== '') ?? ''
    )
  })
  return { enabled, sender }
}
