import type { Capabilities } from '@contract/settings'

/** Whoever answers for a profile: the local engine or a remote server. Nobody above can tell which. */
export interface Backend {
  readonly capabilities: Capabilities
  /** Calls a row of the API or an engine's command by name; throws an `ApiError`. */
  call(name: string, input: unknown): Promise<unknown>
  close(): Promise<void>
}
