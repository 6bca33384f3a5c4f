import type { Message } from '@contract/messages'
import { useI18n } from 'vue-i18n'
import { useRouter } from 'vue-router'
import { api, toApiError } from '@/api'
import { useAction, type Action } from './use-action'
import { useNotify } from './use-notify'

/** What can be done with a message of the backend that is not sent yet. */
export interface MessageActs {
  /** Opens the draft that changes the message. */
  readonly edit: Action<[messageId: string]>
  /** Takes the time away: the backend keeps it as a draft. */
  readonly unschedule: Action<[message: Pick<Message, '$id' | 'providerType'>]>
}

const updates = { email: 'updateEmail', sms: 'updateSms', push: 'updatePush' } as const

/** Acts on messages that are drafts or scheduled; what fails is told as a notification. */
export const useMessageActs = (): MessageActs => {
  const { t } = useI18n()
  const router = useRouter()
  const notify = useNotify()

  const edit = useAction(async (messageId: string) => {
    try {
      const { id } = await api.call('editMessage', { messageId })
      await router.push({ name: 'draft', params: { draftId: id } })
    } catch (thrown) {
      notify.problem(t('report.editFailed'), toApiError(thrown))
    }
  })
  const unschedule = useAction(
    async ({ $id, providerType }: Pick<Message, '$id' | 'providerType'>) => {
      try {
        await api.call(updates[providerType], { messageId: $id, draft: true })
        notify.done(t('report.unscheduled'))
      } catch (thrown) {
        notify.problem(t('report.unscheduleFailed'), toApiError(thrown))
      }
    },
  )
  return { edit, unschedule }
}
