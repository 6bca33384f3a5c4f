import { z } from 'zod'
import { command } from './endpoint'
import { profile } from './profiles'

const onlyId = z.object({ profileId: z.string() })

/** The keys behind the profiles: what cannot be read back can still be given up. */
export const profileKeyCommands = {
  /** Deletes the stored API key of a remote profile; everything else of it stays. */
  forgetKey: command({ on: 'app', input: onlyId, reply: profile }),
  /**
   * Gives a local workspace whose key is out of reach a new one. The stored credentials of its providers
   * are lost then. Throws `desktop_secret_present` while the key is at hand.
   */
  renewVaultKey: command({ on: 'app', input: onlyId, reply: profile }),
}
