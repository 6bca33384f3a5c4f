import { z } from 'zod'
import { command } from './endpoint'
import { id, text } from './fields'
import { providerType } from './messages'

/** What became of one recipient; `unknown` is never sent again without a person's decision. */
export const deliveryState = z.enum(['pending', 'in_flight', 'accepted', 'failed', 'unknown'])

/** How many recipients of a message are in each state; their sum is everyone. */
export const deliveryCounts = z.object({
  pending: z.int(),
  in_flight: z.int(),
  accepted: z.int(),
  failed: z.int(),
  unknown: z.int(),
})

/** One recipient of a message in the ledger. */
export const delivery = z.object({
  id: z.int(),
  messageId: z.string(),
  providerId: z.string(),
  targetId: z.string(),
  userId: z.string(),
  /** The person's name now; empty when unknown. */
  userName: z.string(),
  identifier: z.string(),
  state: deliveryState,
  /** For people: what failed and why; null unless failed or unknown. */
  error: z.string().nullable(),
  /** When the outcome was recorded. */
  finishedAt: z.string().nullable(),
})

/** How one message's sending stands. */
export const deliveryReport = z.object({
  messageId: z.string(),
  counts: deliveryCounts,
  /** True when the mails went to the sandbox inbox. */
  sandbox: z.boolean(),
  startedAt: z.string().nullable(),
  finishedAt: z.string().nullable(),
  /** Who sends, with the number of recipients each. */
  providers: z.array(z.object({ providerId: z.string(), name: z.string(), total: z.int() })),
  /** The errors that occurred, the most frequent first. */
  causes: z.array(z.object({ error: z.string(), state: deliveryState, total: z.int() })),
})

const audience = {
  topics: z.array(id).default([]),
  users: z.array(id).default([]),
  targets: z.array(id).default([]),
}

/** Sending: who gets it, how it stands, what became of each recipient. */
export const deliveryCommands = {
  /** The same resolution that sending uses, counted. */
  countRecipients: command({
    on: 'engine',
    input: z.object({ providerType, ...audience }),
    reply: z.object({
      /** Different recipients: what "Send to n people" names. */
      total: z.int(),
      /** Reached more than once by topics, users and targets, and counted once. */
      duplicates: z.int(),
      providers: z.array(z.object({ providerId: z.string(), name: z.string(), total: z.int() })),
    }),
  }),
  getDeliveryReport: command({
    on: 'engine',
    input: z.object({ messageId: id }),
    reply: deliveryReport,
  }),
  /** Counts of several messages at once, for lists; messages never sent are left out. */
  listDeliveryCounts: command({
    on: 'engine',
    input: z.object({ messageIds: z.array(id).max(500) }),
    reply: z.record(z.string(), deliveryCounts),
  }),
  listDeliveries: command({
    on: 'engine',
    input: z.object({
      messageId: id,
      states: z.array(deliveryState).optional(),
      search: text(1, 256).optional(),
      /** The last row's `id` of the page before. */
      after: z.int().optional(),
      limit: z.int().min(1).max(500).default(100),
    }),
    reply: z.object({ total: z.int(), deliveries: z.array(delivery) }),
  }),
  /** A person's decision to try these outcomes again; answers how many recipients wait now. */
  retryDeliveries: command({
    on: 'engine',
    input: z.object({ messageId: id, states: z.array(z.enum(['failed', 'unknown'])).min(1) }),
    reply: z.object({ total: z.int() }),
  }),
}

/** How many recipients of a message are in each state. */
export type DeliveryCounts = z.infer<typeof deliveryCounts>
/** One recipient of a message in the ledger. */
export type Delivery = z.infer<typeof delivery>
/** What became of one recipient. */
export type DeliveryState = z.infer<typeof deliveryState>
/** How one message's sending stands. */
export type DeliveryReport = z.infer<typeof deliveryReport>
