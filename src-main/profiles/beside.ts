import { apiError, ApiError } from '@contract/errors'
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

/** The same profile, which says in its errors that they are its own. */
const speakingFor = ({ name }: Profile, open: OpenProfile): OpenProfile => ({
  ...open,
  direct: {
    call: async (...call) => {
      try {
        return await open.direct.call(...call)
      } catch (error) {
        if (!(error instanceof ApiError)) throw error
        const message = `In “${name}”: ${error.message}`
        throw new ApiError({ ...error.toBody(), message }, { cause: error })
      }
    },
  },
})

/** Opens the other profile for as long as it is used; an error says which of the two it is of. */
export const createWithTarget =
  ({ file, session, openBeside }: BesideOptions): WithTarget =>
  async (toProfileId, use) => {
    const open = await session.settled()
    if (!open) throw apiError('desktop_no_profile')
    const profile = findProfile(file, toProfileId)
    const from = speakingFor(findProfile(file, open.id), open)
    if (profile.id === open.id) return await use(from, from)
    const other = await openBeside(profile)
    try {
      return await use(from, speakingFor(profile, other))
    } finally {
      await other.backend.close()
    }
  }
