import type { KeptProfile } from '@contract/kept-profiles'
import type { Profile } from '@contract/profiles'
import { useI18n } from 'vue-i18n'
import { api, toApiError } from '@/api'
import { formatCount } from '@/format-count'
import { saveBlob } from '@/save-blob'
import { useAppStore } from '@/stores/app'
import { factsWords } from '@/workspace-words'
import { useNotify } from './use-notify'

/** Profiles out to a file and in from one; both say what came of it. */
export const useProfilesFile = (): {
  exportAll(): Promise<void>
  importFrom(file: File): Promise<void>
} => {
  const store = useAppStore()
  const notify = useNotify()
  const { t } = useI18n()

  /** The name, with what tells a workspace from another one of that name. */
  const told = async (one: Profile | KeptProfile): Promise<string> => {
    const name = t('settings.named', { name: one.name })
    if ('kind' in one && one.kind === 'remote') return name
    try {
      const facts = await api.call('describeWorkspace', { profileId: one.id })
      return `${name} (${factsWords(t, facts)})`
    } catch {
      // It was taken in all the same, and is told by its name.
      return name
    }
  }

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
        const { added, known, kept } = await store.importProfiles(await file.text())
        const title = t('settings.imported', { count: formatCount(added.length) }, added.length)
        const lines = await Promise.all([
          ...known.map(async (profile) =>
            t('settings.importedKnown', { name: await told(profile) }),
          ),
          ...kept.map(async (one) => t('settings.importedKept', { name: await told(one) })),
        ])
        if (lines.length === 0) notify.done(title)
        else notify.notice(title, lines.join(' '))
      } catch (thrown) {
        notify.problem(t('settings.imported', 0), toApiError(thrown))
      }
    },
  }
}
