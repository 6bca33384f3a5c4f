import { z } from 'zod'
import { command } from './endpoint'
import { id, text } from './fields'
import { messages } from './messages'

const email = messages.createEmail.input.pick({
  subject: true,
  content: true,
  html: true,
  cc: true,
  bcc: true,
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

/** What a message says, whoever gets it. */
export const trialContent = z.discriminatedUnion('providerType', [
  email.extend({ providerType: z.literal('email') }),
  sms.extend({ providerType: z.literal('sms') }),
  push.extend({ providerType: z.literal('push') }),
])

/** One request that a rehearsal built, as it would go out, secrets masked. */
export const rehearsedRequest = z.object({
  providerName: z.string(),
  subject: z.string(),
  /** The first of its recipients. */
  identifiers: z.array(z.string()),
  recipients: z.int(),
  bytes: z.int(),
  /** Whom a mail server is told of: the people in copy too, those in blind copy nowhere else. */
  envelope: z.object({ from: z.string(), to: z.array(z.string()) }).nullable(),
  /** The mail's MIME, or the request line, headers and body; at most 64 KiB. */
  source: z.string(),
})

/** How a rehearsal stands. */
export const rehearsalInfo = z.object({
  rehearsalId: z.int(),
  state: z.enum(['running', 'done', 'cancelled', 'failed']),
  /** For people: why it failed, which is why sending would. */
  problem: z.string().nullable(),
  /** Recipients that were gone through, of how many. */
  done: z.int(),
  total: z.int(),
  durationMs: z.number(),
  providers: z.array(
    z.object({
      providerId: z.string(),
      name: z.string(),
      recipients: z.int(),
      /** How often the provider is called; a batch is one call. */
      calls: z.int(),
      requests: z.int(),
      bytes: z.int(),
      /** For all requests over the provider's connections, at 200 ms each; longer where a limit says so. */
      estimatedMs: z.int(),
    }),
  ),
})

/** Trying a text that is not saved as a message. */
export const trialCommands = {
  /**
   * Sends a text to one address, number or token, through the same code as a campaign; the sandbox holds.
   * Nobody is in copy, no message is stored. Without `providerId` it goes through the one that would send to this address.
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
  /**
   * Goes through everything that a send does up to the wire, in the background, and tells by
   * `rehearsal.progress`. Nothing is sent and nothing is stored.
   */
  startRehearsal: command({
    on: 'engine',
    input: z.object({
      content: trialContent,
      topics: z.array(id).default([]),
      users: z.array(id).default([]),
      targets: z.array(id).default([]),
    }),
    reply: rehearsalInfo,
  }),
  /** How one of the latest rehearsals stands, and its first requests. */
  getRehearsal: command({
    on: 'engine',
    input: z.object({ rehearsalId: z.int() }),
    reply: z.object({ info: rehearsalInfo, samples: z.array(rehearsedRequest) }),
  }),
  cancelRehearsal: command({
    on: 'engine',
    input: z.object({ rehearsalId: z.int() }),
    reply: rehearsalInfo,
  }),
}

/** The same for a draft as it is saved. */
export const draftTrialCommands = {
  testDraft: command({
    on: 'app',
    input: z.object({ draftId: id, ...trialCommands.sendTest.input.omit({ content: true }).shape }),
    reply: trialCommands.sendTest.reply,
  }),
  rehearseDraft: command({ on: 'app', input: z.object({ draftId: id }), reply: rehearsalInfo }),
}

/** How a rehearsal stands. */
export type RehearsalInfo = z.output<typeof rehearsalInfo>
/** One request that a rehearsal built. */
export type RehearsedRequest = z.output<typeof rehearsedRequest>
/** What a message says, whoever gets it. */
export type TrialContent = z.output<typeof trialContent>
