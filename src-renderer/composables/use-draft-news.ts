import { watch } from 'vue'
import { useI18n } from 'vue-i18n'
import { useDraftSessions } from '@/stores/draft-sessions'
import { useNotify } from './use-notify'

/** Tells what became of a text whose draft ended in another window while nobody looked at it. */
export const useDraftNews = (): void => {
  const { t } = useI18n()
  const drafts = useDraftSessions()
  const notify = useNotify()
  watch(
    () => drafts.rescued,
    (rescued) => {
      if (!rescued) return
      const title = rescued.title || t('composer.untitled')
      notify.notice(
        t('composer.gone.rescued', { title }),
        t('composer.gone.rescuedText', { profile: rescued.profile }),
      )
    },
  )
}
