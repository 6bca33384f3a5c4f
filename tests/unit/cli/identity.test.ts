import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openIdentity } from '@main/cli/identity'
import { createEnvironmentStore } from '@main/secrets/environment'
import { createMemoryStore } from '@main/secrets/memory'
import type { SecretStore } from '@main/secrets/secret-store'
import { newVaultKey } from '@main/secrets/vault-key'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sendwright-identity-'))
})
afterEach(async () => {
  await rm(folder, { recursive: true })
})

/** A keychain that lives as long as the test. */
const keychain = (): SecretStore => ({
  ...createMemoryStore('', null),
  status: { store: 'keychain', label: 'a keychain', remedy: null },
})
const open = (store: SecretStore, given: { project?: string; key?: string } = {}) =>
  openIdentity({ folder, store, project: given.project, key: given.key })

describe('who a server is', () => {
  it('is made at the first start and remembered, the secrets only in the keychain', async () => {
    const store = keychain()
    const first = await open(store)
    expect(await open(store)).toEqual(first)
    const files = await readFile(join(folder, 'server.json'), 'utf8')
    expect(files).toContain(first.project)
    expect(files).not.toContain(first.key)
    expect(files).not.toContain(first.vaultKey)
  })

  it('is what was given, this time', async () => {
    const store = keychain()
    const first = await open(store)
    const given = await open(store, { project: 'shop', key: 'mine' })
    expect(given).toEqual({ ...first, project: 'shop', key: 'mine' })
    expect(await open(store)).toEqual(first)
  })

  it('is the same from the same vault key in the environment, with nothing else to keep', async () => {
    const environment = { SENDWRIGHT_VAULT_KEY: newVaultKey() }
    const first = await open(createEnvironmentStore(environment))
    expect(first.vaultKey).toBe(environment.SENDWRIGHT_VAULT_KEY)
    expect(first.key).not.toBe(first.vaultKey)
    expect(await open(createEnvironmentStore(environment))).toEqual(first)
    const other = { SENDWRIGHT_VAULT_KEY: newVaultKey() }
    expect((await open(createEnvironmentStore(other))).key).not.toBe(first.key)
  })

  it('has new secrets at each start when they are kept in memory', async () => {
    const first = await open(createMemoryStore('', null))
    const second = await open(createMemoryStore('', null))
    expect(second.project).toBe(first.project)
    expect(second.key).not.toBe(first.key)
  })

  it('is not made anew when the keychain is locked', async () => {
    const store = keychain()
    const first = await open(store)
    await expect(open(keychain())).rejects.toThrow(/locked/)
    expect(await open(store)).toEqual(first)
  })

  it('is not guessed from a damaged file', async () => {
    await writeFile(join(folder, 'server.json'), '{"id":')
    await expect(open(keychain())).rejects.toThrow(/server\.json cannot be read/)
  })
})
