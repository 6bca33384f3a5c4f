import { z } from 'zod'
import { confirmedPeople } from './ceiling'
import { command } from './endpoint'
import { id, moment } from './fields'
import { providerType } from './messages'

/** What becomes of a message whose time passed while nothing was awake to send it. */
export const missedPolicy = z.object({
  /** It is still sent when it is less than this late. */
  sendWithinMinutes: z.int().min(1).max(525_600),
  /** Later ones: `ask` waits for a person's decision, `skip` lets the message fail and says why. */
  otherwise: z.enum(['ask', 'skip']),
})

/** What becomes of a missed message. */
export type MissedPolicy = z.infer<typeof missedPolicy>

/** Late by a coffee is sent, anything more is a person's decision. */
export const defaultMissedPolicy: MissedPolicy = { sendWithinMinutes: 15, otherwise: 'ask' }

/** Why a message waits: its time passed unattended, or more people than the ceiling were there when it came. */
const missedReason = z.enum(['late', 'ceiling'])

/** A scheduled message that waits for a decision; for the API it is still `scheduled`. */
export const missedMessage = z.object({
  messageId: z.string(),
  providerType,
  /** Its subject or title, else the start of its text; may be empty. */
  title: z.string(),
  scheduledAt: z.string(),
  /** Since when it waits. */
  foundAt: z.string(),
  reason: missedReason,
  /** How many people it was confirmed for when it was scheduled; null when nobody had to say. */
  confirmedPeople: z.int().nullable(),
})

/** Schedules that were missed: what waits for a decision, and the decision. */
export const scheduleCommands = {
  /** The longest overdue first. */
  listMissedMessages: command({
    on: 'engine',
    input: z.object({}),
    reply: z.object({ messages: z.array(missedMessage) }),
  }),
  /** `send` starts at once, `reschedule` needs `scheduledAt`, `draft` takes it back. */
  decideMissedMessage: command({
    on: 'engine',
    input: z.object({
      messageId: id,
      act: z.enum(['send', 'reschedule', 'draft']),
      scheduledAt: moment.optional(),
      confirmedPeople: confirmedPeople.optional(),
    }),
    reply: z.object({}),
  }),
}

/** Why a message waits for a decision. */
export type MissedReason = z.infer<typeof missedReason>
/** A scheduled message that waits for a decision. */
export type MissedMessage = z.infer<typeof missedMessage>
