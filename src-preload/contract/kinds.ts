import { z } from 'zod'
import { command } from './endpoint'
import { id } from './fields'
import type { ProviderKind } from './forms'

/** What forms and checks need to know of the vendors. */
export const kindCommands = {
  listProviderKinds: command({
    on: 'app',
    input: z.object({}),
    reply: z.object({
      kinds: z.array(z.custom<ProviderKind>((value) => typeof value === 'object')),
    }),
  }),
  /** Signs in with the stored settings and sends nothing. */
  verifyProvider: command({
    on: 'engine',
    input: z.object({ providerId: id }),
    reply: z.object({
      ok: z.boolean(),
      /** For people: whom it reached and how, or what was wrong and what to do. */
      message: z.string(),
      durationMs: z.number(),
    }),
  }),
}
