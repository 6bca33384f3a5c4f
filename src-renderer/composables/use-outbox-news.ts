import { ApiError } from '@contract/errors'
import { onScopeDispose } from 'vue'
import { useI18n } from 'vue-i18n'
import { useRoute, useRouter } from 'vue-router'
import { api } from '@/api'
import { draftTitle } from '@/drafts/draft-title'
import { useDraftSessions } from '@/stores/draft-sessions'
import { useOutboxStore } from '@/stores/outbox'
import { useNotify } from './use-notify'

/** Tells when a draft of the outbox went out or needs the person, whatever is on the screen. */
export const useOutboxNews = (): void => {
  const { t } = useI18n()
  const route = useRoute()
  const router = useRouter()
  const outbox = useOutboxStore()
  const sessions = useDraftSessions()
  const notify = useNotify()

  const stop = api.on('outbox.settled', ({ draftId, messageId, state, problem }) => {
    const entry = outbox.find(draftId)
    const title = (entry && draftTitle(entry.draft.content)) || t('composer.untitled')
    if (messageId === null) {
      // There every row says what became of it.
      if (route.name === 'outbox') return
      const text = t(`outbox.news.${state}`, { title })
      if (problem && state === 'failed') notify.problem(text, new ApiError(problem))
      else notify.notice(text, problem?.message)
      return
    }
    const isTimed = entry?.as === 'send' && entry.draft.content.scheduledAt !== null
    const words = entry?.as === 'send' ? (isTimed ? 'send.scheduled' : 'send.sent') : 'published'
    notify.done(
      words === 'published' ? t('composer.published', { title }) : t(words, { subject: title }),
    )
    const forget = (): void => sessions.forget(draftId)
    // Whoever looks at the draft goes on to its message.
    if (route.params['draftId'] === draftId)
      void router.replace({ name: 'report', params: { messageId } }).then(forget)
    else forget()
  })
  onScopeDispose(stop)
}
