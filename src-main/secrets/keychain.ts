import { randomUUID } from 'node:crypto'
import { apiError } from '@contract/errors'
import { createQueue, TimeoutError, type Queue } from './one-at-a-time'
import type { SecretStore } from './secret-store'

/** The part of keytar's API that is used, declared here because the package itself is optional. */
export interface Keytar {
  getPassword(service: string, account: string): Promise<string | null>
  setPassword(service: string, account: string, password: string): Promise<void>
  deletePassword(service: string, account: string): Promise<boolean>
}

/** Why there is no keychain: its library does not load, nothing serves it, it does not answer, or it forgets. */
export type KeychainFault = 'library' | 'service' | 'timeout' | 'forgetful'

/** The keychain cannot be used; `fault` says why. */
export class KeychainError extends Error {
  override readonly name = 'KeychainError'
  readonly fault: KeychainFault

  constructor(fault: KeychainFault, message: string, options?: ErrorOptions) {
    super(message, options)
    this.fault = fault
  }
}

/** How the keychain is reached; tests take a service of their own. */
export interface KeychainOptions {
  /** The name that every entry is filed under. */
  readonly service: string
  readonly platform: NodeJS.Platform
  readonly timeoutMs?: number
  /** Of an earlier attempt, whose calls may still hang. */
  readonly queue?: Queue
  /** Loads keytar; throws where it is missing. */
  readonly load?: () => Promise<Keytar>
}

/** Loads the optional package keytar; throws where it, or the library it stands on, is missing. */
export const loadKeytar = async (): Promise<Keytar> => {
  // A name in a variable, so that no bundler takes the optional native package in.
  const name: string = 'keytar'
  // keytar is CommonJS: its functions stand on the default export.
  const loaded = (await import(/* @vite-ignore */ name)) as { default: Keytar }
  return loaded.default
}

/** One call at a time, each with its time. */
export const createKeychainQueue = (timeoutMs = 5_000): Queue => createQueue(timeoutMs)

/**
 * Opens the operating system's keychain and proves with an entry of its own that it writes, reads and
 * deletes. Throws a `KeychainError` otherwise.
 */
export const openKeychain = async (options: KeychainOptions): Promise<SecretStore> => {
  const {
    service,
    platform,
    load = loadKeytar,
    queue = createKeychainQueue(options.timeoutMs),
  } = options
  const keytar = await load().catch((cause: unknown) => {
    throw new KeychainError('library', 'The keychain library cannot be loaded.', { cause })
  })
  await probe(keytar, service, queue)

  const label = keychainLabel(platform)
  const ask = async <T>(task: () => Promise<T>): Promise<T> =>
    await queue(task).catch((cause: unknown) => {
      const problem =
        cause instanceof TimeoutError
          ? 'does not answer; it may be waiting to be unlocked'
          : 'refused'
      throw apiError('desktop_secret_unavailable', `The ${label} ${problem}. Try again.`, { cause })
    })
  return {
    status: { store: 'keychain', label, remedy: null },
    get: async (account) => {
      const secret = await ask(() => keytar.getPassword(service, account))
      return secret === null ? { state: 'absent-or-locked' } : { state: 'found', secret }
    },
    set: (account, secret) => ask(() => keytar.setPassword(service, account, secret)),
    delete: async (account) => {
      await ask(() => keytar.deletePassword(service, account))
    },
  }
}

const probe = async (keytar: Keytar, service: string, queue: Queue): Promise<void> => {
  const account = `probe/${randomUUID()}`
  try {
    await queue(() => keytar.setPassword(service, account, account))
    const read = await queue(() => keytar.getPassword(service, account))
    await queue(() => keytar.deletePassword(service, account))
    if (read === account) return
  } catch (cause) {
    throw new KeychainError(faultOf(cause), 'The keychain did not pass its test.', { cause })
  }
  throw new KeychainError('forgetful', 'The keychain did not return what it was given.')
}

/** A keyring that cannot ask for its password refuses in words of its own. */
const faultOf = (cause: unknown): KeychainFault => {
  if (cause instanceof TimeoutError) return 'timeout'
  return /locked/i.test(String(cause)) ? 'forgetful' : 'service'
}

const keychainLabel = (platform: NodeJS.Platform): string => {
  if (platform === 'darwin') return 'macOS Keychain'
  if (platform === 'win32') return 'Windows Credential Manager'
  return 'Secret Service (keyring)'
}
