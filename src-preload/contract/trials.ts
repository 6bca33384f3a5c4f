import { z } from 'zod'
import { command } from './endpoint'
import { id, text } from './fields'
import { messages } from './messages'

const email = messages.createEmail.input.pick({
  subject: true,
  content: true,
  html: true,
  attachments: true,
})
const sms = messages.createSms.input.pick({ content: true })
const push = messages.createPush.input.omit({
  messageId: true,
  topics: true,
  users: true,
  targets: true,
  draft: true,
  scheduledAt: true,
})

/** What a message says, whoever gets it; nobody is in copy. */
export const trialContent = z.discriminatedUnion('providerType', [
  email.extend({ providerType: z.literal('email') }),
  sms.extend({ providerType: z.literal('sms') }),
  push.extend({ providerType: z.literal('push') }),
])

/** Trying a text that is not saved as a message. */
export const trialCommands = {
  /**
   * Sends a text to one address, number or token, through the same code as a campaign; the sandbox holds.
   * No message is stored. Without `providerId` it goes through the one that would send to this address.
   */
  sendTest: command({
    on: 'engine',
    input: z.object({
      content: trialContent,
      identifier: text(1, 4096),
      providerId: id.optional(),
    }),
    reply: z.object({
      outcome: z.enum(['accepted', 'failed', 'unknown']),
      /** For people: what came of it, and what to do when it failed. */
      message: z.string(),
      /** Who sent it; empty when there was nobody to. */
      providerName: z.string(),
      /** True: it is in the sandbox inbox. */
      sandbox: z.boolean(),
      durationMs: z.number(),
    }),
  }),
}

/** What a message says, whoever gets it. */
export type TrialContent = z.output<typeof trialContent>
