import type { Handlers } from '@contract/endpoint'
import { apiError } from '@contract/errors'
import type { scheduleCommands } from '@contract/schedules'
import type { StoredMessage } from '../../store/messages'
import type { Caller } from '../caller'
import type { EngineContext } from '../context'
import type { Delivery } from '../delivery'
import { toSchedule } from '../message-rules'
import { now } from '../now'
import type { Scheduler } from '../scheduler'

/** Scheduled messages that were missed: what waits for a decision, and the decision. */
export const scheduleHandlers = (
  context: EngineContext,
  delivery: Delivery,
  scheduler: Scheduler,
): Handlers<typeof scheduleCommands, Caller> => {
  const { store, origin, changes } = context

  const findMissed = (id: string): StoredMessage => {
    const message = store.messages.get(id)
    if (!message) throw apiError('message_not_found')
    if (!store.missed.has(id)) throw apiError('desktop_nothing_to_decide')
    return message
  }

  return {
    listMissedMessages: () => ({ messages: store.missed.list() }),
    decideMissedMessage: ({ messageId, act, scheduledAt, confirmedPeople = null }) => {
      const message = findMissed(messageId)
      const later = act === 'reschedule' ? toSchedule(scheduledAt, origin.clock()) : undefined
      if (act === 'reschedule' && later === undefined) throw apiError('message_missing_schedule')
      store.transaction(() => {
        store.missed.release(messageId)
        store.messages.update({
          ...message,
          updatedAt: now(context),
          status: statusAfter[act],
          scheduledAt: later ?? message.scheduledAt,
          confirmedPeople,
        })
      })
      changes.changed('messages', messageId)
      changes.changed('schedules')
      if (act === 'send') delivery.start(messageId)
      scheduler.poke()
      return {}
    },
  }
}

const statusAfter = { send: 'processing', reschedule: 'scheduled', draft: 'draft' } as const
