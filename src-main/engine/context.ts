import type { Emit } from '@contract/events'
import type { MissedPolicy } from '@contract/schedules'
import type { ProviderRegistry } from '../providers'
import type { TokenCache } from '../providers/token-cache'
import type { Vault } from '../secrets/vault'
import type { Origin } from '../store/identity'
import type { Store } from '../store/store'
import type { Changes } from './changes'
import type { Leaving } from './leaving'
import type { Storage } from './storage/storage'
import type { Timer } from './timer'

/** What every part of an engine works with. */
export interface EngineContext {
  readonly store: Store
  /** Where the store and the files beside it are. */
  readonly dataFolder: string
  readonly registry: ProviderRegistry
  readonly vault: Vault
  readonly origin: Origin
  readonly timer: Timer
  /** The same as long as the computer runs. */
  readonly bootId: string
  readonly storage: Storage
  readonly changes: Changes
  readonly leaving: Leaving
  readonly emit: Emit
  readonly log: (line: string) => void
  /** Tokens that vendors take in place of the credentials; never those of the sandbox. */
  readonly tokens: TokenCache
  /** Kind → origin that replaces the vendor's own. */
  readonly vendorUrls: Readonly<Record<string, string>>
  readonly isSandbox: () => boolean
  /** What becomes of messages whose time passed unattended. */
  readonly missedPolicy: () => MissedPolicy
  /** More people than this get nothing unconfirmed when a schedule's hour comes; null for none, as in a sandbox. */
  readonly ceiling: () => number | null
}
