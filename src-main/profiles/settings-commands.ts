import type { Handlers } from '@contract/endpoint'
import { apiError } from '@contract/errors'
import type { Emit } from '@contract/events'
import type { AppState, EngineStatus, ServerStatus, settingsCommands } from '@contract/settings'
import type { Waits } from '../backends/remote/waits'
import { vaultAccount, type SecretStore } from '../secrets/secret-store'
import { profileFolder } from './open-profile'
import type { ProfileFile } from './profile-file'
import type { SendingLock } from './sending-lock'
import type { Session } from './session'

/** What the commands work on. */
export interface SettingsCommandOptions {
  readonly version: string
  readonly host: AppState['host']
  readonly dataFolder: string
  readonly file: ProfileFile
  readonly secrets: SecretStore
  readonly session: Session
  readonly waits: Pick<Waits, 'longest' | 'stop'>
  readonly lock: Pick<SendingLock, 'unlockedUntil'>
  /** What the window showed of a profile, or of none. */
  readonly windowOf: (profileId: string) => AppState['window']
  /** For people: what was found when the app started. */
  readonly notices: readonly string[]
  readonly emit: Emit
}

const noEngine: EngineStatus = { state: 'none', restarts: 0, problem: null }
const noServer: ServerStatus = { state: 'none', since: null, problem: null, retryAt: null }
const noCapabilities = { ledger: false, sandbox: false, bulk: false }

/** How the engine of the open profile is. */
export const engineStatus = ({ active }: Session): EngineStatus =>
  active?.engine?.status() ?? noEngine

/** Whether the server of the open profile answers. */
export const serverStatus = ({ active }: Session): ServerStatus =>
  active?.server?.status() ?? noServer

/** Answers the commands of the contract that concern the whole app. */
export const createSettingsHandlers = (
  options: SettingsCommandOptions,
): Handlers<typeof settingsCommands> => {
  const { version, host, file, secrets, session, waits, notices, emit } = options
  return {
    getAppState: async () => {
      // After a switch under way, so that the capabilities are those of the profile that is named.
      const open = await session.settled()
      return {
        version,
        host,
        platform: process.platform,
        profiles: [...file.state.profiles],
        activeProfileId: file.state.activeProfileId,
        folder: open?.kind === 'local' ? profileFolder(options.dataFolder, open.id) : null,
        capabilities: open?.backend.capabilities ?? noCapabilities,
        settings: file.state.settings,
        engine: engineStatus(session),
        server: serverStatus(session),
        serverWait: waits.longest(),
        secrets: secrets.status,
        unlockedUntil: open && options.lock.unlockedUntil(open.id),
        lacksSecret: open?.lacksSecret ?? false,
        window: options.windowOf(file.state.activeProfileId ?? ''),
        notices: [...notices, ...(open?.notices ?? [])],
      }
    },

    updateSettings: (change) => {
      file.update({ settings: { ...file.state.settings, ...change } })
      emit('resource.changed', { resource: 'settings' })
      return file.state.settings
    },

    lookForSecrets: async () => {
      const { vaults } = file.state
      const inMemory = Object.keys(vaults).filter((id) => vaults[id] === 'memory')
      const wasMemory = secrets.status.store === 'memory'
      // A vault key counts once something is encrypted with it.
      const counts = (account: string): boolean =>
        account.endsWith('/key') || inMemory.map(vaultAccount).includes(account)
      const moved = (await secrets.lookAgain?.(counts)) ?? []
      const kept = inMemory.filter((id) => moved.includes(vaultAccount(id)))
      const { store } = secrets.status
      file.update({ vaults: { ...vaults, ...Object.fromEntries(kept.map((id) => [id, store])) } })
      const open = await session.settled()
      const profile = file.state.profiles.find(({ id }) => id === open?.id)
      const hasOtherKey =
        open?.kind === 'local' && wasMemory && !moved.includes(vaultAccount(open.id))
      if (profile && (open?.lacksSecret || hasOtherKey)) await session.open(profile)
      emit('resource.changed', { resource: 'profiles' })
      return {}
    },

    tryServer: async () => {
      const open = await session.settled()
      if (!open) throw apiError('desktop_no_profile')
      return (await open.server?.probe()) ?? noServer
    },

    stopWaiting: () => {
      waits.stop()
      return {}
    },

    restartEngine: async () => {
      const open = await session.settled()
      if (!open) throw apiError('desktop_no_profile')
      const profile = file.state.profiles.find(({ id }) => id === open.id)
      if (open.kind === 'remote' || !profile) throw apiError('desktop_not_available')
      // A restart alone would not look for a secret again that was out of reach.
      if (open.lacksSecret) await session.open(profile)
      else open.engine?.restart()
      return engineStatus(session)
    },
  }
}
