import { ApiError } from '@contract/errors'
import type { Profile } from '@contract/profiles'
import type { SecretsStatus } from '@contract/settings'
import { vaultAccount, type SecretStore } from '../secrets/secret-store'
import { isVaultKey, newVaultKey } from '../secrets/vault-key'
import type { ProfileFile } from './profile-file'

/** A local profile's vault key, or null when it is out of reach; the notice is for people. */
export interface VaultKey {
  readonly key: string | null
  readonly notice: string | null
}

/**
 * Finds the vault key of a local profile. A new one is made when no credentials were ever stored under an
 * old one, or when the old one is known to be lost because it only ever was in memory. A key that should be in
 * the keychain and is not is never replaced: it may be back once the keychain is unlocked.
 */
export const resolveVaultKey = async (
  { id, name }: Pick<Profile, 'id' | 'name'>,
  secrets: SecretStore,
  file: Pick<ProfileFile, 'state'>,
): Promise<VaultKey> => {
  const account = vaultAccount(id)
  const keptIn = file.state.vaults[id]
  const { status } = secrets
  try {
    const result = await secrets.get(account)
    if (result.state === 'found' && isVaultKey(result.secret)) {
      // Stored under another key, while the keychain could not be used.
      const isOther = keptIn === 'memory' && status.store !== 'memory'
      return { key: result.secret, notice: isOther ? forgotten(name) : null }
    }
    if (keptIn === 'keychain' || keptIn === 'environment') {
      return { key: null, notice: outOfReach(name, status) }
    }
    const key = newVaultKey()
    await secrets.set(account, key)
    return { key, notice: keptIn === 'memory' ? forgotten(name) : null }
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    return { key: null, notice: outOfReach(name, status) }
  }
}

const outOfReach = (name: string, { store, label }: SecretsStatus): string => {
  const where =
    store === 'memory'
      ? 'their key is in a keychain that is not available now'
      : `their key is not in the ${label}, or that is locked`
  return (
    `The credentials of the providers in "${name}" are out of reach: ${where}. ` +
    'Everything else works, but nothing can be sent. Unlock the keychain, then look again under Settings, Secrets; if the key is gone for good, start over there.'
  )
}

const forgotten = (name: string): string =>
  `The credentials of the providers in "${name}" were kept in memory and were forgotten when Sendwright ended. ` +
  'Enter them again to send.'
