import { randomUUID } from 'node:crypto'
import { openProfileFile } from '@main/profiles/profile-file'
import { resolveVaultKey } from '@main/profiles/resolve-vault-key'
import { loadKeytar, openKeychain } from '@main/secrets/keychain'
import { openSecretStore } from '@main/secrets/open-secret-store'
import { vaultAccount } from '@main/secrets/secret-store'
import { isVaultKey } from '@main/secrets/vault-key'
import { describe, expect, inject, onTestFinished, test } from 'vitest'
import { temporaryFolder } from '../../support/temporary-folder'

const keyring = inject('keyring')
const isAbsent = keyring.state === 'absent'
const title = isAbsent ? `keychain (skipped: ${keyring.reason})` : 'keychain'

if (keyring.state === 'ready') Object.assign(process.env, keyring.env)

const service = `sendwright-tests-${randomUUID()}`
const { platform } = process

const open = async () => {
  if (keyring.state === 'silent') throw new Error(keyring.problem)
  return await openKeychain({ service, platform })
}

describe.skipIf(isAbsent)(title, () => {
  test('keeps a secret until it is deleted', async () => {
    const store = await open()
    onTestFinished(() => store.delete('profile/one/key'))

    await store.set('profile/one/key', 'clé-🔑')
    const kept = await store.get('profile/one/key')
    await store.delete('profile/one/key')
    const gone = await store.get('profile/one/key')

    expect(kept).toEqual({ state: 'found', secret: 'clé-🔑' })
    expect(gone).toEqual({ state: 'absent-or-locked' })
  })

  test('finds what an earlier session stored', async () => {
    const before = await open()
    onTestFinished(() => before.delete('profile/two/vault'))
    await before.set('profile/two/vault', 'stays')

    const after = await open()

    expect(await after.get('profile/two/vault')).toEqual({ state: 'found', secret: 'stays' })
  })

  test('leaves nothing of its test behind and deletes what is not there without complaint', async () => {
    const store = await open()

    await store.delete('never/written')

    const keytar = (await loadKeytar()) as unknown as {
      findCredentials(name: string): Promise<unknown[]>
    }
    expect(await keytar.findCredentials(service)).toEqual([])
  })

  test('brings the vault key of a workspace back after a restart', async () => {
    const workspace = { id: 'three', name: 'Atelier Nord' }
    const file = openProfileFile(temporaryFolder(), () => new Date())
    const before = await open()
    onTestFinished(() => before.delete(vaultAccount('three')))
    const made = await resolveVaultKey(workspace, before, file)
    file.update({ vaults: { three: 'keychain' } })

    const found = await resolveVaultKey(workspace, await open(), file)

    expect(isVaultKey(made.key ?? '')).toBe(true)
    expect(found).toEqual({ key: made.key, notice: null })
  })

  test('is the store that the app opens by default', async () => {
    const lines: string[] = []
    const store = await openSecretStore({ service, log: (line) => lines.push(line) })

    expect(store.status).toMatchObject({ store: 'keychain', remedy: null })
    expect(lines).toEqual([])
  })
})
