import type { Handlers } from '@contract/endpoint'
import { apiError } from '@contract/errors'
import type { Emit } from '@contract/events'
import type { profileKeyCommands } from '@contract/profile-keys'
import type { Profile } from '@contract/profiles'
import { keyAccount, vaultAccount, type SecretStore } from '../secrets/secret-store'
import { isVaultKey, newVaultKey } from '../secrets/vault-key'
import { findProfile, type ProfileFile } from './profile-file'
import type { Session } from './session'

/** What the commands work on. */
export interface KeyCommandOptions {
  readonly file: ProfileFile
  readonly secrets: SecretStore
  readonly session: Session
  readonly emit: Emit
}

/** Answers the commands that give up a profile's key. */
export const createKeyHandlers = ({
  file,
  secrets,
  session,
  emit,
}: KeyCommandOptions): Handlers<typeof profileKeyCommands> => {
  /** Opens the profile again when it is the open one, now with another key or none. */
  const apply = async (profile: Profile): Promise<Profile> => {
    const open = await session.settled()
    if (open?.id === profile.id) await session.open(profile)
    emit('resource.changed', { resource: 'profiles', id: profile.id })
    return profile
  }

  return {
    forgetKey: async ({ profileId }) => {
      const profile = findProfile(file, profileId)
      if (profile.kind === 'local') throw apiError('desktop_not_available')
      await secrets.delete(keyAccount(profileId))
      return await apply(profile)
    },

    renewVaultKey: async ({ profileId }) => {
      const profile = findProfile(file, profileId)
      if (profile.kind === 'remote') throw apiError('desktop_not_available')
      const account = vaultAccount(profileId)
      const found = await secrets.get(account)
      if (found.state === 'found' && isVaultKey(found.secret))
        throw apiError('desktop_secret_present')
      await secrets.set(account, newVaultKey())
      const others = Object.entries(file.state.vaults).filter(([id]) => id !== profileId)
      file.update({ vaults: Object.fromEntries(others) })
      return await apply(profile)
    },
  }
}
