import { computed, type ComputedRef } from 'vue'
import { useI18n } from 'vue-i18n'
import { useAppStore } from '@/stores/app'

/** One sentence that says where a secret typed here will be kept. */
export const useSecretPlace = (): ComputedRef<string> => {
  const store = useAppStore()
  const { t } = useI18n()
  return computed(() => {
    const secrets = store.state?.secrets
    if (!secrets) return ''
    return t(`secrets.place.${secrets.store}`, { label: secrets.label })
  })
}
