import { z } from 'zod'
import { command } from './endpoint'
import { id, text } from './fields'
import { providerType } from './messages'

/** Why somebody who is listed gets nothing. */
export const exclusionReason = z.enum([
  'unknown_topic',
  'unknown_user',
  'unknown_target',
  /** The person has no target of this channel. */
  'no_target',
  /** The target is of another channel. */
  'other_channel',
  /** No provider of this channel is enabled. */
  'no_provider',
])

/** Where somebody is listed; the name is empty when there is none, or nothing with this id. */
export const recipientSource = z.object({
  kind: z.enum(['topic', 'user', 'target']),
  id: z.string(),
  name: z.string(),
})

/** Which provider sends, and why that one. */
export const providerChoice = z.object({
  providerId: z.string(),
  name: z.string(),
  /** `own`: the target names it. `default`: it names none. `fallback`: the one it names cannot be used. */
  choice: z.enum(['own', 'default', 'fallback']),
  /** What the target names in vain: its name, or its id when it is gone. */
  instead: z.string().nullable(),
})

/** One recipient, or one listing that leads to nobody. */
export const explainedRecipient = z.object({
  /** Its place in the list, for the next page. */
  position: z.int(),
  targetId: z.string().nullable(),
  identifier: z.string(),
  userId: z.string().nullable(),
  userName: z.string(),
  sources: z.array(recipientSource),
  provider: providerChoice.nullable(),
  /** The device does not answer to this token any more; it is still sent to. */
  expired: z.boolean(),
  exclusion: exclusionReason.nullable(),
})

/** An audience in numbers: `listed` less `duplicates` less `leftOut` is `people`. */
export const audienceNumbers = z.object({
  listed: z.int(),
  duplicates: z.int(),
  leftOut: z.int(),
  people: z.int(),
  /** How many people are listed more than once. */
  repeated: z.int(),
  providers: z.array(z.object({ providerId: z.string(), name: z.string(), total: z.int() })),
  countedAt: z.string(),
  durationMs: z.number(),
})

/** Who gets a message, and why: the resolution of a send, person by person. */
export const explanationCommands = {
  /** Resolves an audience as sending would do now; its pages stay as they are until it is resolved again. */
  explainRecipients: command({
    on: 'engine',
    input: z.object({
      providerType,
      topics: z.array(id).default([]),
      users: z.array(id).default([]),
      targets: z.array(id).default([]),
    }),
    reply: z.object({ explanationId: z.int(), numbers: audienceNumbers }),
  }),
  listExplainedRecipients: command({
    on: 'engine',
    input: z.object({
      explanationId: z.int(),
      /** `repeated` are those listed more than once. */
      part: z.enum(['people', 'repeated', 'leftOut']),
      search: text(1, 256).optional(),
      /** The `position` of the last row of the page before. */
      after: z.int().optional(),
      limit: z.int().min(1).max(500).default(100),
    }),
    reply: z.object({ recipients: z.array(explainedRecipient), hasMore: z.boolean() }),
  }),
}

/** One recipient, or one listing that leads to nobody. */
export type ExplainedRecipient = z.infer<typeof explainedRecipient>
/** An audience in numbers. */
export type AudienceNumbers = z.infer<typeof audienceNumbers>
/** Why somebody who is listed gets nothing. */
export type ExclusionReason = z.infer<typeof exclusionReason>
