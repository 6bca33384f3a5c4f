import type { CallReply } from '@contract/index'
import { ProviderError } from '../providers/errors'
import type { Content, Outgoing } from '../providers/outgoing'
import type { StoredMessage } from '../store/messages'
import type { EngineContext } from './context'
import { now } from './now'
import { toContent } from './recipients'
import { createInbox } from './sandbox-inbox'
import type { Ways } from './ways'

/** What came of a test. */
type TestResult = CallReply<'sendTest'>

/** One test: what to send, to whom, and through whom when that was chosen. */
export interface Trial {
  readonly message: Pick<StoredMessage, 'providerType' | 'data'>
  readonly identifier: string
  readonly providerId?: string | undefined
}

/** Nobody waits longer for a test. */
const patienceMs = 60_000

/** Sends one message that nobody keeps. Never throws for what a provider does. */
export const sendTest = async (
  context: EngineContext,
  ways: Ways,
  { message, identifier, providerId }: Trial,
): Promise<TestResult> => {
  const { store, log } = context
  const startedAt = performance.now()
  const sandbox = context.isSandbox()
  const target = store.targets.withIdentifier(identifier)
  const { providerType: type } = message
  const chosen =
    providerId ?? store.resolutions.providerFor(target?.id, type, store.providers.defaultFor(type))
  const provider = chosen === undefined ? undefined : store.providers.get(chosen)
  const providerName = provider?.name ?? ''
  const result = (outcome: TestResult['outcome'], words: string): TestResult => {
    const durationMs = Math.round(performance.now() - startedAt)
    log(`a test ${message.providerType} through ${providerName || 'no provider'}: ${outcome}`)
    return { outcome, message: words, providerName, sandbox, durationMs }
  }
  if (provider === undefined || provider.type !== message.providerType)
    return result('failed', noProvider)

  const inbox = createInbox(context, { ...sender(message), providerId: provider.id })
  try {
    const content = await toContent(context, message)
    const way = sandbox
      ? ways.toSandbox(provider.id, inbox.add, now(context))
      : ways.toVendor(provider.id)
    try {
      inbox.expect([{ identifier, userId: target?.userId ?? '' }])
      const receipt = await way.channel.send(toOutgoing(context, content, identifier))
      const refused = receipt.refused.get(0)
      if (refused) return result('failed', refused.message)
      inbox.store()
      return result('accepted', sandbox ? inInbox : `${providerName} took it.`)
    } finally {
      way.release()
    }
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error
    return result(error.scope === 'outcome' ? 'unknown' : 'failed', error.message)
  }
}

const noProvider =
  'No provider of this channel is switched on. Add one, or switch one on, under Providers.'
const inInbox = 'It is in the sandbox inbox; nothing left this computer.'

const sender = ({ providerType }: Trial['message']) => ({ messageId: '', providerType })

const toOutgoing = ({ origin }: EngineContext, content: Content, identifier: string): Outgoing => {
  const key = `test.${origin.random(12).toString('hex')}`
  return {
    ...{ content, key, withCopies: false },
    recipients: [{ identifier, key }],
    date: new Date(origin.clock()),
    signal: AbortSignal.timeout(patienceMs),
  }
}
