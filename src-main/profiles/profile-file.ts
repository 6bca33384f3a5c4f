import { existsSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { apiError } from '@contract/errors'
import { profile, type Profile } from '@contract/profiles'
import { settings } from '@contract/settings'
import Conf from 'conf'
import { z } from 'zod'

/** What the settings file holds; never a secret. */
const profileState = z.object({
  profiles: z.array(profile).default([]),
  activeProfileId: z.string().nullable().default(null),
  /** Removed profiles of which something was kept: a workspace's files, drafts, or both. */
  kept: z.array(z.object({ profile, hasFiles: z.boolean() })).default([]),
  settings: settings.default({ theme: 'system' }),
  /**
   * Local profile → which store its vault key went to, once credentials were stored under it. A key that
   * is missing from a store where it should be must not be replaced by a new one.
   */
  vaults: z.record(z.string(), z.enum(['keychain', 'memory', 'environment'])).default({}),
})

/** What the settings file holds. */
type ProfileState = Readonly<z.output<typeof profileState>>

/** Saved profiles and settings: `config.json` in the data folder. */
export interface ProfileFile {
  readonly state: ProfileState
  /** For people: what was found damaged when the file was opened. */
  readonly notices: readonly string[]
  /** Replaces these keys, in the file and in `state`. */
  update(change: Partial<ProfileState>): void
}

/** The profile of this id; throws `desktop_profile_not_found`. */
export const findProfile = ({ state }: Pick<ProfileFile, 'state'>, id: string): Profile => {
  const found = state.profiles.find((profile) => profile.id === id)
  if (!found) throw apiError('desktop_profile_not_found')
  return found
}

/** Writes one JSON file: electron-store in the desktop app, conf, its base library, everywhere else. */
export interface SettingsStore {
  new (options: {
    readonly cwd: string
    readonly configName: string
    readonly configFileMode: number
    readonly accessPropertiesByDotNotation: boolean
  }): { store: ProfileState }
}

/**
 * Opens the settings file, the same one for the desktop window and the browser host. A damaged file is kept beside it under another name and the last good copy is loaded instead.
 */
export const openProfileFile = (
  folder: string,
  now: () => Date,
  Store: SettingsStore = Conf<ProfileState>,
): ProfileFile => {
  const file = join(folder, 'config.json')
  const backup = join(folder, 'config.backup.json')
  const { state: found, notices } = recover(file, backup, now)

  const options = { cwd: folder, configFileMode: 0o600, accessPropertiesByDotNotation: false }
  const files = ['config', 'config.backup'].map(
    (configName) => new Store({ ...options, configName }),
  )
  let state = found
  const write = (): void => {
    for (const conf of files) conf.store = state
  }
  write()
  return {
    get state() {
      return state
    },
    notices,
    update: (change) => {
      state = profileState.parse({ ...state, ...change })
      write()
    },
  }
}

/** Reads the file or, when it is damaged or gone, its copy; a damaged file is moved aside, not removed. */
const recover = (
  file: string,
  backup: string,
  now: () => Date,
): { state: ProfileState; notices: string[] } => {
  const stored = read(file)
  const copy = read(backup)
  // The copy alone is no loss; the next write makes another.
  if (copy.isDamaged && stored.state) rmSync(backup)
  if (stored.state) return { state: stored.state, notices: [] }
  const outcome = copy.state
    ? 'The last good copy was loaded.'
    : 'There was no copy of it, so the list of profiles starts empty; no workspace was removed.'
  const state = copy.state ?? profileState.parse({})
  // Neither file: a new data folder.
  if (!stored.isDamaged && !existsSync(backup)) return { state, notices: [] }
  if (copy.isDamaged) setAside(backup, now)
  if (!stored.isDamaged) return { state, notices: [`The settings file was missing. ${outcome}`] }
  const kept = setAside(file, now)
  return { state, notices: [`The settings file was damaged and was kept as ${kept}. ${outcome}`] }
}

const read = (file: string): { state?: ProfileState; isDamaged: boolean } => {
  if (!existsSync(file)) return { isDamaged: false }
  // Outside the try: a file that may not be read is no damage and must not be moved.
  const text = readFileSync(file, 'utf8')
  try {
    return { state: profileState.parse(JSON.parse(text)), isDamaged: false }
  } catch {
    return { isDamaged: true }
  }
}

const setAside = (file: string, now: () => Date): string => {
  const kept = file.replace(
    /\.json$/,
    `.corrupt-${now().toISOString().replaceAll(/[:.]/g, '-')}.json`,
  )
  renameSync(file, kept)
  return kept
}
