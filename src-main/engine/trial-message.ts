import type { TrialContent } from '@contract/trials'
import type { StoredMessage } from '../store/messages'
import type { Caller } from './caller'
import type { EngineContext } from './context'
import { toAttachments, toImage } from './message-files'
import { toPushData } from './push-data'

/** A text as a message would keep it. Throws `ApiError` when a file is missing. */
export const toTrialMessage = (
  context: EngineContext,
  content: TrialContent,
  caller: Caller,
): Pick<StoredMessage, 'providerType' | 'data'> => {
  switch (content.providerType) {
    case 'email': {
      const { providerType, attachments, ...data } = content
      return {
        providerType,
        data: { ...data, attachments: toAttachments(context.storage, attachments) },
      }
    }
    case 'sms':
      return { providerType: 'sms', data: { content: content.content } }
    case 'push': {
      const { providerType, image, ...push } = content
      const data = toPushData({ ...push, messageId: 'unique()' })
      return {
        providerType,
        data:
          image === undefined ? data : { ...data, image: toImage(context, image, caller, null) },
      }
    }
  }
}
