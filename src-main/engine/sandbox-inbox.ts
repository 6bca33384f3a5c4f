import type { ProviderType } from '@contract/messages'
import type { SinkMail } from '../providers/outgoing'
import type { ClaimedDelivery } from '../store/claims'
import type { EngineContext } from './context'
import { now } from './now'

/** Where the mails of one message through one provider come from. */
interface Sender {
  readonly messageId: string
  readonly providerId: string
  readonly providerType: ProviderType
}

/** Takes what the transport would have sent; it is stored together with the receipts. */
export interface SandboxInbox {
  /** Whose mails will come. */
  expect(claimed: readonly Pick<ClaimedDelivery, 'identifier' | 'userId'>[]): void
  add(mail: SinkMail): void
  /** Stores what has come since. */
  store(): void
}

/** The inbox of one message's way through one provider. */
export const createInbox = (context: EngineContext, sender: Sender): SandboxInbox => {
  const { store, changes } = context
  const userIds = new Map<string, string>()
  let waiting: SinkMail[] = []
  const recipientOf = (identifier: string) => {
    const userId = userIds.get(identifier) ?? ''
    userIds.delete(identifier)
    return { identifier, userId }
  }

  return {
    expect: (claimed) => {
      for (const { identifier, userId } of claimed) userIds.set(identifier, userId)
    },
    add: (mail) => void waiting.push(mail),
    store: () => {
      if (waiting.length === 0) return
      for (const { identifiers, subject, source } of waiting)
        store.sandbox.insert({
          ...{ ...sender, subject, receivedAt: now(context) },
          recipients: identifiers.map(recipientOf),
          source: Buffer.concat(source),
        })
      waiting = []
      changes.changed('sandbox')
    },
  }
}
