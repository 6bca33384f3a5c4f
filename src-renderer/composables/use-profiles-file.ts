import { useI18n } from 'vue-i18n'
import { api, toApiError } from '@/api'
import { formatCount } from '@/format-count'
import { saveBlob } from '@/save-blob'
import { useAppStore } from '@/stores/app'
import { useNotify } from './use-notify'

/** Profiles out to a file and in from one; both say what came of it. */
export const useProfilesFile = (): {
  exportAll(): Promise<void>
  importFrom(file: File): Promise<void>
} => {
  const store = useAppStore()
  const notify = useNotify()
  const { t } = useI18n()

  return {
    exportAll: async () => {
      try {
        const { text } = await api.call('exportProfiles', {})
        saveBlob(new Blob([text], { type: 'application/json' }), 'profiles.sendwright.json')
      } catch (thrown) {
        notify.problem(t('settings.exportProfiles'), toApiError(thrown))
      }
    },
    importFrom: async (file) => {
      try {
        const { added, known } = await store.importProfiles(await file.text())
        const text = t('settings.imported', { count: formatCount(added.length) }, added.length)
        notify.done(
          added.length === 0 && known > 0 ? `${text}. ${t('settings.importedKnown')}` : text,
        )
      } catch (thrown) {
        notify.problem(t('settings.imported', 0), toApiError(thrown))
      }
    },
  }
}
