import { z } from 'zod'
import { command } from './endpoint'
import { id } from './fields'
import { providerType } from './messages'

/**
 * How many people a person has said, sign by sign, that a message may reach. Needed above the profile's
 * ceiling; it must not be less than who is reached.
 */
export const confirmedPeople = z.int().positive()

/** More people than this need their number confirmed; null: none do. */
export const recipientCeiling = z.int().positive().max(1_000_000_000).nullable()

/** How many people a message would reach. */
export const peopleCount = z.object({
  /** With those in copy. Null when it cannot be told. */
  total: z.int().nullable(),
  /** How many of them are in copy and no recipients. */
  copies: z.int(),
  /** False: at most `total`; duplicates and people who left are still in it. */
  isExact: z.boolean(),
  /** For people: why it cannot be told. */
  problem: z.string().nullable(),
})

/** Who is reached, as far as the profile's backend lets it be told. */
export const ceilingCommands = {
  countPeople: command({
    on: 'app',
    input: z.object({
      providerType,
      topics: z.array(id).default([]),
      users: z.array(id).default([]),
      targets: z.array(id).default([]),
      /** Targets in copy. */
      copies: z.array(id).default([]),
    }),
    reply: peopleCount,
  }),
}

/** How many people a message would reach. */
export type PeopleCount = z.infer<typeof peopleCount>
