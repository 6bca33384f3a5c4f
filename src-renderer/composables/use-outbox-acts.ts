import type { CallInput } from '@contract/index'
import { useI18n } from 'vue-i18n'
import { api, toApiError } from '@/api'
import { useDraftSessions } from '@/stores/draft-sessions'
import { useOutboxStore } from '@/stores/outbox'
import { useAction, type Action } from './use-action'
import { useNotify } from './use-notify'

/** What a person does with the drafts of the outbox. What fails is told as a notification. */
export interface OutboxActs {
  readonly release: Action<[CallInput<'releaseOutbox'>]>
  readonly hold: Action<[draftId: string]>
  readonly move: Action<[draftId: string, place: number]>
  readonly leave: Action<[draftId: string]>
  /** Makes it a message of its own: the one that it changes is gone or over. */
  readonly detach: Action<[draftId: string]>
}

/** Acts on the outbox of the open profile. */
export const useOutboxActs = (): OutboxActs => {
  const { t } = useI18n()
  const outbox = useOutboxStore()
  const sessions = useDraftSessions()
  const notify = useNotify()

  const telling = async (act: () => Promise<unknown>): Promise<void> => {
    try {
      await act()
    } catch (thrown) {
      notify.problem(t('outbox.actFailed'), toApiError(thrown))
    }
  }
  /** What is still being written belongs to what is released. */
  const flush = async (draftIds: readonly string[]): Promise<void> => {
    for (const draftId of draftIds) await sessions.flush(draftId)
  }

  return {
    release: useAction((what: CallInput<'releaseOutbox'>) =>
      telling(async () => {
        await flush(what.draftIds ?? outbox.waiting.map(({ draft }) => draft.id))
        await outbox.adopt(api.call('releaseOutbox', what))
      }),
    ),
    hold: useAction((draftId: string) =>
      telling(() => outbox.adopt(api.call('holdOutbox', { draftId }))),
    ),
    move: useAction((draftId: string, place: number) =>
      telling(() => outbox.adopt(api.call('moveOutbox', { draftId, place }))),
    ),
    leave: useAction((draftId: string) =>
      telling(async () => {
        await outbox.adopt(api.call('leaveOutbox', { draftId }))
        notify.done(t('outbox.left'))
      }),
    ),
    detach: useAction((draftId: string) =>
      telling(async () => {
        await flush([draftId])
        await api.call('detachDraft', { draftId })
        await sessions.adopt(draftId)
        notify.done(t('merge.notice.detached'))
      }),
    ),
  }
}
