import { toMillis } from '@contract/fields'
import type { MissedPolicy } from '@contract/schedules'
import { writeProblem } from '../store/database'
import type { DueMessage } from '../store/messages'
import type { EngineContext } from './context'
import { now } from './now'

/** When it was due, when it is, and since when the engine has been awake; milliseconds since 1970. */
interface Times {
  readonly dueAt: number
  readonly now: number
  readonly awakeSince: number
}

/** What becomes of a message that is due: on time, or by the policy when its time passed unattended. */
export const judgeDue = (
  { dueAt, now, awakeSince }: Times,
  { sendWithinMinutes, otherwise }: MissedPolicy,
): 'send' | MissedPolicy['otherwise'] => {
  const isMissed = dueAt < awakeSince && now - dueAt >= sendWithinMinutes * 60_000
  return isMissed ? otherwise : 'send'
}

/** Deals with one message whose time has come; what cannot be written now stays due. */
export const dealWithDue = (context: DueContext, message: DueMessage, awakeSince: number): void => {
  try {
    decide(context, message, awakeSince)
  } catch (error) {
    const problem = writeProblem(error)
    if (problem === undefined) throw error
    context.log(problem)
  }
}

type DueContext = EngineContext & { readonly start: (messageId: string) => void }

const decide = (context: DueContext, { id, scheduledAt }: DueMessage, awakeSince: number): void => {
  const clock = context.origin.clock()
  const times = { dueAt: toMillis(scheduledAt) ?? clock, now: clock, awakeSince }
  switch (judgeDue(times, context.missedPolicy())) {
    case 'send':
      return context.start(id)
    case 'ask':
      context.store.missed.hold(id, now(context), 'late')
      context.changes.changed('messages', id)
      return context.changes.changed('schedules')
    case 'skip':
      return skip(context, { id, scheduledAt })
  }
}

/** Nobody was tried; as with a message that found no provider, a retry starts it over. */
const skip = (context: EngineContext, { id, scheduledAt }: DueMessage): void => {
  const { store, origin, isSandbox, changes } = context
  const at = now(context)
  store.transaction(() => {
    const token = origin.random(8).toString('hex')
    store.sendings.start(id, { sandbox: isSandbox(), token, startedAt: at })
    store.messages.finish({
      ...{ id, status: 'failed', updatedAt: at, deliveredAt: null, deliveredTotal: 0 },
      deliveryErrors: [skipped(scheduledAt)],
    })
    store.sendings.finish(id, at)
  })
  changes.changed('messages', id)
}

const skipped = (scheduledAt: string): string => {
  const due = scheduledAt.slice(0, 16).replace('T', ' ')
  return `Skipped: it was due at ${due} UTC, and nothing was sent because Sendwright was not running then, or the computer was asleep.`
}
