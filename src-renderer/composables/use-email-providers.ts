import type { Provider } from '@contract/providers'
import { Query } from '@contract/queries'
import { computed, type ComputedRef } from 'vue'
import { api } from '@/api'
import { useCollection } from './use-collection'

/** Who hands e-mails over. */
export interface EmailProviders {
  /** Enabled ones, oldest first: the first is used for whoever names no other. Undefined while unknown. */
  readonly enabled: ComputedRef<readonly Provider[] | undefined>
  /** The name that people see as the sender; empty when it is not known. */
  readonly sender: ComputedRef<string>
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value.trim() : '')

/** The enabled e-mail providers of the profile, kept up to date. */
export const useEmailProviders = (): EmailProviders => {
  const list = useCollection<Provider>({
    load: async ({ limit }) => {
      const queries = [Query.equal('type', 'email'), Query.limit(limit)]
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
    return textOf(options['fromName']) || textOf(options['fromEmail'])
  })
  return { enabled, sender }
}
