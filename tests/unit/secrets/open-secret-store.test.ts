import type { Keytar } from '@main/secrets/keychain'
import { openSecretStore } from '@main/secrets/open-secret-store'
import { expect, test } from 'vitest'

const never = (): Promise<never> => new Promise(() => undefined)

const open = (keytar: Partial<Keytar> | Error, platform: NodeJS.Platform = 'linux') =>
  openSecretStore({
    platform,
    service: 'sendwright-tests',
    timeoutMs: 20,
    log: () => undefined,
    load: async () => {
      if (keytar instanceof Error) throw keytar
      // Only what the probe reaches is given.
      return keytar as Keytar
    },
  })

test('a missing library falls back to memory and names the package that brings it', async () => {
  const { status } = await open(new Error('libsecret-1.so.0: cannot open shared object file'))

  expect(status.store).toBe('memory')
  expect(status.label).toContain('its library is missing')
  expect(status.label).toContain('forgotten when Sendwright ends')
  expect(status.remedy).toContain('libsecret-1-0')
})

test('a keychain that nothing serves falls back to memory and names the keyring to install', async () => {
  const { status } = await open({
    setPassword: () => Promise.reject(new Error('Cannot autolaunch D-Bus')),
  })

  expect(status.store).toBe('memory')
  expect(status.remedy).toMatch(/gnome-keyring libsecret-1-0/)
})

test('a keychain that waits for a password for ever falls back to memory in time', async () => {
  const { status } = await open({ setPassword: never })

  expect(status.store).toBe('memory')
  expect(status.label).toContain('does not answer')
  expect(status.remedy).toContain('Unlock the keyring')
})

test('a keychain that forgets what it was given falls back to memory', async () => {
  const { status } = await open({
    setPassword: async () => undefined,
    getPassword: async () => null,
    deletePassword: async () => false,
  })

  expect(status.store).toBe('memory')
  expect(status.label).toContain('locked')
})

test('the advice fits the operating system', async () => {
  const failing = { setPassword: () => Promise.reject(new Error('no')) }

  const mac = await open(failing, 'darwin')
  const windows = await open(failing, 'win32')

  expect(mac.status.remedy).toContain('Keychain Access')
  expect(windows.status.remedy).toContain('Credential Manager')
})

test('memory keeps a secret for the session', async () => {
  const store = await open(new Error('none'))

  await store.set('a', 'secret')

  expect(await store.get('a')).toEqual({ state: 'found', secret: 'secret' })
  await store.delete('a')
  expect(await store.get('a')).toEqual({ state: 'absent-or-locked' })
})

test('a keychain that stops answering later says so instead of hanging', async () => {
  const entries = new Map<string, string>()
  let isLocked = false
  const store = await open({
    setPassword: async (_service, account, password) => void entries.set(account, password),
    getPassword: (_service, account) =>
      isLocked ? never() : Promise.resolve(entries.get(account) ?? null),
    deletePassword: async (_service, account) => entries.delete(account),
  })
  isLocked = true

  await expect(store.get('a')).rejects.toMatchObject({
    type: 'desktop_secret_unavailable',
    message: expect.stringContaining('does not answer'),
  })
})

test('a keychain that is unlocked later takes what memory held, and serves from then on', async () => {
  const held = new Map([['profile/b/vault', 'older']])
  let isLocked = true
  const store = await open({
    setPassword: async (_service, account, secret) => {
      if (isLocked) throw new Error('locked')
      held.set(account, secret)
    },
    getPassword: async (_service, account) => held.get(account) ?? null,
    deletePassword: async (_service, account) => held.delete(account),
  })
  for (const account of ['profile/a/key', 'profile/b/vault']) await store.set(account, 'newer')
  const look = async () => await store.lookAgain?.((account) => account.endsWith('/key'))

  await expect(look()).rejects.toMatchObject({ type: 'desktop_secret_unavailable' })
  expect(store.status.store).toBe('memory')
  isLocked = false
  expect(await look()).toEqual(['profile/a/key'])

  expect(store.status).toMatchObject({ store: 'keychain', remedy: null })
  expect([...held]).toEqual([
    ['profile/b/vault', 'older'],
    ['profile/a/key', 'newer'],
  ])
  expect(await store.get('profile/b/vault')).toEqual({ state: 'found', secret: 'older' })
  expect(await look()).toEqual([])
})

test('looking again while an earlier call hangs asks the keychain nothing more', async () => {
  let calls = 0
  const store = await open({
    setPassword: () => {
      calls += 1
      return never()
    },
  })

  await expect(store.lookAgain?.(() => true)).rejects.toMatchObject({
    message: expect.stringContaining('does not answer'),
  })
  expect(calls).toBe(1)
})
