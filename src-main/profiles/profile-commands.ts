import { randomUUID } from 'node:crypto'
import type { Handlers } from '@contract/endpoint'
import { apiError } from '@contract/errors'
import type { Profile, profileCommands } from '@contract/profiles'
import { defaultMissedPolicy } from '@contract/schedules'
import type { checkRemote } from '../backends/remote/check-remote'
import type { RemoteAddress } from '../backends/remote/remote-project'
import { keyAccount } from '../secrets/secret-store'
import { applyChange, isElsewhere, refuseForeign, trusts } from './profile-change'
import { findProfile } from './profile-file'
import { removeProfile, type RemovalOptions } from './remove-profile'

/** What the commands work on. */
export interface ProfileCommandOptions extends RemovalOptions {
  /** What was released for a project waits again: it was released for another one. Throws while one is on its way. */
  readonly holdOutbox: (profileId: string) => void
  readonly checkRemote: typeof checkRemote
  readonly findProxy?: ((url: string) => Promise<string | null>) | undefined
  readonly now: () => Date
}

/** Answers the profile commands of the contract; unknown ids throw `desktop_profile_not_found`. */
export const createProfileHandlers = (
  options: ProfileCommandOptions,
): Handlers<typeof profileCommands> => {
  const { file, secrets, session, emit, now } = options

  const find = (id: string): Profile => findProfile(file, id)

  const activate = async (profile: Profile): Promise<Profile> => {
    file.update({ activeProfileId: profile.id })
    await session.open(profile)
    emit('resource.changed', { resource: 'profiles', id: profile.id })
    return profile
  }

  const add = (profile: Profile): Promise<Profile> => {
    file.update({ profiles: [...file.state.profiles, profile] })
    return activate(profile)
  }

  const check = async (address: RemoteAddress): ReturnType<typeof checkRemote> => {
    const proxy = await options.findProxy?.(address.endpoint)
    return await options.checkRemote({ ...address, ...(proxy !== undefined && { proxy }) })
  }

  return {
    createLocalProfile: ({ name, environment, colour }) => {
      const createdAt = now().toISOString()
      const common = {
        id: randomUUID(),
        name,
        environment,
        colour,
        locked: false,
        ceiling: null,
        createdAt,
      }
      return add({ kind: 'local', ...common, sandbox: true, missed: defaultMissedPolicy })
    },

    connectProfile: async ({ key, certificate = null, ...given }) => {
      const id = randomUUID()
      await secrets.set(keyAccount(id), key)
      const createdAt = now().toISOString()
      return await add({ kind: 'remote', id, ...given, ceiling: null, certificate, createdAt })
    },

    checkConnection: async ({ certificate = null, ...address }) =>
      await check({ ...address, certificate }),

    checkProfile: async ({ profileId, certificate }) => {
      const profile = find(profileId)
      if (profile.kind === 'local') throw apiError('desktop_not_available')
      const key = await secrets.get(keyAccount(profileId))
      if (key.state !== 'found') throw apiError('desktop_secret_unavailable')
      const { endpoint, project } = profile
      const trusted = certificate ?? profile.certificate
      return await check({ endpoint, project, certificate: trusted, key: key.secret })
    },

    selectProfile: async ({ profileId }) => {
      const profile = find(profileId)
      const open = await session.settled()
      // One that lacks its secret is opened again: the keychain may be unlocked by now.
      return open?.id === profileId && !open.lacksSecret ? profile : await activate(profile)
    },

    updateProfile: async ({ profileId, key, ...change }) => {
      refuseForeign(find(profileId), { ...change, key })
      if (isElsewhere(find(profileId), change)) options.holdOutbox(profileId)
      if (key !== undefined) await secrets.set(keyAccount(profileId), key)
      // Looked up only now: it may have been changed while the keychain was at work.
      const former = find(profileId)
      const changed = applyChange(former, change)
      const { profiles } = file.state
      file.update({ profiles: profiles.map((item) => (item.id === profileId ? changed : item)) })
      const isMoved = isElsewhere(former, change)
      const leave = (): void => {
        if (isMoved) options.cache.removeAll(profileId)
      }
      const open = await session.settled()
      if (open?.id === profileId) {
        if (change.sandbox !== undefined) open.engine?.setSandbox(change.sandbox)
        if (change.missed !== undefined) open.engine?.setMissedPolicy(change.missed)
        if (change.ceiling !== undefined) open.engine?.setCeiling(changed.ceiling)
        if (key !== undefined || isMoved || trusts(changed) !== trusts(former))
          await session.open(changed, leave)
      } else leave()
      emit('resource.changed', { resource: 'profiles', id: profileId })
      return changed
    },

    removeProfile: async ({ profileId, ...fate }) => {
      await removeProfile(find(profileId), fate, options)
      return {}
    },
  }
}
