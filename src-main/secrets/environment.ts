import { apiError } from '@contract/errors'
import type { SecretStore } from './secret-store'
import { isVaultKey } from './vault-key'

/** The environment variable that holds the headless engine's vault key. */
const vaultKeyVariable = 'SENDWRIGHT_VAULT_KEY'

/**
 * The headless engine's store: one vault key from the environment, the same for every account, which
 * cannot be changed from here. Throws `desktop_secret_unavailable` when the variable is missing or malformed.
 */
export const createEnvironmentStore = (
  environment: Readonly<Record<string, string | undefined>>,
): SecretStore => {
  const secret = environment[vaultKeyVariable]?.trim() ?? ''
  if (!isVaultKey(secret)) {
    const problem = secret === '' ? 'is not set' : 'does not hold 32 bytes in base64'
    throw apiError(
      'desktop_secret_unavailable',
      `${vaultKeyVariable} ${problem}. Set it to a key made with "openssl rand -base64 32", and keep that key: without it the stored credentials cannot be read.`,
    )
  }
  const refuse = async (): Promise<never> => {
    throw apiError(
      'desktop_secret_unavailable',
      `The secret comes from ${vaultKeyVariable} and can only be changed there.`,
    )
  }
  return {
    status: {
      store: 'environment',
      label: `Environment variable ${vaultKeyVariable}`,
      remedy: null,
    },
    get: async () => ({ state: 'found', secret }),
    set: refuse,
    delete: refuse,
  }
}
