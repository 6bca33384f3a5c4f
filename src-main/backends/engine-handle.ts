import type { BridgeEvent } from '@contract/events'
import type { MissedPolicy } from '@contract/schedules'
import type { EngineStatus } from '@contract/settings'

/** The engine of one local profile, wherever it runs: in a process of its own, or inside a test. */
export interface EngineHandle {
  /** Answers the validated reply; throws an `ApiError`, `desktop_engine_down` while there is no engine. */
  call(name: string, input: unknown): Promise<unknown>
  /** Takes effect for every message whose sending starts after it, and survives a restart. */
  setSandbox(on: boolean): void
  /** Takes effect for every message found late after it, and survives a restart. */
  setMissedPolicy(policy: MissedPolicy): void
  /** Takes effect for every message whose hour comes after it, and survives a restart. */
  setCeiling(people: number | null): void
  /** The computer woke up: what is due is looked at now. */
  wake(): void
  status(): EngineStatus
  /** Starts it again at once, also after it gave up. */
  restart(): void
  /** Waits for what is in flight, then ends it for good. */
  stop(): Promise<void>
}

/** What an engine is started with. */
export interface LaunchOptions {
  /** The profile's own folder; it exists. */
  readonly dataFolder: string
  /** 32 bytes in base64; null when the key is out of reach, and stored secrets with it. */
  readonly vaultKey: string | null
  readonly sandbox: boolean
  readonly missed: MissedPolicy
  readonly ceiling: number | null
  /** True: it answers calls and sends nothing, whatever is due or was interrupted. */
  readonly isIdle?: boolean
  readonly onEvent: (event: BridgeEvent) => void
  /** Called with every change of the status. */
  readonly onStatus: (status: EngineStatus) => void
}

/** Starts an engine; answers at once, while it may still be starting. */
export type LaunchEngine = (options: LaunchOptions) => EngineHandle
