import { z } from 'zod'
import { command } from './endpoint'
import { providerType } from './messages'
import { text } from './fields'

/** One message that would have left the computer. */
export const sandboxMail = z.object({
  id: z.int(),
  /** Empty for a test of a text that is not saved. */
  messageId: z.string(),
  providerId: z.string(),
  providerType,
  /** The recipient; others of the same request have entries of their own. */
  identifier: z.string(),
  userName: z.string(),
  subject: z.string(),
  /** Bytes of the exact outgoing source. */
  size: z.int(),
  receivedAt: z.string(),
  read: z.boolean(),
})

/** The sandbox inbox: exactly what the transport was handed. */
export const sandboxCommands = {
  listSandboxMails: command({
    on: 'engine',
    input: z.object({
      search: text(1, 256).optional(),
      /** The last row's `id` of the page before; newest come first. */
      before: z.int().optional(),
      limit: z.int().min(1).max(500).default(100),
    }),
    reply: z.object({ total: z.int(), unread: z.int(), mails: z.array(sandboxMail) }),
  }),
  /** One mail with its source, taken apart; opening it marks it read. */
  getSandboxMail: command({
    on: 'engine',
    input: z.object({ id: z.int() }),
    reply: z.object({
      mail: sandboxMail,
      /** What was handed over: a mail as MIME, or an HTTP request with its secrets struck out. */
      format: z.enum(['mime', 'http']),
      /** Exactly that, bytes read as UTF-8. */
      source: z.string(),
      /** How many people that one source is for. */
      recipients: z.int(),
      headers: z.array(z.object({ key: z.string(), value: z.string() })),
      html: z.string().nullable(),
      text: z.string().nullable(),
      attachments: z.array(z.object({ name: z.string(), mimeType: z.string(), size: z.int() })),
      /** The fields of a push message, as it was written. */
      push: z.record(z.string(), z.unknown()).nullable(),
    }),
  }),
  clearSandbox: command({ on: 'engine', input: z.object({}), reply: z.object({ total: z.int() }) }),
}

/** One message that would have left the computer. */
export type SandboxMail = z.infer<typeof sandboxMail>
