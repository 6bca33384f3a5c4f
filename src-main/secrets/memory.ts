import type { SecretStore } from './secret-store'

/** A store whose secrets can be moved elsewhere. */
export interface MemoryStore extends SecretStore {
  entries(): readonly (readonly [account: string, secret: string])[]
}

/**
 * Keeps secrets until the process ends and never writes them anywhere. `label` says why there is no
 * keychain, `remedy` how to get one.
 */
export const createMemoryStore = (label: string, remedy: string | null): MemoryStore => {
  const secrets = new Map<string, string>()
  return {
    status: { store: 'memory', label, remedy },
    get: async (account) => {
      const secret = secrets.get(account)
      return secret === undefined ? { state: 'absent-or-locked' } : { state: 'found', secret }
    },
    set: async (account, secret) => {
      secrets.set(account, secret)
    },
    delete: async (account) => {
      secrets.delete(account)
    },
    entries: () => [...secrets],
  }
}
