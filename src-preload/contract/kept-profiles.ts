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

/** What tells a workspace on this computer from others of its name. */
export const workspaceFacts = z.object({
  /** When its data was last written; null when it never was. */
  changedAt: z.string().nullable(),
  /** How much room its files take. */
  bytes: z.int(),
  /** Null when its data cannot be read. */
  holds: z
    .object({
      campaigns: z.int(),
      people: z.int(),
      providers: z.int(),
      /** Campaigns that are scheduled or being sent. */
      unfinished: z.int(),
      /** Nothing was ever made in it. */
      isEmpty: z.boolean(),
    })
    .nullable(),
})

const one = z.object({ profileId: z.string() })

/** What was kept of removed profiles. */
export const keptProfileCommands = {
  /** The removed profiles of which something is still there. */
  listKeptProfiles: command({
    on: 'app',
    input: z.object({}),
    reply: z.object({ kept: z.array(keptProfile) }),
  }),
  /** Looks at the files of a workspace, whether it is a profile or was only kept; opens nothing. */
  describeWorkspace: command({ on: 'app', input: one, reply: workspaceFacts }),
  /** Makes a kept workspace a profile again, as it was left, and opens it. */
  openKeptProfile: command({ on: 'app', input: one, reply: profile }),
  /** Deletes a kept workspace: its files, its drafts and the key of its credentials. */
  deleteKeptProfile: command({ on: 'app', input: one, reply: z.object({}) }),
  /** Gives the kept drafts of a removed profile to this one, or deletes them. */
  settleKeptDrafts: command({
    on: 'app',
    input: one.extend({ toProfileId: z.string().optional() }),
    reply: z.object({}),
  }),
}

/** A removed profile of which something is still on this computer. */
export type KeptProfile = z.infer<typeof keptProfile>
/** What tells a workspace on this computer from others of its name. */
export type WorkspaceFacts = z.infer<typeof workspaceFacts>
