import type { Message } from '@contract/messages'
import { useI18n } from 'vue-i18n'
import { useRouter } from 'vue-router'
import { api } from '@/api'
import { useAction, type Action } from './use-action'
import { useNotify } from './use-notify'

/** What can be done with a message that is not sent yet. */
export interface MessageActs {
  /** Opens the draft that changes the message. */
  readonly edit: Action<[]>
  /** Takes the time away: the backend keeps it as a draft. */
  readonly unschedule: Action<[]>
}

const updates = { email: 'updateEmail', sms: 'updateSms', push: 'updatePush' } as const

/** Acts on one message of the backend. */
export const useMessageActs = (message: () => Message | undefined): MessageActs => {
  const { t } = useI18n()
  const router = useRouter()
  const notify = useNotify()

  const edit = useAction(async () => {
    const found = message()
    if (!found) return
    const { id } = await api.call('editMessage', { messageId: found.$id })
    await router.push({ name: 'draft', params: { draftId: id } })
  })
  const unschedule = useAction(async () => {
    const found = message()
    if (!found) return
    await api.call(updates[found.providerType], { messageId: found.$id, draft: true })
    notify.done(t('report.unscheduled'))
  })
  return { edit, unschedule }
}
