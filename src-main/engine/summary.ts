import type { EngineContext } from './context'
import { now } from './now'

const maxErrors = 100

/** One line of `deliveryErrors` (behaviour 6.4). */
export const toErrorLine = ({
  identifier,
  error,
}: {
  readonly identifier: string
  readonly error: string
}): string => `Failed sending to target ${identifier} with error: ${error}`

/** Derives the message's end from its ledger, unless somebody still waits. */
export const finishMessage = (context: EngineContext, id: string): void => {
  const { store, changes } = context
  store.transaction(() => {
    const sending = store.sendings.get(id)
    const counts = store.sendings.counts([id])[id]
    if (!sending || !counts || counts.pending + counts.in_flight > 0) return
    // Nothing else tells an SDK of the people in copy: many failures must not crowd them out.
    const problems = sending.problems.slice(0, maxErrors)
    const troubles = store.deliveries.troubles(id, maxErrors - problems.length).map(toErrorLine)
    const deliveryErrors = [...troubles, ...problems]
    const at = now(context)
    store.messages.finish({
      ...{ id, updatedAt: at, deliveredAt: at, deliveryErrors },
      status: deliveryErrors.length === 0 ? 'sent' : 'failed',
      deliveredTotal: counts.accepted,
    })
    store.sendings.finish(id, at)
  })
  changes.changed('messages', id)
}

/** Nobody was tried: the message has one error and no time of delivery. */
export const giveUpMessage = (context: EngineContext, id: string, problem: string): void => {
  const at = now(context)
  context.store.transaction(() => {
    context.store.messages.finish({
      ...{ id, status: 'failed', updatedAt: at, deliveredAt: null },
      ...{ deliveredTotal: 0, deliveryErrors: [problem] },
    })
    context.store.sendings.finish(id, at)
  })
  context.changes.changed('messages', id)
}
