import { existsSync } from 'node:fs'
import type { Handlers } from '@contract/endpoint'
import { apiError } from '@contract/errors'
import type { Emit } from '@contract/events'
import type { KeptProfile, keptProfileCommands } from '@contract/kept-profiles'
import type { DraftRows } from '../store/drafts'
import { profileFolder } from './open-profile'
import { findProfile, type ProfileFile } from './profile-file'
import type { Session } from './session'

/** Where what was kept is found. */
interface KeptOptions {
  readonly dataFolder: string
  readonly file: ProfileFile
  readonly draftRows: Pick<DraftRows, 'count' | 'moveAll' | 'removeAll'>
}

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
  options: KeptOptions & { readonly session: Session; readonly emit: Emit },
): Handlers<typeof keptProfileCommands> => {
  const { file, draftRows, session, emit } = options

  const find = (id: string): KeptProfile => {
    const found = listKept(options).find((kept) => kept.id === id)
    if (!found) throw apiError('desktop_profile_not_found')
    return found
  }
  const others = (id: string) => file.state.kept.filter(({ profile }) => profile.id !== id)

  return {
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
