import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { api, desktop } from '@contract/index'
import { apiError } from '@contract/errors'
import type { connectRemote as connectTo } from '@main/backends/remote/connect-remote'
import { createMemoryStore } from '@main/secrets/memory'
import { keyAccount, vaultAccount } from '@main/secrets/secret-store'
import { newVaultKey } from '@main/secrets/vault-key'
import { describe, expect, test } from 'vitest'
import { openTestStudio } from '../../support/open-test-studio'
import { createRecordedEngines } from '../../support/recorded-engine'
import { temporaryFolder } from '../../support/temporary-folder'

const setUp = async (options: Partial<Parameters<typeof openTestStudio>[0]> = {}) => {
  const dataFolder = options.dataFolder ?? temporaryFolder()
  const recorded = createRecordedEngines()
  const { launchEngine } = recorded
  const opened = await openTestStudio({ launchEngine, ...options, dataFolder })
  return { ...opened, ...recorded, dataFolder }
}

const project = {
  name: 'Shop',
  environment: 'production',
  endpoint: 'https://appwrite.example.test',
  project: 'shop',
  key: 'planted-api-key-0123456789',
} as const

describe('with no profile', () => {
  test('the state says so and everything that needs one is refused in words', async () => {
    const { call } = await setUp()

    const state = await call('getAppState', {})

    expect(desktop.getAppState.reply.parse(state)).toEqual(state)
    expect(state).toMatchObject({
      profiles: [],
      activeProfileId: null,
      capabilities: { ledger: false, sandbox: false, bulk: false },
      engine: { state: 'none', restarts: 0, problem: null },
      notices: [],
    })
    for (const name of ['listTopics', 'listDrafts', 'listSandboxMails', 'restartEngine'] as const) {
      await expect(call(name, {})).rejects.toMatchObject({ type: 'desktop_no_profile' })
    }
  })

  test('every row that is the app’s to answer has an answer', async () => {
    const { studio } = await setUp()
    const names = Object.entries(desktop).filter(([, row]) => row.on === 'app')

    for (const [name] of names) {
      const reply = await studio.call(name, {})
      const type = reply.ok ? 'ok' : reply.error.type
      expect(`${name}: ${type}`).not.toMatch(/not_implemented|route_not_found|general_unknown/)
    }
    expect(names.length).toBeGreaterThan(10)
  })

  test('an unknown name and a name of every object are refused', async () => {
    const { studio } = await setUp()

    for (const name of ['nothing', 'constructor', '__proto__']) {
      expect(await studio.call(name, {})).toMatchObject({
        ok: false,
        error: { code: 404, type: 'general_route_not_found' },
      })
    }
  })
})

describe('a local workspace', () => {
  test('starts in the sandbox, with an engine, a key and a folder of its own', async () => {
    const { call, engines, dataFolder } = await setUp()

    const profile = await call('createLocalProfile', { name: 'Atelier Nord' })

    const state = await call('getAppState', {})
    expect(profile).toMatchObject({ kind: 'local', sandbox: true, environment: 'local' })
    expect(state).toMatchObject({
      profiles: [profile],
      activeProfileId: profile.id,
      capabilities: { ledger: true, sandbox: true, bulk: true },
      engine: { state: 'running' },
    })
    expect(engines[0]?.options).toMatchObject({
      dataFolder: join(dataFolder, 'profiles', profile.id),
      sandbox: true,
      vaultKey: expect.stringMatching(/^.{43}=$/),
    })
    expect(existsSync(engines[0]?.options.dataFolder ?? '')).toBe(true)
  })

  test('its engine answers the API and its own commands', async () => {
    const { call, engines } = await setUp()
    await call('createLocalProfile', { name: 'Atelier Nord' })

    await call('listTopics', { search: 'news' })
    await call('listSandboxMails', {})

    expect(engines[0]?.calls).toEqual([
      { name: 'listTopics', input: { search: 'news' } },
      { name: 'listSandboxMails', input: {} },
    ])
  })

  test('leaving the sandbox reaches the engine at once and outlives a restart', async () => {
    const { call, studio, engines, dataFolder } = await setUp()
    const { id } = await call('createLocalProfile', { name: 'Atelier Nord' })

    await call('updateProfile', { profileId: id, sandbox: false, name: 'Atelier' })
    await studio.close()
    const again = await setUp({ dataFolder })

    expect(engines[0]?.sandbox).toEqual([false])
    await again.call('getAppState', {})
    expect(again.engines[0]?.options.sandbox).toBe(false)
    expect((await again.call('getAppState', {})).profiles).toMatchObject([
      { name: 'Atelier', sandbox: false },
    ])
  })

  test('what becomes of missed schedules reaches the engine at once and outlives a restart', async () => {
    const { call, studio, engines, dataFolder } = await setUp()
    const missed = { sendWithinMinutes: 60, otherwise: 'skip' } as const
    const { id } = await call('createLocalProfile', { name: 'Atelier Nord' })
    expect(engines[0]?.options.missed).toEqual({ sendWithinMinutes: 15, otherwise: 'ask' })

    await call('updateProfile', { profileId: id, missed })
    await studio.close()
    const again = await setUp({ dataFolder })

    expect(engines[0]?.missed).toEqual([missed])
    expect((await again.call('getAppState', {})).profiles).toMatchObject([{ missed }])
    expect(again.engines[0]?.options.missed).toEqual(missed)
  })

  test('the ceiling reaches the engine at once and outlives a restart', async () => {
    const { call, studio, engines, dataFolder } = await setUp()
    const { id: profileId } = await call('createLocalProfile', { name: 'Atelier Nord' })
    expect(engines[0]?.options.ceiling).toBeNull()

    await call('updateProfile', { profileId, ceiling: 20 })
    await call('updateProfile', { profileId, ceiling: 0 })
    await call('updateProfile', { profileId, ceiling: 30 })
    await studio.close()
    const again = await setUp({ dataFolder })

    expect(engines[0]?.ceilings).toEqual([20, null, 30])
    await again.call('getAppState', {})
    expect(again.engines[0]?.options.ceiling).toBe(30)
  })

  test('its engine hears that the computer woke up', async () => {
    const { call, studio, engines } = await setUp()
    await call('createLocalProfile', { name: 'Atelier Nord' })

    studio.wake()

    expect(engines[0]?.wakes).toBe(1)
  })

  test('events of its engine reach the window', async () => {
    const { call, engines, events } = await setUp()
    await call('createLocalProfile', { name: 'Atelier Nord' })
    const event = { name: 'resource.changed', payload: { resource: 'topics' } } as const

    engines[0]?.say(event)

    expect(events).toContainEqual(event)
  })

  test('a restart is asked of the engine', async () => {
    const { call, engines } = await setUp()
    await call('createLocalProfile', { name: 'Atelier Nord' })

    const status = await call('restartEngine', {})

    expect(status).toEqual({ state: 'running', restarts: 1, problem: null })
    expect(engines[0]?.restarts).toBe(1)
  })

  test('an API key is refused for it, naming the field', async () => {
    const { call } = await setUp()
    const { id } = await call('createLocalProfile', { name: 'Atelier Nord' })

    await expect(call('updateProfile', { profileId: id, key: 'k' })).rejects.toMatchObject({
      type: 'general_argument_invalid',
      param: 'key',
    })
  })
})

describe('switching', () => {
  test('ends the former engine before the next starts, and nothing the former says counts', async () => {
    const { call, engines, events } = await setUp()
    const one = await call('createLocalProfile', { name: 'One' })
    await call('createLocalProfile', { name: 'Two' })

    await call('selectProfile', { profileId: one.id })
    const before = events.length
    engines[1]?.say({ name: 'resource.changed', payload: { resource: 'users' } })

    expect(engines.map(({ isStopped }) => isStopped)).toEqual([true, true, false])
    expect(engines[2]?.options.dataFolder).toContain(one.id)
    expect(events).toHaveLength(before)
    expect(events).not.toContainEqual(
      expect.objectContaining({ payload: expect.objectContaining({ state: 'stopped' }) }),
    )
  })

  test('a call during the switch is answered by the profile that is being opened', async () => {
    const { call, engines } = await setUp()
    await call('createLocalProfile', { name: 'One' })

    const [, state] = await Promise.all([
      call('createLocalProfile', { name: 'Two' }),
      call('getAppState', {}),
      call('listUsers', {}),
    ])

    expect(state.profiles.find(({ id }) => id === state.activeProfileId)?.name).toBe('Two')
    expect(engines[1]?.calls).toEqual([{ name: 'listUsers', input: {} }])
  })

  test('drafts belong to the profile they were written in', async () => {
    const { call } = await setUp()
    const one = await call('createLocalProfile', { name: 'One' })
    const draft = await call('createDraft', {})
    await call('createLocalProfile', { name: 'Two' })

    expect(await call('listDrafts', {})).toEqual({ drafts: [] })
    await call('selectProfile', { profileId: one.id })
    expect(await call('listDrafts', {})).toEqual({ drafts: [draft] })
  })

  test('the profile that was open is open after the next start', async () => {
    const { call, studio, dataFolder } = await setUp()
    const one = await call('createLocalProfile', { name: 'One' })
    await call('createLocalProfile', { name: 'Two' })
    await call('selectProfile', { profileId: one.id })
    await studio.close()

    const again = await setUp({ dataFolder })

    expect((await again.call('getAppState', {})).activeProfileId).toBe(one.id)
    expect(again.engines).toHaveLength(1)
  })
})

describe('removing a profile', () => {
  test('takes its folder, secrets and drafts along and opens another', async () => {
    const secrets = createMemoryStore('memory', null)
    const { call, engines, dataFolder } = await setUp({ secrets })
    const one = await call('createLocalProfile', { name: 'One' })
    const two = await call('createLocalProfile', { name: 'Two' })
    await call('createDraft', {})

    await call('removeProfile', { profileId: two.id })

    expect(await call('getAppState', {})).toMatchObject({
      profiles: [one],
      activeProfileId: one.id,
    })
    expect(engines[1]?.isStopped).toBe(true)
    expect(existsSync(join(dataFolder, 'profiles', two.id))).toBe(false)
    expect(await secrets.get(vaultAccount(two.id))).toEqual({ state: 'absent-or-locked' })
    expect(await secrets.get(vaultAccount(one.id))).toMatchObject({ state: 'found' })
    await expect(call('selectProfile', { profileId: two.id })).rejects.toMatchObject({
      type: 'desktop_profile_not_found',
    })
  })

  test('the last one leaves none open', async () => {
    const { call } = await setUp()
    const { id } = await call('createLocalProfile', { name: 'One' })

    await call('removeProfile', { profileId: id })

    expect(await call('getAppState', {})).toMatchObject({ profiles: [], activeProfileId: null })
    await expect(call('listTopics', {})).rejects.toMatchObject({ type: 'desktop_no_profile' })
  })
})

describe('a remote project', () => {
  /** A server that answers every call with its own address and closes when told. */
  const createRemote = () => {
    const addresses: unknown[] = []
    const connectRemote: typeof connectTo = (address) => {
      addresses.push(address)
      return {
        capabilities: { ledger: false, sandbox: false, bulk: false },
        call: async (name) => ({ name }),
        close: async () => undefined,
      }
    }
    return { addresses, remote: { connectRemote } }
  }

  test('is reached with the key from the secret store, which is in no file and no reply', async () => {
    const { remote, addresses } = createRemote()
    const { call, dataFolder } = await setUp({ remote })

    const profile = await call('connectProfile', project)

    expect(addresses).toEqual([
      {
        endpoint: project.endpoint.concat('/v1'),
        project: 'shop',
        key: project.key,
        certificate: null,
      },
    ])
    expect(await call('listTopics', {})).toEqual({ name: 'listTopics' })
    expect(JSON.stringify([profile, await call('getAppState', {})])).not.toContain(project.key)
    expect(readFileSync(join(dataFolder, 'config.json'), 'utf8')).not.toContain(project.key)
  })

  test('is never asked for what only an engine can do', async () => {
    const { remote } = createRemote()
    const { call } = await setUp({ remote })
    const { id } = await call('connectProfile', project)

    expect((await call('getAppState', {})).capabilities).toEqual({
      ledger: false,
      sandbox: false,
      bulk: false,
    })
    await expect(call('listSandboxMails', {})).rejects.toMatchObject({
      type: 'desktop_not_available',
    })
    await expect(call('restartEngine', {})).rejects.toMatchObject({ type: 'desktop_not_available' })
    await expect(call('updateProfile', { profileId: id, sandbox: true })).rejects.toMatchObject({
      param: 'sandbox',
    })
  })

  test('tells the window about every write, and about no read', async () => {
    const { remote } = createRemote()
    const { call, events } = await setUp({ remote })
    await call('connectProfile', project)
    events.length = 0

    await call('listTopics', {})
    await call('createSubscriber', { topicId: 't', subscriberId: 's', targetId: 'u' })

    expect(events).toEqual([
      { name: 'resource.changed', payload: { resource: 'topics' } },
      { name: 'resource.changed', payload: { resource: 'subscribers' } },
    ])
  })

  test('whose key is out of reach is shown with a notice, and works again with a new key', async () => {
    const { remote, addresses } = createRemote()
    const first = await setUp({ remote })
    const { id } = await first.call('connectProfile', project)
    await first.studio.close()
    const { call } = await setUp({ remote, dataFolder: first.dataFolder })

    const state = await call('getAppState', {})
    expect(state.activeProfileId).toBe(id)
    expect(state.notices).toEqual([expect.stringContaining('The API key of "Shop"')])
    await expect(call('listTopics', {})).rejects.toMatchObject({
      type: 'desktop_secret_unavailable',
    })

    await call('updateProfile', { profileId: id, key: 'a-new-key' })
    expect(await call('listTopics', {})).toEqual({ name: 'listTopics' })
    expect((await call('getAppState', {})).notices).toEqual([])
    expect(addresses.at(-1)).toMatchObject({ key: 'a-new-key' })
  })

  test('its key can be forgotten, and everything else stays', async () => {
    const { remote } = createRemote()
    const secrets = createMemoryStore('memory', null)
    const { call } = await setUp({ remote, secrets })
    const profile = await call('connectProfile', project)

    await call('forgetKey', { profileId: profile.id })

    expect(await secrets.get(keyAccount(profile.id))).toEqual({ state: 'absent-or-locked' })
    expect(await call('getAppState', {})).toMatchObject({ profiles: [profile], lacksSecret: true })
    await expect(call('createTopic', { topicId: 't', name: 'T' })).rejects.toMatchObject({
      type: 'desktop_secret_unavailable',
    })
  })

  test('removing it removes its key', async () => {
    const { remote } = createRemote()
    const secrets = createMemoryStore('memory', null)
    const { call } = await setUp({ remote, secrets })
    const { id } = await call('connectProfile', project)
    expect(await secrets.get(keyAccount(id))).toEqual({ state: 'found', secret: project.key })

    await call('removeProfile', { profileId: id })

    expect(await secrets.get(keyAccount(id))).toEqual({ state: 'absent-or-locked' })
  })
})

describe('when something is out of order', () => {
  const provider = { kind: 'smtp', providerId: 'p', name: 'SMTP', password: 'secret' }

  test('a vault key missing from the keychain is not replaced, and a restart looks for it again', async () => {
    const keychain = {
      ...createMemoryStore('keyring', null),
      status: { store: 'keychain', label: 'keyring', remedy: null } as const,
    }
    const first = await setUp({ secrets: keychain })
    const { id } = await first.call('createLocalProfile', { name: 'One' })
    // The recorded engine answers something else than a provider; the key is in use all the same.
    await first.studio.call('createProvider', provider)
    await first.studio.close()
    await keychain.delete(vaultAccount(id))

    const { call, engines } = await setUp({ secrets: keychain, dataFolder: first.dataFolder })
    const { notices } = await call('getAppState', {})
    const key = newVaultKey()
    await keychain.set(vaultAccount(id), key)
    await call('restartEngine', {})

    expect(notices).toEqual([expect.stringContaining('out of reach')])
    expect(engines.map(({ options }) => options.vaultKey)).toEqual([null, key])
    expect((await call('getAppState', {})).notices).toEqual([])
  })

  test('a workspace whose key is lost takes credentials again after starting over', async () => {
    const keychain = {
      ...createMemoryStore('keyring', null),
      status: { store: 'keychain', label: 'keyring', remedy: null } as const,
    }
    const first = await setUp({ secrets: keychain })
    const { id: profileId } = await first.call('createLocalProfile', { name: 'One' })
    await first.studio.call('createProvider', provider)
    await first.studio.close()
    const lost = await keychain.get(vaultAccount(profileId))
    await keychain.delete(vaultAccount(profileId))
    const { call, studio, engines } = await setUp({
      secrets: keychain,
      dataFolder: first.dataFolder,
    })
    expect((await call('getAppState', {})).lacksSecret).toBe(true)

    await call('renewVaultKey', { profileId })

    const state = await call('getAppState', {})
    expect([state.lacksSecret, state.notices]).toEqual([false, []])
    const key = engines.at(-1)?.options.vaultKey
    expect(await keychain.get(vaultAccount(profileId))).toEqual({ state: 'found', secret: key })
    expect(lost).not.toEqual({ state: 'found', secret: key })
    await expect(call('renewVaultKey', { profileId })).rejects.toMatchObject({
      type: 'desktop_secret_present',
    })
    // Credentials stored from now on are missed again when their key is gone.
    await studio.call('createProvider', provider)
    await studio.close()
    await keychain.delete(vaultAccount(profileId))
    const third = await setUp({ secrets: keychain, dataFolder: first.dataFolder })
    expect((await third.call('getAppState', {})).lacksSecret).toBe(true)
  })

  test('a workspace that cannot be opened says why, and the others still open', async () => {
    const { launchEngine } = createRecordedEngines()
    const first = await setUp()
    const good = await first.call('createLocalProfile', { name: 'Good' })
    const bad = await first.call('createLocalProfile', { name: 'Bad' })
    await first.studio.close()

    const { call, log } = await setUp({
      dataFolder: first.dataFolder,
      launchEngine: (options) => {
        if (options.dataFolder.includes(bad.id)) throw new Error('no more processes')
        return launchEngine(options)
      },
    })

    expect((await call('getAppState', {})).notices).toEqual([
      expect.stringContaining('"Bad" could not be opened (no more processes)'),
    ])
    expect(log.join()).toContain('no more processes')
    await call('selectProfile', { profileId: good.id })
    expect((await call('getAppState', {})).notices).toEqual([])
  })

  test('an unexpected error is masked for the window and logged with its stack', async () => {
    const { launchEngine } = createRecordedEngines()
    const { studio, call, log } = await setUp({
      launchEngine: (options) => ({
        ...launchEngine(options),
        call: () => Promise.reject(new TypeError('internal detail')),
      }),
    })
    await call('createLocalProfile', { name: 'One' })

    const reply = await studio.call('listTopics', {})

    expect(reply).toMatchObject({ ok: false, error: { type: 'general_unknown', code: 500 } })
    expect(JSON.stringify(reply)).not.toContain('internal detail')
    expect(log.join()).toContain('internal detail')
  })

  test('an error of the backend crosses as it is', async () => {
    const { launchEngine } = createRecordedEngines()
    const { studio, call } = await setUp({
      launchEngine: (options) => ({
        ...launchEngine(options),
        call: () => Promise.reject(apiError('topic_not_found')),
      }),
    })
    await call('createLocalProfile', { name: 'One' })

    expect(await studio.call('getTopic', { topicId: 't' })).toEqual({
      ok: false,
      error: apiError('topic_not_found').toBody(),
    })
  })

  test('a damaged settings file is recovered and said in the state', async () => {
    const first = await setUp()
    const profile = await first.call('createLocalProfile', { name: 'One' })
    await first.studio.close()
    writeFileSync(join(first.dataFolder, 'config.json'), '{"profiles":')

    const { call } = await setUp({ dataFolder: first.dataFolder })

    expect(await call('getAppState', {})).toMatchObject({
      profiles: [profile],
      notices: [expect.stringContaining('config.corrupt-')],
    })
  })

  test('a second studio on the same folder is refused in words', async () => {
    const { dataFolder } = await setUp()

    await expect(setUp({ dataFolder })).rejects.toMatchObject({
      type: 'desktop_data_in_use',
      message: expect.stringContaining('Close it first'),
    })
  })
})

test('settings are kept', async () => {
  const { call, studio, dataFolder } = await setUp()

  await call('updateSettings', { theme: 'dark' })
  await studio.close()

  const again = await setUp({ dataFolder })
  expect((await again.call('getAppState', {})).settings).toEqual({ theme: 'dark' })
})

test('the forms of all twelve vendors are answered', async () => {
  const { call } = await setUp()

  const { kinds } = await call('listProviderKinds', {})

  expect(kinds).toHaveLength(12)
  expect(kinds.find(({ kind }) => kind === 'smtp')?.settings.properties).toHaveProperty('password')
})

test('nothing that the app answers is a row of the API', () => {
  expect(Object.keys(desktop).filter((name) => Object.hasOwn(api, name))).toEqual([])
})
