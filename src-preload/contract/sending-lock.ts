import { z } from 'zod'
import { command } from './endpoint'

const lockState = z.object({
  /** When sending is locked again by itself; null while it is locked. */
  unlockedUntil: z.string().nullable(),
})

/** The lock of a production profile; it is locked again whenever the app starts. */
export const sendingLockCommands = {
  unlockSending: command({
    on: 'app',
    input: z.object({ profileId: z.string() }),
    reply: lockState,
  }),
  lockSending: command({ on: 'app', input: z.object({ profileId: z.string() }), reply: lockState }),
}
