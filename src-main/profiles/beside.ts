import { apiError } from '@contract/errors'
import type { Profile } from '@contract/profiles'
import type { OpenProfile } from './open-profile'
import { findProfile, type ProfileFile } from './profile-file'
import type { Session } from './session'

/** What it takes to have two profiles open. */
export interface BesideOptions {
  readonly file: Pick<ProfileFile, 'state'>
  readonly session: Session
  /** Opens a profile beside the one that is open, for calls alone: nothing is sent and nobody is told. */
  readonly openBeside: (profile: Profile) => Promise<OpenProfile>
}

/** Does something with the open profile and another one, which is open meanwhile. */
export type WithTarget = <Value>(
  toProfileId: string,
  use: (from: OpenProfile, to: OpenProfile) => Promise<Value>,
) => Promise<Value>

/** Opens the other profile for as long as it is used. */
export const createWithTarget =
  ({ file, session, openBeside }: BesideOptions): WithTarget =>
  async (toProfileId, use) => {
    const open = await session.settled()
    if (!open) throw apiError('desktop_no_profile')
    const profile = findProfile(file, toProfileId)
    if (profile.id === open.id) return await use(open, open)
    const other = await openBeside(profile)
    try {
      return await use(open, other)
    } finally {
      await other.backend.close()
    }
  }
