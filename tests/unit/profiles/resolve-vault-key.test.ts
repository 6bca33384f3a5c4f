import { apiError } from '@contract/errors'
import { resolveVaultKey } from '@main/profiles/resolve-vault-key'
import { createMemoryStore } from '@main/secrets/memory'
import { vaultAccount, type SecretStore } from '@main/secrets/secret-store'
import { isVaultKey, newVaultKey } from '@main/secrets/vault-key'
import { expect, test } from 'vitest'

const workspace = { id: 'one', name: 'Atelier Nord' }
const account = vaultAccount('one')

const fileWith = (vaults: Record<string, 'keychain' | 'memory'>) => ({
  state: {
    ...{ profiles: [], activeProfileId: null, kept: [] },
    ...{ settings: { theme: 'system' as const }, vaults },
  },
})

/** Behaves like a keychain that is empty or locked; both answer the same. */
const emptyKeychain = (): SecretStore => ({
  ...createMemoryStore('', null),
  status: { store: 'keychain', label: 'Secret Service (keyring)', remedy: null },
})

test('a key that was stored is used again', async () => {
  const secrets = createMemoryStore('memory', null)
  const key = newVaultKey()
  await secrets.set(account, key)

  const found = await resolveVaultKey(workspace, secrets, fileWith({ one: 'keychain' }))

  expect(found).toEqual({ key, notice: null })
})

test('a workspace that never stored credentials gets a new key, which is kept', async () => {
  const secrets = createMemoryStore('memory', null)

  const { key, notice } = await resolveVaultKey(workspace, secrets, fileWith({}))

  expect(isVaultKey(key ?? '')).toBe(true)
  expect(notice).toBeNull()
  expect(await secrets.get(account)).toEqual({ state: 'found', secret: key })
})

test('a key that should be in the keychain is never replaced: the keychain may only be locked', async () => {
  const secrets = emptyKeychain()

  const found = await resolveVaultKey(workspace, secrets, fileWith({ one: 'keychain' }))

  expect(found.key).toBeNull()
  expect(found.notice).toMatch(/"Atelier Nord" are out of reach.*Secret Service.*Unlock/)
  expect(await secrets.get(account)).toEqual({ state: 'absent-or-locked' })
})

test('a key that only ever was in memory is lost: a new one, and the credentials are asked for again', async () => {
  const secrets = createMemoryStore('memory', null)

  const { key, notice } = await resolveVaultKey(workspace, secrets, fileWith({ one: 'memory' }))

  expect(isVaultKey(key ?? '')).toBe(true)
  expect(notice).toMatch(/forgotten.*Enter them again/)
})

test('credentials stored while the keychain could not be used are asked for again once it can', async () => {
  const secrets = emptyKeychain()
  const key = newVaultKey()
  await secrets.set(account, key)

  const found = await resolveVaultKey(workspace, secrets, fileWith({ one: 'memory' }))

  expect(found).toEqual({ key, notice: expect.stringContaining('Enter them again') })
})

test('without the keychain its key is not replaced by one in memory', async () => {
  const secrets = createMemoryStore('No keychain', null)

  const found = await resolveVaultKey(workspace, secrets, fileWith({ one: 'keychain' }))

  expect(found.key).toBeNull()
  expect(found.notice).toContain('in a keychain that is not available now')
})

test('a keychain that fails does not keep the workspace from opening', async () => {
  const failing = async () => {
    throw apiError('desktop_secret_unavailable')
  }
  const secrets = { ...createMemoryStore('memory', null), get: failing }

  const found = await resolveVaultKey(workspace, secrets, fileWith({}))

  expect(found.key).toBeNull()
  expect(found.notice).toContain('out of reach')
})
