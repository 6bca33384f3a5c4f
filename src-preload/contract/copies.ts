import { z } from 'zod'
import { command } from './endpoint'
import { id } from './fields'

const what = {
  kind: z.enum(['topic', 'provider']),
  id,
  /** The profile that gets the copy. */
  toProfileId: id,
}

/** Something that the copy names by an id, and what it is called where the copy goes. */
export const copiedId = z.object({
  kind: z.enum(['topic', 'provider', 'user']),
  id: z.string(),
  /** For people: its name or address. */
  name: z.string(),
  /** Null when there is nothing like it: it is left out. */
  toId: z.string().nullable(),
  /** `same`: the id stays; `name`: found by its name; `new`: its id is in use there; `missing`: not there. */
  how: z.enum(['same', 'name', 'new', 'missing']),
})

/** Copies between profiles; the profile that is open gives. */
export const copyCommands = {
  /** What a copy would be; nothing is written. */
  planCopy: command({
    on: 'app',
    input: z.object(what),
    reply: z.object({
      name: z.string(),
      ids: z.array(copiedId),
      /** Whether there are secrets that could go along. */
      hasSecrets: z.boolean(),
    }),
  }),
  /** Copies; without secrets a provider is switched off until they are entered. */
  copyTo: command({
    on: 'app',
    input: z.object({ ...what, withSecrets: z.boolean().default(false) }),
    reply: z.object({ id: z.string(), ids: z.array(copiedId) }),
  }),
}

/** Something that a copy names by an id. */
export type CopiedId = z.infer<typeof copiedId>
