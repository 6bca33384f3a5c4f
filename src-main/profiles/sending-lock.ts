import type { Handlers } from '@contract/endpoint'
import { apiError } from '@contract/errors'
import type { Emit } from '@contract/events'
import type { Profile } from '@contract/profiles'
import type { sendingLockCommands } from '@contract/sending-lock'
import type { Backend } from '../backends/backend'
import { findProfile, type ProfileFile } from './profile-file'
import { sends } from './sends'

/** Which profiles may send for the moment; kept nowhere but in memory. */
export interface SendingLock {
  /** When a profile is locked again; null while it is. */
  unlockedUntil(profileId: string): string | null
  /** Calls of a backend, refusing to send while its profile is locked. */
  guard(profileId: string, call: Backend['call']): Backend['call']
  readonly handlers: Handlers<typeof sendingLockCommands>
}

/** What the lock works on. */
export interface SendingLockOptions {
  readonly file: Pick<ProfileFile, 'state'>
  readonly emit: Emit
  readonly now: () => Date
}

const unlockedMs = 15 * 60_000

/** A lock with every profile locked that is to be. */
export const createSendingLock = ({ file, emit, now }: SendingLockOptions): SendingLock => {
  const ends = new Map<string, number>()

  const unlockedUntil = (profileId: string): string | null => {
    const end = ends.get(profileId) ?? 0
    return end > now().getTime() ? new Date(end).toISOString() : null
  }
  const isLocked = (profileId: string): boolean =>
    isLockable(findProfile(file, profileId)) && unlockedUntil(profileId) === null
  const change = (profileId: string, end: number) => {
    findProfile(file, profileId)
    ends.set(profileId, end)
    emit('resource.changed', { resource: 'profiles', id: profileId })
    return { unlockedUntil: unlockedUntil(profileId) }
  }

  return {
    unlockedUntil,
    guard: (profileId, call) => async (name, input) => {
      if (sends(name, input) && isLocked(profileId)) throw apiError('desktop_sending_locked')
      return await call(name, input)
    },
    handlers: {
      unlockSending: ({ profileId }) => change(profileId, now().getTime() + unlockedMs),
      lockSending: ({ profileId }) => change(profileId, 0),
    },
  }
}

/** Whether a profile's messages would reach people and its lock is on. */
const isLockable = (profile: Profile): boolean =>
  profile.locked &&
  profile.environment === 'production' &&
  !(profile.kind === 'local' && profile.sandbox)
