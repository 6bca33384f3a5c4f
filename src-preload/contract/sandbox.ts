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

/** Trouble that the sandbox makes on purpose. */
export const sandboxFault = z.object({
  /**
   * `rate_limit` answers 429 and asks to wait, `server` 503, `timeout` takes the message and never answers,
   * `slow` answers late, `refuse` refuses single recipients, `greylist` puts them off for some minutes.
   */
  kind: z.enum(['rate_limit', 'server', 'timeout', 'slow', 'refuse', 'greylist']),
  /** Part of an address, number or token; empty means everybody. */
  matching: text(0, 256),
  /** Of a hundred attempts; of a hundred recipients, always the same, for `refuse` and `greylist`. */
  percent: z.int().min(1).max(100),
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
  getSandboxFaults: command({
    on: 'engine',
    input: z.object({}),
    reply: z.object({ faults: z.array(sandboxFault) }),
  }),
  /** In place of those there were; holds from the next attempt on, for the sandbox only. */
  setSandboxFaults: command({
    on: 'engine',
    input: z.object({ faults: z.array(sandboxFault).max(20) }),
    reply: z.object({ faults: z.array(sandboxFault) }),
  }),
  clearSandbox: command({ on: 'engine', input: z.object({}), reply: z.object({ total: z.int() }) }),
}

/** Trouble that the sandbox makes on purpose. */
export type SandboxFault = z.infer<typeof sandboxFault>
/** One message that would have left the computer. */
export type SandboxMail = z.infer<typeof sandboxMail>
