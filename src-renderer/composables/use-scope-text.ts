import type { ApiError } from '@contract/errors'
import { useI18n } from 'vue-i18n'
import { useAppStore } from '@/stores/app'

/** Says in words which scope the key of this profile lacks; undefined for any other error. */
export const useScopeText = (): ((error: ApiError, scope: string) => string | undefined) => {
  const store = useAppStore()
  const { t } = useI18n()
  return (error, scope) =>
    error.type === 'general_unauthorized_scope'
      ? t('errors.scope', { profile: store.profile?.name ?? '', scope })
      : undefined
}
