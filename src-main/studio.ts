import { mkdirSync } from 'node:fs'
import { apiError } from '@contract/errors'
import type { BridgeEvent } from '@contract/events'
import { api, appCommands, desktop, type BridgeReply } from '@contract/index'
import { kindCommands } from '@contract/kinds'
import type { Profile } from '@contract/profiles'
import type { AppState } from '@contract/settings'
import { readTimeOf } from './backends/cached'
import type { LaunchEngine } from './backends/engine-handle'
import { checkRemote } from './backends/remote/check-remote'
import { connectRemote } from './backends/remote/connect-remote'
import type { RemoteAddress } from './backends/remote/remote-project'
import { createWaits } from './backends/remote/waits'
import { createBridgeEvents } from './bridge-events'
import { createDispatch, toApiError } from './dispatch'
import { createDraftHandlers, createDraftVersionHandlers } from './drafts/draft-commands'
import { createDrafts } from './drafts/drafts'
import { createDraftTrialHandlers } from './drafts/trial-commands'
import { openAppDatabase } from './drafts/open-app-database'
import { lockFolder } from './profiles/folder-lock'
import { createKeptHandlers } from './profiles/kept-profiles'
import { createKeyHandlers } from './profiles/key-commands'
import { openProfile, type OpenProfile } from './profiles/open-profile'
import { createProfileHandlers } from './profiles/profile-commands'
import { openProfileFile, type SettingsStore } from './profiles/profile-file'
import { countPeople } from './profiles/count-people'
import { askedOf, guardSending } from './profiles/guard-sending'
import { createSendingLock } from './profiles/sending-lock'
import { createSession } from './profiles/session'
import { createCampaignCopyHandlers } from './profiles/campaign-copy/campaign-copy-commands'
import { createCopyHandlers } from './profiles/copy-commands'
import { createSettingsHandlers, engineStatus, serverStatus } from './profiles/settings-commands'
import { createTransferHandlers } from './profiles/transfer-commands'
import { createWindowStateHandlers, readWindowState } from './profiles/window-state-commands'
import { createOutbox, outboxOwner } from './outbox/outbox'
import { createOutboxHandlers } from './outbox/outbox-commands'
import { providerKinds } from './providers/kinds'
import type { SecretStore } from './secrets/secret-store'
import { closeDatabase } from './store/database'
import { createCacheRows } from './store/cache'
import { createDraftRows } from './store/drafts'
import { createWindowStateRows } from './store/window-states'
import { createOutboxRows } from './store/outbox'

/** Everything a window talks to, whatever carries it. */
export interface Studio {
  /** Never throws: errors are data. */
  call(name: string, input: unknown): Promise<BridgeReply>
  /** Listens until the returned function is called. */
  on(listener: (event: BridgeEvent) => void): () => void
  /** The computer woke up: what is due meanwhile is looked at now. */
  wake(): void
  /** Ends the engine and gives the data folder back. */
  close(): Promise<void>
}

/** What a studio is opened with. */
export interface StudioOptions {
  /** Created when missing. */
  readonly dataFolder: string
  readonly version: string
  readonly host: AppState['host']
  readonly secrets: SecretStore
  readonly launchEngine: LaunchEngine
  /** Who writes the settings file; conf when absent. */
  readonly settingsStore?: SettingsStore
  /** The system's proxy for an address, null for none; the environment's variables say it when absent. */
  readonly findProxy?: (url: string) => Promise<string | null>
  /** How remote projects are reached, when not over the network. */
  readonly remote?: {
    readonly connectRemote?: typeof connectRemote
    readonly checkRemote?: typeof checkRemote
  }
  readonly log: (line: string) => void
  readonly clock?: () => Date
}

/** The rows that are answered here; every other row goes to the profile's backend. */
const answeredHere = {
  ...appCommands,
  listProviderKinds: kindCommands.listProviderKinds,
}

/**
 * Opens the data folder and, in the background, the profile that was active; calls wait for it. Throws
 * `desktop_data_in_use` while another process has the folder, `desktop_data_newer` for a newer program's data.
 */
export const openStudio = async (options: StudioOptions): Promise<Studio> => {
  const { dataFolder, secrets, log, clock: now = () => new Date() } = options
  const { file, db, notices, unlock } = openFiles(options, now)
  const { on, send, emit } = createBridgeEvents(log)
  const kinds = providerKinds()
  const cache = createCacheRows(db)
  const common = { dataFolder, file, secrets, cache, emit, now, log }

  const waits = createWaits(now, (wait) => emit('server.wait', { wait }))
  const { wait } = waits
  const network = { connectRemote, checkRemote, ...options.remote }
  const remote = {
    connectRemote: (address: RemoteAddress) => network.connectRemote(address, { wait }),
    checkRemote: (address: RemoteAddress) => network.checkRemote(address, { wait }),
  }
  const { launchEngine, findProxy } = options
  const environment = { ...common, ...remote, kinds, launchEngine, findProxy }
  const openBeside = (profile: Profile): Promise<OpenProfile> => {
    const nobody = (): void => undefined
    return openProfile(profile, { ...environment, isIdle: true, emit: nobody, onEvent: nobody })
  }
  const lock = createSendingLock(common)
  const session = createSession({
    open: async (profile) => {
      const open = await openProfile(profile, { ...environment, onEvent: send })
      return guardSending(open, { lock, file })
    },
    onSwitch: () => {
      // What waits was asked of the profile that is closed.
      waits.stop()
      emit('engine.status', engineStatus(session))
      emit('server.status', serverStatus(session))
    },
    log,
  })
  const active = async (): Promise<OpenProfile> => {
    const open = await session.settled()
    if (!open) throw apiError('desktop_no_profile')
    return open
  }

  const draftRows = createDraftRows(db)
  const windows = createWindowStateRows(db)
  const windowOf = (profileId: string) => readWindowState(profileId, windows, draftRows)
  const drafts = createDrafts({
    rows: draftRows,
    now,
    onChange: (id, state) => {
      const news = typeof state === 'number' ? { revision: state } : { gone: state }
      emit('resource.changed', { resource: 'drafts', id, ...news })
      outbox.draftChanged(id)
    },
  })
  const outbox = createOutbox({
    ...{ rows: createOutboxRows(db), drafts, emit, now, log },
    active: () => outboxOwner(session.active),
  })
  on(({ name }) => {
    // Said after every switch of profiles as well.
    if (name === 'server.status') outbox.wake()
  })
  const owner = async () => {
    const { id, backend, direct } = await active()
    return { profileId: id, backend, direct }
  }
  const dispatch = createDispatch(answeredHere, {
    ...createSettingsHandlers({
      ...{ ...options, ...common, session, waits, lock, notices, windowOf },
    }),
    ...createWindowStateHandlers({ file, windows }),
    ...lock.handlers,
    ...createTransferHandlers({ ...common, session, draftRows }),
    ...createKeyHandlers({ ...common, session }),
    ...createKeptHandlers({ ...common, session, draftRows, windows }),
    ...createProfileHandlers({
      ...common,
      ...remote,
      findProxy,
      session,
      draftRows,
      windows,
      holdOutbox: outbox.holdAll,
    }),
    countPeople: async (audience) => await countPeople(askedOf(await active()), audience),
    ...createDraftHandlers(drafts, owner),
    ...createDraftVersionHandlers(drafts, owner),
    ...createDraftTrialHandlers(drafts, owner),
    ...createOutboxHandlers(outbox, active),
    ...createCopyHandlers({ file, session, kinds, openBeside }),
    ...createCampaignCopyHandlers({ file, session, openBeside, drafts }),
    listProviderKinds: () => ({ kinds }),
  })

  let closing: Promise<void> | undefined
  const end = async (): Promise<void> => {
    waits.stop()
    await outbox.close()
    await session.open(null)
    closeDatabase(db)
    unlock()
  }
  const answer = async (name: string, input: unknown): Promise<unknown> => {
    if (closing) throw apiError('desktop_no_profile', 'Sendwright is closing.')
    const isEngines = Object.hasOwn(desktop, name) && !Object.hasOwn(answeredHere, name)
    if (!isEngines && !Object.hasOwn(api, name)) return await dispatch(name, input)
    const { kind, backend } = await active()
    if (isEngines && kind === 'remote') throw apiError('desktop_not_available')
    return await backend.call(name, input)
  }

  const { profiles, activeProfileId } = file.state
  void session.open(profiles.find(({ id }) => id === activeProfileId) ?? null)
  return {
    call: async (name, input) => {
      try {
        const value = await answer(name, input)
        const readAt = readTimeOf(value)
        return { ok: true, value, ...(readAt !== undefined && { readAt }) }
      } catch (error) {
        return { ok: false, error: toApiError(error, log).toBody() }
      }
    },
    on,
    wake: () => session.active?.engine?.wake(),
    close: () => (closing ??= end()),
  }
}

/** Takes the folder for this process and opens what is in it; gives it back when that fails. */
const openFiles = ({ dataFolder: folder, settingsStore, log }: StudioOptions, now: () => Date) => {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const unlock = lockFolder(folder)
  try {
    const file = openProfileFile(folder, now, settingsStore)
    const { db, notice } = openAppDatabase(folder, now, log)
    const notices = notice === null ? file.notices : [...file.notices, notice]
    return { file, db, notices, unlock }
  } catch (error) {
    unlock()
    throw error
  }
}
