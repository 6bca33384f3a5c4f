import { z } from 'zod'
import { confirmedPeople } from './ceiling'
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
  /** For people: what failed and why, also while the next attempt is waited for. */
  error: z.string().nullable(),
  /** How often it was tried. */
  attempts: z.int(),
  /** When it is tried again, while it waits for that. */
  nextAttemptAt: z.string().nullable(),
  /** When the outcome was recorded. */
  finishedAt: z.string().nullable(),
})

/** Why a message does not move on for a while. */
export const deliveryWait = z.object({
  /**
   * `trouble`: everybody is left alone for a while. `retries`: those who are left were put off one by one.
   * `deferred`: single people were put off for long, while others are sent to.
   * `limit`: as many as a limit of ours allows were sent to. `silence`: who was asked does not answer.
   */
  kind: z.enum(['trouble', 'retries', 'deferred', 'limit', 'silence']),
  /** Null: it concerns all of them. */
  providerId: z.string().nullable(),
  /** When that is over at the latest, with `deferred` for the last of them; null when that cannot be told. */
  until: z.string().nullable(),
  /** Since when nothing was heard; null but for `silence`. */
  since: z.string().nullable(),
  /** How many were put off, counted up to `mostPutOffCounted`; null where that says nothing. */
  people: z.int().nullable(),
  /** For people, in the provider's own words; empty when `kind` says it all. */
  reason: z.string(),
})

/** What a message's sending does now. */
export const deliveryActivity = z.object({
  /** `idle` when it was never started or is over; `preparing` while the ledger is written. */
  state: z.enum(['idle', 'preparing', 'sending', 'paused', 'cancelling']),
  pausedAt: z.string().nullable(),
  /** Why it paused by itself; null when a person paused it. */
  pauseReason: z.string().nullable(),
  /** Everybody who is left was put off, and nobody is sent to before this time; null while anybody may be. */
  restsUntil: z.string().nullable(),
  waits: z.array(deliveryWait),
})

const perSecond = z.number().positive().max(100_000)
const concurrency = z.int().positive().max(1000)
const share = z.number().positive().max(1)

/** How fast and how wide one provider may be used by all messages together; null: no limit of ours. */
export const providerLimits = z.object({
  /** Recipients a second. */
  perSecond: perSecond.nullable(),
  /** Calls at the same time. */
  concurrency: concurrency.nullable(),
})

/** When a message whose deliveries fail pauses by itself. */
export const failurePause = z.object({
  /** The share of failures among its outcomes, 0 to 1; null: never. */
  share: share.nullable(),
  /** Not before so many outcomes. */
  outcomes: z.int(),
})

/** How one message's sending stands. */
export const deliveryReport = z.object({
  messageId: z.string(),
  counts: deliveryCounts,
  activity: deliveryActivity,
  /** True when the mails went to the sandbox inbox. */
  sandbox: z.boolean(),
  startedAt: z.string().nullable(),
  finishedAt: z.string().nullable(),
  /** Who sends, with the number of recipients each and the limit a second. */
  providers: z.array(
    z.object({
      providerId: z.string(),
      name: z.string(),
      total: z.int(),
      perSecond: z.number().nullable(),
    }),
  ),
  /** The errors that occurred, the most frequent first. */
  causes: z.array(z.object({ error: z.string(), state: deliveryState, total: z.int() })),
  /** Errors that belong to no recipient, such as that somebody in copy got nothing. */
  problems: z.array(z.string()),
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
    input: z.object({
      providerType,
      ...audience,
      /** Targets in copy. */
      copies: z.array(id).default([]),
    }),
    reply: z.object({
      /** Different recipients: what "Send to n people" names. */
      total: z.int(),
      /** Those in copy who are no recipients. */
      copies: z.int(),
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
    reply: z.record(
      z.string(),
      deliveryCounts.extend({
        paused: z.boolean(),
        /** Everybody who is left was put off for a while. */
        resting: z.boolean(),
      }),
    ),
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
    input: z.object({
      messageId: id,
      states: z.array(z.enum(['failed', 'unknown'])).min(1),
      confirmedPeople: confirmedPeople.optional(),
    }),
    reply: z.object({ total: z.int() }),
  }),
  /** Claims nobody any more; who is being sent to is finished. Holds across restarts. */
  pauseDelivery: command({ on: 'engine', input: z.object({ messageId: id }), reply: z.object({}) }),
  resumeDelivery: command({
    on: 'engine',
    input: z.object({ messageId: id }),
    reply: z.object({}),
  }),
  /** A person's decision to try those who were put off at once, with all their attempts before them. */
  hastenDelivery: command({
    on: 'engine',
    input: z.object({ messageId: id }),
    reply: z.object({}),
  }),
  /** Ends the sending: whoever waits is recorded as failed, in words, and can be retried. */
  cancelDelivery: command({
    on: 'engine',
    input: z.object({ messageId: id }),
    reply: z.object({}),
  }),
  getProviderLimits: command({
    on: 'engine',
    input: z.object({ providerId: id }),
    reply: providerLimits,
  }),
  /** Of every provider that has a limit. */
  listProviderLimits: command({
    on: 'engine',
    input: z.object({}),
    reply: z.object({ limits: z.array(providerLimits.extend({ providerId: z.string() })) }),
  }),
  /** Holds at once, for messages on their way too. */
  setProviderLimits: command({
    on: 'engine',
    input: z.object({
      providerId: id,
      /** No limit when absent. */
      perSecond: perSecond.optional(),
      concurrency: concurrency.optional(),
    }),
    reply: z.object({}),
  }),
  getFailurePause: command({ on: 'engine', input: z.object({}), reply: failurePause }),
  setFailurePause: command({
    on: 'engine',
    input: z.object({
      /** Never when absent. */
      share: share.optional(),
      outcomes: z.int().min(1).max(1_000_000),
    }),
    reply: z.object({}),
  }),
}

/** Why a message does not move on for a while. */
export type DeliveryWait = z.infer<typeof deliveryWait>
/** What a message's sending does now. */
export type DeliveryActivity = z.infer<typeof deliveryActivity>
/** How fast and how wide one provider may be used. */
export type ProviderLimits = z.infer<typeof providerLimits>
/** When a message whose deliveries fail pauses by itself. */
export type FailurePause = z.infer<typeof failurePause>
/** How many recipients of a message are in each state. */
export type DeliveryCounts = z.infer<typeof deliveryCounts>
/** One recipient of a message in the ledger. */
export type Delivery = z.infer<typeof delivery>
/** What became of one recipient. */
export type DeliveryState = z.infer<typeof deliveryState>
/** How one message's sending stands. */
export type DeliveryReport = z.infer<typeof deliveryReport>
