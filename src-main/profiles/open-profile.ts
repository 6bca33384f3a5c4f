import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { apiError } from '@contract/errors'
import type { BridgeEvent, Emit } from '@contract/events'
import type { ProviderKind } from '@contract/forms'
import type { Profile } from '@contract/profiles'
import { announceChanges, resources } from '../backends/announce'
import type { Backend } from '../backends/backend'
import { cacheReads } from '../backends/cached'
import type { EngineHandle, LaunchEngine } from '../backends/engine-handle'
import { createLocalBackend } from '../backends/local'
import { bringsSecret, maskSecrets } from '../backends/mask'
import type { connectRemote } from '../backends/remote/connect-remote'
import { watchServer, type ServerWatch } from '../backends/server-watch'
import { createUnavailableBackend } from '../backends/unavailable'
import { watchCalls } from '../backends/watched'
import { keyAccount, type SecretStore } from '../secrets/secret-store'
import type { CacheRows } from '../store/cache'
import type { ProfileFile } from './profile-file'
import { resolveVaultKey } from './resolve-vault-key'

/** What a profile is opened with. */
export interface ProfileEnvironment {
  readonly dataFolder: string
  readonly file: ProfileFile
  readonly secrets: SecretStore
  readonly kinds: readonly ProviderKind[]
  readonly launchEngine: LaunchEngine
  readonly connectRemote: typeof connectRemote
  readonly findProxy?: ((url: string) => Promise<string | null>) | undefined
  readonly cache: CacheRows
  /** Local profiles: the engine answers calls and sends nothing. */
  readonly isIdle?: boolean
  readonly emit: Emit
  readonly now: () => Date
  readonly log: (line: string) => void
  readonly onEvent: (event: BridgeEvent) => void
}

/** A profile in use. */
export interface OpenProfile {
  readonly id: string
  readonly kind: Profile['kind']
  /** What the renderer's calls go to; secrets are masked. */
  readonly backend: Backend
  /** The same with secrets in clear; never for the renderer. */
  readonly direct: Pick<Backend, 'call'>
  /** Null for a remote profile. */
  readonly engine: EngineHandle | null
  /** Null for a local profile, and for a remote one that could not be opened. */
  readonly server: ServerWatch | null
  /** For people: what keeps it from working in full. */
  readonly notices: readonly string[]
  /** A secret was out of reach; opening it again may find it. */
  readonly lacksSecret: boolean
}

/** Where a local profile keeps its data. */
export const profileFolder = (dataFolder: string, profileId: string): string =>
  join(dataFolder, 'profiles', profileId)

/** Opens a profile; one whose secret is out of reach is opened as far as it goes, with a notice. */
export const openProfile = (
  profile: Profile,
  environment: ProfileEnvironment,
): Promise<OpenProfile> =>
  profile.kind === 'local' ? openLocal(profile, environment) : openRemote(profile, environment)

const openLocal = async (
  profile: Profile & { kind: 'local' },
  environment: ProfileEnvironment,
): Promise<OpenProfile> => {
  const { file, secrets, kinds, emit } = environment
  const { key, notice } = await resolveVaultKey(profile, secrets, file)
  const dataFolder = profileFolder(environment.dataFolder, profile.id)
  mkdirSync(dataFolder, { recursive: true, mode: 0o700 })
  // What an engine says while it ends is no news of the profile that is opened next.
  let isOpen = true
  const engine = environment.launchEngine({
    dataFolder,
    vaultKey: key,
    sandbox: profile.sandbox,
    missed: profile.missed,
    ceiling: profile.ceiling,
    ...(environment.isIdle && { isIdle: true }),
    onEvent: (event) => {
      if (isOpen) environment.onEvent(event)
    },
    onStatus: (status) => {
      if (isOpen) emit('engine.status', status)
    },
  })
  const local = createLocalBackend(engine)
  const close = (): Promise<void> => {
    isOpen = false
    return local.close()
  }
  const recorded = key === null ? local : recordVaultUse(local, profile.id, environment)
  return {
    id: profile.id,
    kind: 'local',
    backend: { ...maskSecrets(recorded, kinds), close },
    direct: recorded,
    engine,
    server: null,
    notices: notice === null ? [] : [notice],
    lacksSecret: key === null,
  }
}

/** Notes before the first credentials are stored where their key is, so that it is missed when it is gone. */
const recordVaultUse = (
  backend: Backend,
  profileId: string,
  { file, secrets, kinds }: ProfileEnvironment,
): Backend => ({
  ...backend,
  call: (name, input) => {
    const { vaults } = file.state
    const { store } = secrets.status
    const stores = /^(create|update)Provider$/.test(name) && bringsSecret(input, kinds)
    if (stores && vaults[profileId] !== store) {
      file.update({ vaults: { ...vaults, [profileId]: store } })
    }
    return backend.call(name, input)
  },
})

const openRemote = async (
  profile: Profile & { kind: 'remote' },
  environment: ProfileEnvironment,
): Promise<OpenProfile> => {
  const { secrets, kinds, connectRemote, emit, now } = environment
  const { endpoint, project, certificate } = profile
  const common = { id: profile.id, kind: 'remote', engine: null } as const
  const result = await secrets.get(keyAccount(profile.id)).catch(() => null)
  if (result?.state === 'found') {
    const proxy = await environment.findProxy?.(endpoint)
    const address = { endpoint, project, certificate, key: result.secret }
    const remote = connectRemote({ ...address, ...(proxy !== undefined && { proxy }) })
    const server = watchServer({
      call: () => remote.call('getHealthVersion', {}),
      onChange: (status, isBack) => {
        emit('server.status', status)
        if (isBack) for (const resource of resources) emit('resource.changed', { resource })
      },
      now,
    })
    // The cache is outermost: what it keeps in the app's database has no secrets any more.
    const direct = announceChanges(watchCalls(remote, server), emit)
    const backend = cacheReads(maskSecrets(direct, kinds), {
      ...{ profileId: profile.id, rows: environment.cache, server, emit, now },
      log: environment.log,
    })
    return { ...common, backend, direct, server, notices: [], lacksSecret: false }
  }
  const { store, label } = secrets.status
  const where =
    store === 'memory'
      ? 'was kept until Sendwright ended, or is in a keychain that is not available now'
      : `is not in the ${label}, or that is locked`
  const notice =
    `The API key of "${profile.name}" ${where}. ` +
    'Enter it again in the settings of the profile, or unlock the keychain and look again under Settings, Secrets.'
  const nobody = createUnavailableBackend(apiError('desktop_secret_unavailable', notice))
  return {
    ...common,
    backend: nobody,
    direct: nobody,
    server: null,
    notices: [notice],
    lacksSecret: true,
  }
}
