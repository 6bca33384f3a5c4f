import type { Content } from '../providers/outgoing'
import type { StoredMessage } from '../store/messages'
import { readAttachments } from './attachments'
import type { EngineContext } from './context'

/**
 * What providers are handed; people in copy are looked up now, those who are gone are left out.
 * `copiedRecipients` are targets in copy who are recipients themselves. Throws `ProviderError`.
 */
export const toContent = async (
  { store, storage }: Pick<EngineContext, 'store' | 'storage'>,
  { providerType, data }: Pick<StoredMessage, 'providerType' | 'data'>,
  copiedRecipients: readonly string[] = [],
): Promise<Content> => {
  const text = (value: unknown): string => (typeof value === 'string' ? value : '')
  const ids = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : [])
  switch (providerType) {
    case 'email':
      return {
        type: 'email',
        subject: text(data.subject),
        content: text(data.content),
        html: data.html === true,
        cc: store.targets.identifiersOf(ids(data.cc)),
        bcc: store.targets.identifiersOf(ids(data.bcc)),
        copiedRecipients: store.targets.identifiersOf(copiedRecipients),
        attachments: await readAttachments(storage, data),
      }
    case 'sms':
      return { type: 'sms', content: text(data.content) }
    case 'push':
      return { type: 'push', data }
  }
}
