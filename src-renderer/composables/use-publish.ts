import type { ApiError } from '@contract/errors'
import { ref, type Ref } from 'vue'
import { useI18n } from 'vue-i18n'
import { useRouter } from 'vue-router'
import { api, toApiError } from '@/api'
import { draftTitle } from '@/drafts/draft-title'
import { isServerAway } from '@/outbox/outbox-words'
import { useDraftSessions, type DraftSession } from '@/stores/draft-sessions'
import type { ToastAction } from '@/stores/toasts'
import { useAction, type Action } from './use-action'
import { useNotify } from './use-notify'
import { useQueueDraft } from './use-queue-draft'

/** The act of publishing, and what is offered while the server is away. */
export interface Publish {
  readonly publish: Action<[]>
  /** Whether the outbox is offered instead. */
  readonly outboxShown: Ref<boolean>
  /** Why it is, when an attempt has just failed. */
  readonly reason: Readonly<Ref<string | undefined>>
}

/** Hands a draft to the backend as its own draft; nothing is sent. */
export const usePublish = (session: () => DraftSession): Publish => {
  const { t } = useI18n()
  const router = useRouter()
  const sessions = useDraftSessions()
  const notify = useNotify()
  const { isOffline } = useQueueDraft(session)
  const outboxShown = ref(false)
  const reason = ref<string>()

  const offer = (why?: string): void => {
    reason.value = why
    outboxShown.value = true
  }
  /** What helps where somebody else was faster. */
  const wayOut = ({ type }: ApiError, draftId: string): ToastAction | undefined => {
    const lead = (label: string, name: 'merge' | 'decide'): ToastAction => ({
      ...{ label, run: () => void router.push({ name, params: { draftId } }) },
    })
    if (type === 'desktop_draft_behind') return lead(t('merge.notice.compare'), 'merge')
    return type === 'desktop_draft_undecided' ? lead(t('history.choose'), 'decide') : undefined
  }
  const publish: Action<[]> = useAction(async () => {
    const { draft, content } = session()
    if (!(await sessions.flush(draft.id))) return
    if (isOffline.value) {
      offer()
      return
    }
    try {
      const { messageId } = await api.call('sendDraft', { draftId: draft.id, as: 'keep' })
      notify.done(t('composer.published', { title: draftTitle(content) }))
      await router.replace({ name: 'report', params: { messageId } })
      sessions.forget(draft.id)
    } catch (thrown) {
      const error = toApiError(thrown)
      if (isServerAway(error)) offer(error.message)
      else if (error.type === 'desktop_outcome_unknown')
        notify.problem(t('composer.publishUnclear'), error, {
          label: t('composer.publishAgain'),
          run: () => void publish.run(),
        })
      else notify.problem(t('composer.publishFailed'), error, wayOut(error, draft.id))
    }
  })
  return { publish, outboxShown, reason }
}
