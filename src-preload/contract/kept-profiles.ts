import { z } from 'zod'
import { command } from './endpoint'
import { profile } from './profiles'

/** A removed profile of which something is still on this computer. */
export const keptProfile = z.object({
  id: z.string(),
  name: z.string(),
  /** Where a workspace's files are; with them it can be opened again. Null when none are left. */
  folder: z.string().nullable(),
  /** How many drafts are left of it. */
  drafts: z.int(),
})

/** What was kept of removed profiles. */
export const keptProfileCommands = {
  /** Makes a kept workspace a profile again, as it was left, and opens it. */
  openKeptProfile: command({
    on: 'app',
    input: z.object({ profileId: z.string() }),
    reply: profile,
  }),
  /** Gives the kept drafts of a removed profile to this one, or deletes them. */
  settleKeptDrafts: command({
    on: 'app',
    input: z.object({ profileId: z.string(), toProfileId: z.string().optional() }),
    reply: z.object({}),
  }),
}

/** A removed profile of which something is still on this computer. */
export type KeptProfile = z.infer<typeof keptProfile>
