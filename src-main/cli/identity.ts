import { createHmac, randomBytes, randomUUID } from 'node:crypto'
import { readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import type { SecretStore } from '../secrets/secret-store'
import { newVaultKey } from '../secrets/vault-key'
import { StartError } from './start-error'

/** Who a REST server is, and the key of its engine's vault. */
export interface Identity {
  readonly project: string
  readonly key: string
  /** 32 bytes in base64. */
  readonly vaultKey: string
}

/** What was given on the command line; the rest is remembered. */
export interface IdentityOptions {
  readonly folder: string
  readonly store: SecretStore
  readonly project: string | undefined
  readonly key: string | undefined
}

// What a folder remembers: no secret, but which secrets the keychain should hold. A locked keychain
// answers like an empty one, and a new vault key would make the stored credentials unreadable for good.
const memory = z.object({
  id: z.string(),
  project: z.string(),
  keychainHolds: z.array(z.enum(['key', 'vault'])),
})

type Memory = z.infer<typeof memory>

/**
 * Finds or makes the project's id, the API key and the vault's key. Throws a `StartError` when the keychain
 * does not give what it should hold.
 */
export const openIdentity = async (options: IdentityOptions): Promise<Identity> => {
  const { folder, store } = options
  const file = join(folder, 'server.json')
  const known = (await readMemory(file)) ?? {
    id: randomUUID(),
    project: options.project ?? randomBytes(10).toString('hex'),
    keychainHolds: [],
  }
  const project = options.project ?? known.project
  if (store.status.store === 'environment') {
    const vaultKey = await find(store, `server/${known.id}/vault`)
    if (vaultKey === undefined) throw new StartError('The vault key is out of reach.')
    await writeMemory(file, known)
    return { project, key: options.key ?? deriveKey(vaultKey, known.id), vaultKey }
  }
  const recall = async (name: 'key' | 'vault', make: () => string): Promise<string> =>
    await recallSecret({ file, known, name, store, make })
  const vaultKey = await recall('vault', newVaultKey)
  const key = options.key ?? (await recall('key', newApiKey))
  const keychainHolds = store.status.store === 'keychain' ? held(options.key) : []
  await writeMemory(file, {
    ...known,
    keychainHolds: [...new Set([...known.keychainHolds, ...keychainHolds])],
  })
  return { project, key, vaultKey }
}

interface Recall {
  readonly file: string
  readonly known: Memory
  readonly name: 'key' | 'vault'
  readonly store: SecretStore
  readonly make: () => string
}

const recallSecret = async ({ file, known, name, store, make }: Recall): Promise<string> => {
  const account = `server/${known.id}/${name}`
  const found = await find(store, account)
  if (found !== undefined) return found
  if (store.status.store === 'keychain' && known.keychainHolds.includes(name)) {
    throw new StartError(
      `The keychain is locked, or its entry "${account}" was removed. Unlock it and start again. ` +
        `To start with new secrets instead, remove ${file}: stored provider credentials must then be entered again.`,
    )
  }
  const secret = make()
  await store.set(account, secret)
  return secret
}

const held = (givenKey: string | undefined): Memory['keychainHolds'] =>
  givenKey === undefined ? ['vault', 'key'] : ['vault']

const find = async (store: SecretStore, account: string): Promise<string | undefined> => {
  const result = await store.get(account)
  return result.state === 'found' ? result.secret : undefined
}

const newApiKey = (): string => randomBytes(32).toString('hex')

// The environment holds one secret only: the same vault key gives the same API key at every start.
const deriveKey = (vaultKey: string, id: string): string =>
  createHmac('sha256', Buffer.from(vaultKey, 'base64')).update(`rest key of ${id}`).digest('hex')

const readMemory = async (file: string): Promise<Memory | undefined> => {
  try {
    return memory.parse(JSON.parse(await readFile(file, 'utf8')))
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw new StartError(`${file} cannot be read. Repair it, or remove it to start anew.`, {
      cause: error,
    })
  }
}

const writeMemory = async (file: string, content: Memory): Promise<void> => {
  await writeFile(`${file}.new`, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 })
  await rename(`${file}.new`, file)
}
