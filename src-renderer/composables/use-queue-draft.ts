import { apiError } from '@contract/errors'
import { computed, type ComputedRef } from 'vue'
import { useI18n } from 'vue-i18n'
import { api } from '@/api'
import { useAppStore } from '@/stores/app'
import { saveError, useDraftSessions, type DraftSession } from '@/stores/draft-sessions'
import { useAction, type Action } from './use-action'
import { useNotify } from './use-notify'

/** The way of a draft into the outbox. */
export interface QueueDraft {
  /** The server of the open profile does not answer, as its last call showed. */
  readonly isOffline: ComputedRef<boolean>
  /** Saves and queues it; throws nothing, see its error. */
  readonly put: Action<[as: 'send' | 'keep', confirmedPeople?: number]>
}

/** Puts a draft into the outbox, where it waits for its release. */
export const useQueueDraft = (session: () => DraftSession): QueueDraft => {
  const { t } = useI18n()
  const app = useAppStore()
  const sessions = useDraftSessions()
  const notify = useNotify()
  return {
    isOffline: computed(
      () => app.profile?.kind === 'remote' && app.state?.server.state === 'offline',
    ),
    put: useAction(async (as: 'send' | 'keep', confirmedPeople?: number) => {
      const draftId = session().draft.id
      if (!(await sessions.flush(draftId)))
        throw saveError(session()) ?? apiError('general_unknown')
      await api.call('queueDraft', { draftId, as, confirmedPeople })
      notify.done(t('outbox.queued'))
    }),
  }
}
