import { createEnvironmentStore } from './environment'
import { apiError } from '@contract/errors'
import {
  createKeychainQueue,
  KeychainError,
  openKeychain,
  type KeychainFault,
  type KeychainOptions,
} from './keychain'
import { createLateKeychain } from './late-keychain'
import { createMemoryStore } from './memory'
import type { SecretStore } from './secret-store'

/** The name that the app's entries are filed under in the keychain. */
const keychainService = 'sendwright'

/** Which store is wanted, and how it is reached. */
export interface SecretStoreOptions extends Partial<KeychainOptions> {
  readonly store?: 'keychain' | 'memory' | 'env'
  readonly environment?: Readonly<Record<string, string | undefined>>
  readonly log: (line: string) => void
}

const forgets = 'secrets are kept in memory and forgotten when Sendwright ends'

/**
 * Opens the store that is wanted, the keychain by default. A keychain that fails its test is replaced by
 * memory, whose status says so and how to get a keychain, until another look finds it; only a wrong environment
 * variable throws.
 */
export const openSecretStore = async (options: SecretStoreOptions): Promise<SecretStore> => {
  const {
    store = 'keychain',
    environment = process.env,
    platform = process.platform,
    service = keychainService,
    log,
  } = options
  if (store === 'env') return createEnvironmentStore(environment)
  if (store === 'memory') return createMemoryStore(`Memory, as asked for: ${forgets}`, null)
  const queue = createKeychainQueue(options.timeoutMs)
  const open = (): Promise<SecretStore> => openKeychain({ ...options, service, platform, queue })
  try {
    return await open()
  } catch (error) {
    if (!(error instanceof KeychainError)) throw error
    // The cause names the missing library or service; it never holds a secret.
    log(`${error.message} ${error.cause instanceof Error ? error.cause.message : ''}`)
    const memory = createMemoryStore(
      `No keychain (${reasons[error.fault]}): ${forgets}`,
      remedy(error.fault, platform),
    )
    return createLateKeychain(memory, async () => {
      try {
        return await open()
      } catch (again) {
        if (!(again instanceof KeychainError)) throw again
        const message = `There is still no keychain: ${reasons[again.fault]}. ${remedy(again.fault, platform)}`
        throw apiError('desktop_secret_unavailable', message, { cause: again })
      }
    })
  }
}

const reasons: Readonly<Record<KeychainFault, string>> = {
  library: 'its library is missing',
  service: 'nothing answers',
  timeout: 'it does not answer',
  forgetful: 'it is locked or does not keep what it is given',
}

const remedy = (fault: KeychainFault, platform: NodeJS.Platform): string => {
  if (platform === 'darwin') {
    return 'Unlock your login keychain in Keychain Access, then look again.'
  }
  if (platform === 'win32') {
    return 'See that the service "Credential Manager" is running, then look again.'
  }
  switch (fault) {
    case 'library':
      return 'Install the library libsecret (Debian, Ubuntu: sudo apt install libsecret-1-0; when running from source, also libsecret-1-dev, then npm install again), then start Sendwright again.'
    case 'service':
      return 'Install a keyring (Debian, Ubuntu: sudo apt install gnome-keyring libsecret-1-0), log in to the desktop again so that it is unlocked, then start Sendwright again.'
    case 'timeout':
    case 'forgetful':
      return 'Unlock the keyring, for instance in "Passwords and Keys" (Debian, Ubuntu: sudo apt install seahorse), then look again.'
  }
}
