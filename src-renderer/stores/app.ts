import type { ApiError } from '@contract/errors'
import type { CallInput, CallReply } from '@contract/index'
import type { Profile } from '@contract/profiles'
import type { AppState, EngineStatus, ServerStatus, Settings } from '@contract/settings'
import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import { api, toApiError } from '@/api'
import type { Connection } from '@/bridge-web'

/** What the whole window shows: profiles, settings, engine, secrets. A cached view of main. */
export const useAppStore = defineStore('app', () => {
  const state = shallowRef<AppState>()
  const error = shallowRef<ApiError>()
  /** Whether the browser host answers; always open in the desktop window. */
  const connection = ref<Connection>('open')

  const profiles = computed<readonly Profile[]>(() => state.value?.profiles ?? [])
  const profile = computed(() =>
    profiles.value.find((candidate) => candidate.id === state.value?.activeProfileId),
  )
  const isSandbox = computed(() => profile.value?.kind === 'local' && profile.value.sandbox)
  const capabilities = computed(
    () => state.value?.capabilities ?? { ledger: false, sandbox: false, bulk: false },
  )

  /** Counts what was told in part: an answer that was under way meanwhile may be older. */
  let told = 0
  const patch = (part: Partial<AppState>): void => {
    told += 1
    if (state.value) state.value = { ...state.value, ...part }
  }

  let run = 0
  let latest: Promise<void> = Promise.resolve()
  const read = async (mine: number): Promise<void> => {
    try {
      const before = told
      const answer = await api.call('getAppState', {})
      if (mine !== run) return
      if (before !== told) return await read(mine)
      state.value = answer
      error.value = undefined
    } catch (thrown) {
      if (mine === run) error.value = toApiError(thrown)
    }
  }
  /** Resolves once the newest state is here, whoever asked for it. */
  const load = async (): Promise<void> => {
    const mine = ++run
    latest = read(mine)
    await latest
    while (mine !== run) {
      const newest = latest
      await newest
      if (newest === latest) return
    }
  }

  /** Starts listening; call once. */
  const start = async (): Promise<void> => {
    api.on('engine.status', (engine: EngineStatus) => patch({ engine }))
    api.on('server.status', (server: ServerStatus) => patch({ server }))
    api.on('server.wait', ({ wait: serverWait }) => patch({ serverWait }))
    api.on('resource.changed', ({ resource }) => {
      if (resource === 'profiles' || resource === 'settings') void load()
    })
    await load()
  }

  const leaving: (() => Promise<void>)[] = []
  /** Has something done whenever the profile is about to be left: what is written in it belongs to it. */
  const onLeave = (work: () => Promise<void>): void => {
    leaving.push(work)
  }
  const leave = async (): Promise<void> => {
    await Promise.all(leaving.map((work) => work()))
  }

  /** Told by the browser's bridge. */
  const setConnection = (value: Connection): void => {
    connection.value = value
  }

  const selectProfile = async (profileId: string): Promise<void> => {
    await leave()
    await api.call('selectProfile', { profileId })
    await load()
  }
  const createLocalProfile = async (input: CallInput<'createLocalProfile'>): Promise<Profile> => {
    const created = await api.call('createLocalProfile', input)
    await selectProfile(created.id)
    return created
  }
  const connectProfile = async (input: CallInput<'connectProfile'>): Promise<Profile> => {
    const created = await api.call('connectProfile', input)
    await selectProfile(created.id)
    return created
  }
  const updateProfile = async (input: CallInput<'updateProfile'>): Promise<void> => {
    await api.call('updateProfile', input)
    await load()
  }
  const setSendingLock = async (profileId: string, locked: boolean): Promise<void> => {
    const reply = await api.call(locked ? 'lockSending' : 'unlockSending', { profileId })
    patch(reply)
  }
  const forgetKey = async (profileId: string): Promise<void> => {
    await api.call('forgetKey', { profileId })
    await load()
  }
  const renewVaultKey = async (profileId: string): Promise<void> => {
    await api.call('renewVaultKey', { profileId })
    await load()
  }
  const removeProfile = async (input: CallInput<'removeProfile'>): Promise<void> => {
    await leave()
    await api.call('removeProfile', input)
    await load()
  }
  const openKeptProfile = async (profileId: string): Promise<void> => {
    await leave()
    await api.call('openKeptProfile', { profileId })
    await load()
  }
  const settleKeptDrafts = async (input: CallInput<'settleKeptDrafts'>): Promise<void> => {
    await api.call('settleKeptDrafts', input)
    await load()
  }
  const duplicateProfile = async (input: CallInput<'duplicateProfile'>): Promise<void> => {
    await api.call('duplicateProfile', input)
    await load()
  }
  const importProfiles = async (text: string): Promise<CallReply<'importProfiles'>> => {
    const reply = await api.call('importProfiles', { text })
    await load()
    return reply
  }
  const updateSettings = async (input: Partial<Settings>): Promise<void> => {
    patch({ settings: await api.call('updateSettings', input) })
  }
  const restartEngine = async (): Promise<void> => {
    patch({ engine: await api.call('restartEngine', {}) })
  }

  const lookForSecrets = async (): Promise<void> => {
    await api.call('lookForSecrets', {})
    await load()
  }

  const tryServer = async (): Promise<void> => {
    patch({ server: await api.call('tryServer', {}) })
  }
  const stopWaiting = async (): Promise<void> => {
    await api.call('stopWaiting', {})
  }

  return {
    state,
    error,
    connection,
    profiles,
    profile,
    isSandbox,
    capabilities,
    load,
    start,
    setConnection,
    onLeave,
    selectProfile,
    createLocalProfile,
    connectProfile,
    updateProfile,
    setSendingLock,
    forgetKey,
    renewVaultKey,
    removeProfile,
    openKeptProfile,
    settleKeptDrafts,
    duplicateProfile,
    importProfiles,
    updateSettings,
    restartEngine,
    lookForSecrets,
    tryServer,
    stopWaiting,
  }
})
