import { randomUUID } from 'node:crypto'
import type { Handlers } from '@contract/endpoint'
import { apiError } from '@contract/errors'
import type { Emit } from '@contract/events'
import type { KeptProfile } from '@contract/kept-profiles'
import type { profileTransferCommands } from '@contract/profile-transfer'
import { importedLocal, importedRemote, type Profile } from '@contract/profiles'
import { z } from 'zod'
import { keyAccount, type SecretStore } from '../secrets/secret-store'
import { listKept, type KeptOptions } from './kept-profiles'
import { findProfile } from './profile-file'
import type { Session } from './session'

/** What the commands work on. */
export interface TransferCommandOptions extends KeptOptions {
  readonly secrets: SecretStore
  readonly session: Session
  readonly emit: Emit
  readonly now: () => Date
}

const own = { id: true, createdAt: true } as const

/** What a file of profiles holds: no id, because each computer has its own. */
const profilesFile = z.object({
  format: z.literal('sendwright-profiles'),
  version: z.literal(1),
  profiles: z.array(
    z.discriminatedUnion('kind', [importedLocal.omit(own), importedRemote.omit(own)]),
  ),
})
type StoredSettings = z.infer<typeof profilesFile>['profiles'][number]

/** Answers the commands that copy profiles. */
export const createTransferHandlers = ({
  dataFolder,
  file,
  draftRows,
  secrets,
  session,
  emit,
  now,
}: TransferCommandOptions): Handlers<typeof profileTransferCommands> => {
  const add = (profiles: readonly Profile[]): void => {
    file.update({ profiles: [...file.state.profiles, ...profiles] })
    emit('resource.changed', { resource: 'profiles' })
  }
  const toProfile = (settings: StoredSettings): Profile => {
    const created = { ...settings, id: randomUUID(), createdAt: now().toISOString() }
    // Whatever it was elsewhere, nothing leaves a new workspace before its person says so.
    return created.kind === 'local' ? { ...created, sandbox: true } : created
  }

  return {
    duplicateProfile: async ({ profileId, name, withKey }) => {
      const copy = toProfile({ ...findProfile(file, profileId), name })
      if (copy.kind === 'remote' && withKey) {
        const key = await secrets.get(keyAccount(profileId))
        if (key.state !== 'found') throw apiError('desktop_secret_unavailable')
        await secrets.set(keyAccount(copy.id), key.secret)
      }
      add([copy])
      file.update({ activeProfileId: copy.id })
      await session.open(copy)
      emit('resource.changed', { resource: 'profiles', id: copy.id })
      return copy
    },

    exportProfiles: () => {
      // The schema leaves out what belongs to this computer.
      const profiles = profilesFile.shape.profiles.parse(file.state.profiles)
      const content = { format: 'sendwright-profiles', version: 1, profiles }
      return { text: `${JSON.stringify(content, null, 2)}\n` }
    },

    importProfiles: ({ text }) => {
      const { profiles } = readFile(text)
      const present = file.state.profiles
      const find = (settings: StoredSettings): Profile | undefined =>
        present.find((profile) => isSamePlace(profile, settings))
      const known = profiles.map(find).filter((profile) => profile !== undefined)
      const added = profiles.filter((settings) => !find(settings)).map(toProfile)
      const isNamesake = ({ name, folder }: KeptProfile): boolean =>
        folder !== null && added.some((one) => one.kind === 'local' && one.name === name)
      const kept = listKept({ dataFolder, file, draftRows }).filter(isNamesake)
      if (added.length > 0) add(added)
      return { added, known, kept }
    },
  }
}

const readFile = (text: string): z.infer<typeof profilesFile> => {
  try {
    return profilesFile.parse(JSON.parse(text))
  } catch (cause) {
    const message = `This is not a file of profiles that Sendwright has written${whereIn(cause)}. Nothing was added.`
    throw apiError('general_argument_invalid', message, { param: 'text', cause })
  }
}

/** The profile and the setting that somebody has changed by hand. */
const whereIn = (cause: unknown): string => {
  const [part, at, field] = (cause instanceof z.ZodError && cause.issues[0]?.path) || []
  if (part !== 'profiles' || typeof at !== 'number') return ''
  return `: look at ${field === undefined ? '' : `“${String(field)}” of `}profile ${at + 1}`
}

const isSamePlace = (profile: Profile, settings: StoredSettings): boolean => {
  if (profile.kind === 'local' || settings.kind === 'local')
    return profile.kind === settings.kind && profile.name === settings.name
  return profile.endpoint === settings.endpoint && profile.project === settings.project
}
