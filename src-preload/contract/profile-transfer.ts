import { z } from 'zod'
import { command } from './endpoint'
import { text } from './fields'
import { keptProfile } from './kept-profiles'
import { profile } from './profiles'

/** Profiles as a file, and twice: their settings, never their secrets or their data. */
export const profileTransferCommands = {
  /**
   * Another profile of the same settings, which is opened. `withKey` gives a remote one the same key, and
   * throws `desktop_secret_unavailable` when that is out of reach.
   */
  duplicateProfile: command({
    on: 'app',
    input: z.object({
      profileId: z.string(),
      name: text(1, 64),
      withKey: z.boolean().default(false),
    }),
    reply: profile,
  }),
  /** The settings of all profiles as the text of a file. Holds no secret. */
  exportProfiles: command({
    on: 'app',
    input: z.object({}),
    reply: z.object({ text: z.string() }),
  }),
  /** Adds the profiles of such a file; those that are there already are left out. Opens none. */
  importProfiles: command({
    on: 'app',
    input: z.object({ text: text(1, 5_000_000) }),
    reply: z.object({
      added: z.array(profile),
      /** Those that were there already. */
      known: z.array(profile),
      /** Kept workspaces of the same name as an added one, which starts empty beside them. */
      kept: z.array(keptProfile),
    }),
  }),
}
