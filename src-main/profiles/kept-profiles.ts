import { existsSync } from 'node:fs'
import type { Handlers } from '@contract/endpoint'
import { apiError } from '@contract/errors'
import type { KeptProfile, keptProfileCommands } from '@contract/kept-profiles'
import { describeWorkspace } from './describe-workspace'
import { profileFolder } from './open-profile'
import { findProfile } from './profile-file'
import { removeTraces, type RemovalOptions } from './remove-profile'

/** Where what was kept is found. */
export type KeptOptions = Pick<RemovalOptions, 'dataFolder' | 'file' | 'draftRows'>

/** The removed profiles of which something is still there: files that somebody deleted are not. */
export const listKept = ({ dataFolder, file, draftRows }: KeptOptions): KeptProfile[] =>
  file.state.kept
    .map(({ profile: { id, name }, hasFiles }) => {
      const folder = profileFolder(dataFolder, id)
      const isThere = hasFiles && existsSync(folder)
      return { id, name, folder: isThere ? folder : null, drafts: draftRows.count(id) }
    })
    .filter(({ folder, drafts }) => folder !== null || drafts > 0)

/** Answers the commands about what was kept; unknown ids throw `desktop_profile_not_found`. */
export const createKeptHandlers = (
  options: RemovalOptions,
): Handlers<typeof keptProfileCommands> => {
  const { file, draftRows, session, emit } = options

  const find = (id: string): KeptProfile => {
    const found = listKept(options).find((kept) => kept.id === id)
    if (!found) throw apiError('desktop_profile_not_found')
    return found
  }
  const others = (id: string) => file.state.kept.filter(({ profile }) => profile.id !== id)

  return {
    listKeptProfiles: () => ({ kept: listKept(options) }),

    describeWorkspace: async ({ profileId }) => {
      const isKept = listKept(options).some(({ id, folder }) => id === profileId && folder !== null)
      if (!isKept && findProfile(file, profileId).kind === 'remote')
        throw apiError('desktop_not_available')
      return await describeWorkspace(profileFolder(options.dataFolder, profileId))
    },

    deleteKeptProfile: async ({ profileId }) => {
      if (find(profileId).folder === null) throw apiError('desktop_profile_not_found')
      // The list first, as when a profile is removed.
      file.update({ kept: others(profileId) })
      draftRows.removeAll(profileId)
      await removeTraces(profileId, options)
      emit('resource.changed', { resource: 'drafts' })
      emit('resource.changed', { resource: 'profiles', id: profileId })
      return {}
    },

    openKeptProfile: async ({ profileId }) => {
      const kept = file.state.kept.find(({ profile }) => profile.id === profileId)
      if (!kept || find(profileId).folder === null) throw apiError('desktop_profile_not_found')
      const { profile } = kept
      file.update({
        kept: others(profileId),
        profiles: [...file.state.profiles, profile],
        activeProfileId: profileId,
      })
      await session.open(profile)
      emit('resource.changed', { resource: 'profiles', id: profileId })
      return profile
    },

    settleKeptDrafts: ({ profileId, toProfileId }) => {
      const { folder } = find(profileId)
      if (toProfileId === undefined) draftRows.removeAll(profileId)
      else draftRows.moveAll(profileId, findProfile(file, toProfileId).id)
      if (folder === null) file.update({ kept: others(profileId) })
      emit('resource.changed', { resource: 'drafts' })
      emit('resource.changed', { resource: 'profiles', id: profileId })
      return {}
    },
  }
}
