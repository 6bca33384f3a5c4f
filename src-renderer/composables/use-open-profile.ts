import type { Profile } from '@contract/profiles'
import { useI18n } from 'vue-i18n'
import { toApiError } from '@/api'
import { useAppStore } from '@/stores/app'
import { useNotify } from './use-notify'

/** Opens another profile; true once it is. Why it cannot be opened is told. */
export const useOpenProfile = (): ((profile: Pick<Profile, 'id' | 'name'>) => Promise<boolean>) => {
  const { t } = useI18n()
  const store = useAppStore()
  const notify = useNotify()
  return async ({ id, name }) => {
    try {
      await store.selectProfile(id)
      return true
    } catch (thrown) {
      notify.problem(t('errors.selectProfile', { name }), toApiError(thrown))
      return false
    }
  }
}
