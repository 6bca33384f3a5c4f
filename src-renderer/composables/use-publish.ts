import { useI18n } from 'vue-i18n'
import { useRouter } from 'vue-router'
import { api, toApiError } from '@/api'
import { draftTitle } from '@/drafts/draft-title'
import { useDraftSessions, type DraftSession } from '@/stores/draft-sessions'
import { useAction, type Action } from './use-action'
import { useNotify } from './use-notify'

/** Hands a draft to the backend as its own draft; nothing is sent. */
export const usePublish = (session: () => DraftSession): Action<[]> => {
  const { t } = useI18n()
  const router = useRouter()
  const sessions = useDraftSessions()
  const notify = useNotify()

  return useAction(async () => {
    const { draft, content } = session()
    if (!(await sessions.flush(draft.id))) return
    try {
      const { messageId } = await api.call('sendDraft', { draftId: draft.id, as: 'keep' })
      notify.done(t('composer.published', { title: draftTitle(content) }))
      await router.replace({ name: 'report', params: { messageId } })
      sessions.forget(draft.id)
    } catch (thrown) {
      notify.problem(t('composer.publishFailed'), toApiError(thrown))
    }
  })
}
