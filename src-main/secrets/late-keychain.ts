import type { MemoryStore } from './memory'
import type { SecretStore } from './secret-store'

/**
 * Memory until there is a keychain: a look for one that succeeds moves what is in memory there and goes on with
 * it. What the keychain held before stays unless what is in memory counts more.
 */
export const createLateKeychain = (
  memory: MemoryStore,
  openKeychain: () => Promise<SecretStore>,
): SecretStore => {
  let current: SecretStore = memory
  let looking: Promise<readonly string[]> | undefined

  const move = async (counts: (account: string) => boolean): Promise<readonly string[]> => {
    const keychain = await openKeychain()
    const moved: string[] = []
    for (const [account, secret] of memory.entries()) {
      const held = await keychain.get(account)
      if (held.state === 'found' && !counts(account)) continue
      await keychain.set(account, secret)
      moved.push(account)
    }
    current = keychain
    return moved
  }
  return {
    get status() {
      return current.status
    },
    get: (account) => current.get(account),
    set: (account, secret) => current.set(account, secret),
    delete: (account) => current.delete(account),
    lookAgain: async (counts) => {
      if (current !== memory) return []
      looking ??= move(counts).finally(() => (looking = undefined))
      return await looking
    },
  }
}
