import { rm } from 'node:fs/promises'
import { apiError } from '@contract/errors'
import type { Emit } from '@contract/events'
import type { Profile } from '@contract/profiles'
import { keyAccount, vaultAccount, type SecretStore } from '../secrets/secret-store'
import type { CacheRows } from '../store/cache'
import type { DraftRows } from '../store/drafts'
import type { WindowStateRows } from '../store/window-states'
import { profileFolder } from './open-profile'
import { findProfile, type ProfileFile } from './profile-file'
import type { Session } from './session'

/** What a profile is removed from. */
export interface RemovalOptions {
  readonly dataFolder: string
  readonly file: ProfileFile
  readonly secrets: SecretStore
  readonly session: Session
  readonly draftRows: Pick<DraftRows, 'count' | 'moveAll' | 'removeAll'>
  readonly cache: CacheRows
  readonly windows: Pick<WindowStateRows, 'remove'>
  readonly emit: Emit
  readonly log: (line: string) => void
}

/** What becomes of what a profile has on this computer; the rest goes with it. */
interface Fate {
  readonly draftsTo?: string | undefined
  readonly keepFiles: boolean
  readonly keepDrafts: boolean
}

/** Takes a profile out of the list, and what is neither kept nor moved off this computer. */
export const removeProfile = async (
  profile: Profile,
  { draftsTo, keepFiles, keepDrafts }: Fate,
  options: RemovalOptions,
): Promise<void> => {
  const { file, session, draftRows, cache, emit } = options
  const { id } = profile
  if (keepFiles && profile.kind === 'remote') {
    const message = 'A remote project has no files on this computer.'
    throw apiError('general_argument_invalid', message, { param: 'keepFiles' })
  }
  if (draftsTo !== undefined) {
    if (draftsTo === id) throw apiError('desktop_profile_not_found')
    draftRows.moveAll(id, findProfile(file, draftsTo).id)
    emit('resource.changed', { resource: 'drafts' })
  }
  const hasDrafts = keepDrafts && draftRows.count(id) > 0

  // The list first, so that a profile is never half there; what is left behind by a crash is only dead weight.
  const profiles = file.state.profiles.filter((other) => other.id !== id)
  const next = profiles[0] ?? null
  const wasActive = file.state.activeProfileId === id
  file.update({
    profiles,
    ...(wasActive && { activeProfileId: next?.id ?? null }),
    ...((keepFiles || hasDrafts) && {
      kept: [...file.state.kept, { profile, hasFiles: keepFiles }],
    }),
  })
  if (wasActive) await session.open(next)
  if (!hasDrafts) draftRows.removeAll(id)
  cache.removeAll(id)
  if (!keepFiles) await removeTraces(id, options)
  emit('resource.changed', { resource: 'profiles', id })
}

/** Takes the files, the keys and the window's state of a profile that is in no list any more off this computer. */
export const removeTraces = async (
  id: string,
  { dataFolder, file, secrets, windows, log }: RemovalOptions,
): Promise<void> => {
  windows.remove(id)
  const vaults = Object.entries(file.state.vaults).filter(([profileId]) => profileId !== id)
  file.update({ vaults: Object.fromEntries(vaults) })
  for (const account of [keyAccount(id), vaultAccount(id)]) {
    try {
      await secrets.delete(account)
    } catch {
      log(`a secret of the removed profile ${id} is still in ${secrets.status.label}`)
    }
  }
  await rm(profileFolder(dataFolder, id), { recursive: true, force: true, maxRetries: 5 })
}
