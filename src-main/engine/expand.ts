import type { RecipientSource, Slice, SlicePage } from '../store/expansion'
import type { StoredMessage } from '../store/messages'
import type { EngineContext } from './context'
import { now } from './now'

/** Small enough that a call in between waits a few milliseconds. */
const sliceRows = 1000

/**
 * Writes the ledger's rows and answers how many. In between calls are answered; when `isWanted` says so no
 * more, it leaves what is there for the next time, which starts over.
 */
export const expandRecipients = async (
  context: Pick<EngineContext, 'store' | 'origin'>,
  message: StoredMessage,
  { provider, isWanted }: { readonly provider: string; readonly isWanted: () => boolean },
): Promise<number> => {
  const { store } = context
  const { id, providerType: type } = message
  const step = async <Result>(work: () => Result): Promise<Result | undefined> => {
    await new Promise(setImmediate)
    return isWanted() ? store.batch(work) : undefined
  }

  while (await step(() => store.expansion.takeBack(id, sliceRows)));
  for (const source of sourcesOf(message))
    await inSlices((page) => step(() => store.expansion.collect(id, source, type, page)))
  const total = await inSlices((page) =>
    step(() => store.expansion.write(id, type, provider, page)),
  )
  while (await step(() => store.expansion.forget(id, sliceRows)));
  if (isWanted() && total > 0) store.transaction(() => store.sendings.expanded(id, now(context)))
  return total
}

/** Takes slice after slice to the last one; answers how many rows they wrote. */
const inSlices = async (take: (page: SlicePage) => Promise<Slice | undefined>): Promise<number> => {
  let total = 0
  let after: number | undefined = 0
  while (after !== undefined) {
    const slice: Slice | undefined = await take({ after, limit: sliceRows })
    total += slice?.written ?? 0
    after = slice?.next
  }
  return total
}

const sourcesOf = ({ topics, users, targets }: StoredMessage): RecipientSource[] => [
  ...topics.map((id) => ({ kind: 'topics' as const, id })),
  ...users.map((id) => ({ kind: 'users' as const, id })),
  ...targets.map((id) => ({ kind: 'targets' as const, id })),
]
