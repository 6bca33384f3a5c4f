import type { ProviderKind } from '@contract/forms'
import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import { api } from '@/api'

/** The vendors that this version knows. They do not change while it runs. */
export const useProviderKindsStore = defineStore('provider-kinds', () => {
  const kinds = shallowRef<readonly ProviderKind[]>([])

  /** Reads them once. */
  const load = async (): Promise<void> => {
    if (kinds.value.length > 0) return
    kinds.value = (await api.call('listProviderKinds', {})).kinds
  }
  const find = (kind: string): ProviderKind | undefined =>
    kinds.value.find((candidate) => candidate.kind === kind)

  return { kinds, load, find }
})
