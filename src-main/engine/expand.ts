import { inCopy } from '@contract/in-copy'
import type { Slice } from '../store/expansion'
import type { StoredMessage } from '../store/messages'
import type { PeoplePage, Resolution } from '../store/resolutions'
import type { EngineContext } from './context'
import { now } from './now'
import { collectAudience } from './resolve'

/** Small enough that a call in between waits a few milliseconds. */
const sliceRows = 1000

/** How a ledger is written. */
interface Expanding {
  /** Sends what names no other. */
  readonly provider: string
  /** Everybody, when they were found before. */
  readonly counted: Resolution | undefined
  readonly isWanted: () => boolean
}

/**
 * Writes the ledger's rows and answers how many. In between calls are answered; when `isWanted` says so no
 * more, it leaves what is there for the next time, which starts over.
 */
export const expandRecipients = async (
  context: Pick<EngineContext, 'store' | 'origin'>,
  message: StoredMessage,
  { provider, counted, isWanted }: Expanding,
): Promise<number> => {
  const { store } = context
  const { id, providerType: type, topics, users, targets } = message
  await takeBackRecipients(context, id, isWanted)
  if (!isWanted()) return 0
  // Whoever was counted for another default provider is found anew.
  const known = counted?.defaultProvider === provider ? counted : undefined
  const resolution = known ?? store.resolutions.open({ type, topics, users, targets }, provider)
  try {
    if (!known) await collectAudience(resolution, isWanted)
    const write = store.expansion.writer(id, resolution)
    let total = 0
    let after: number | undefined = 0
    while (after !== undefined) {
      const page: PeoplePage = { after, limit: sliceRows }
      const slice: Slice | undefined = await step(store, isWanted, () => write(page))
      total += slice?.written ?? 0
      after = slice?.next
    }
    const copied = resolution.foundOf(inCopy(message.data))
    if (isWanted() && total > 0)
      store.transaction(() => store.sendings.expanded(id, now(context), copied))
    return total
  } finally {
    resolution.drop()
  }
}

/** Takes back what an interrupted preparation wrote; calls are answered in between. */
export const takeBackRecipients = async (
  { store }: Pick<EngineContext, 'store'>,
  messageId: string,
  isWanted: () => boolean,
): Promise<void> => {
  while (await step(store, isWanted, () => store.expansion.takeBack(messageId, sliceRows)));
}

/** Writes a slice after calls had their turn; undefined when it is no longer wanted. */
const step = async <Result>(
  store: EngineContext['store'],
  isWanted: () => boolean,
  work: () => Result,
): Promise<Result | undefined> => {
  await new Promise(setImmediate)
  return isWanted() ? store.batch(work) : undefined
}
