import { z } from 'zod'
import { confirmedPeople } from './ceiling'
import { draft } from './drafts'
import { command } from './endpoint'
import { errorBody, id } from './fields'

/** What the server is to do with a draft: send it now or at its time, or keep it as its own draft. */
const handing = z.enum(['send', 'keep'])

/**
 * `waiting`: for a person to release it. `released`: for its turn and for the server. `publishing`: it is being
 * handed over. `needsYou`: a person has to decide something first. `failed`: it was refused.
 */
export const outboxState = z.enum(['waiting', 'released', 'publishing', 'needsYou', 'failed'])

/** A draft that waits to be handed to the server. */
export const outboxEntry = z.object({
  draft,
  as: handing,
  state: outboxState,
  /** Why it is where it is; null when it just waits. */
  problem: errorBody.nullable(),
  /** How often it was tried since it was released. */
  attempts: z.int(),
  addedAt: z.string(),
  releasedAt: z.string().nullable(),
  /** When it is tried again by itself; null when nothing but the server is waited for. */
  retryAt: z.string().nullable(),
})

/** What waits, in the order in which it goes out. */
export const outboxList = z.object({
  entries: z.array(outboxEntry),
  /** What waits in profiles that are not open. */
  elsewhere: z.array(z.object({ profileId: z.string(), count: z.int() })),
})

const one = z.object({ draftId: id })

/** The outbox of the active profile, which must be a project on a server. Unknown drafts throw `desktop_not_queued`. */
export const outboxCommands = {
  listOutbox: command({ on: 'app', input: z.object({}), reply: outboxList }),
  /** Puts a draft at the end, to wait until it is released; one that is there already keeps its place. */
  queueDraft: command({
    on: 'app',
    input: one.extend({ as: handing, confirmedPeople: confirmedPeople.optional() }),
    reply: outboxEntry,
  }),
  /**
   * A person lets these go out, in the order of the outbox; without ids all that wait. The server is tried at
   * once. `atOnce` takes the time of a draft away first.
   */
  releaseOutbox: command({
    on: 'app',
    input: z.object({ draftIds: z.array(id).optional(), atOnce: z.boolean().default(false) }),
    reply: outboxList,
  }),
  /** Takes the release back. */
  holdOutbox: command({ on: 'app', input: one, reply: outboxList }),
  /** Moves a draft to this place, counted from 0. */
  moveOutbox: command({
    on: 'app',
    input: one.extend({ place: z.int().min(0) }),
    reply: outboxList,
  }),
  /** Takes a draft out; it stays a draft. */
  leaveOutbox: command({ on: 'app', input: one, reply: outboxList }),
}

/** A draft that waits to be handed to the server. */
export type OutboxEntry = z.infer<typeof outboxEntry>
/** Where an entry stands. */
export type OutboxState = z.infer<typeof outboxState>
/** What waits. */
export type OutboxList = z.infer<typeof outboxList>
