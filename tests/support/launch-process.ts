import { fileURLToPath } from 'node:url'
import type { BridgeEvent } from '@contract/events'
import type { CallInput, CallName, CallReply } from '@contract/index'
import { defaultMissedPolicy } from '@contract/schedules'
import type { EngineStatus } from '@contract/settings'
import type { EngineHandle } from '@main/backends/engine-handle'
import { forkEngine } from '@main/host/fork-engine'
import { createLauncher, type EngineProcess } from '@main/host/launch-engine'
import { newVaultKey } from '@main/secrets/vault-key'
import { expect, onTestFinished } from 'vitest'
import { eventually } from './eventually'
import { temporaryFolder } from './temporary-folder'

const entry = fileURLToPath(new URL('../../out/main/engine-process.js', import.meta.url))

/** A real engine in a process of its own, on a folder of its own, that can be looked at and killed. */
export interface LaunchedProcess {
  readonly engine: EngineHandle
  readonly vaultKey: string
  readonly events: BridgeEvent[]
  readonly statuses: EngineStatus[]
  call<Name extends CallName>(name: Name, input: CallInput<Name>): Promise<CallReply<Name>>
  /** Of the process that runs now. */
  pid(): number
  /** `kill -9`; answers once the host has noticed. */
  kill(): Promise<void>
}

/** Launches an engine that ends with the test; the program must be built. */
export const launchProcess = (): LaunchedProcess => {
  const processes: EngineProcess[] = []
  const events: BridgeEvent[] = []
  const statuses: EngineStatus[] = []
  const vaultKey = newVaultKey()
  const start = createLauncher({
    spawn: () => {
      const child = forkEngine(entry)
      processes.push(child)
      return child
    },
    vendorUrls: {},
    log: () => {},
  })
  const engine = start({
    dataFolder: temporaryFolder(),
    vaultKey,
    sandbox: true,
    missed: defaultMissedPolicy,
    ceiling: null,
    onEvent: (event) => events.push(event),
    onStatus: (status) => statuses.push(status),
  })
  onTestFinished(() => engine.stop())
  const pid = (): number => {
    const last = processes.at(-1)?.pid()
    if (last === undefined) throw new Error('Nothing was started.')
    return last
  }
  return {
    ...{ engine, vaultKey, events, statuses, pid },
    call: async (name, input) =>
      // The reply of a row that was called by its own name.
      (await engine.call(name, input)) as CallReply<typeof name>,
    kill: async () => {
      process.kill(pid(), 'SIGKILL')
      await eventually(() => expect(engine.status().state).toBe('restarting'))
    },
  }
}
