import type { BridgeEvent } from '@contract/events'
import type { MissedPolicy } from '@contract/schedules'
import type { EngineStatus } from '@contract/settings'
import type { EngineHandle, LaunchEngine, LaunchOptions } from '@main/backends/engine-handle'

/** An engine behind the seam that answers whatever it was called with, and notes what was asked of it. */
export interface RecordedEngine {
  readonly options: LaunchOptions
  readonly calls: { readonly name: string; readonly input: unknown }[]
  readonly sandbox: boolean[]
  readonly missed: MissedPolicy[]
  readonly ceilings: (number | null)[]
  wakes: number
  restarts: number
  isStopped: boolean
  say(event: BridgeEvent): void
}

/** A launcher whose engines can be looked into; for tests of what stands in front of the engine. */
export const createRecordedEngines = (): {
  readonly engines: RecordedEngine[]
  readonly launchEngine: LaunchEngine
} => {
  const engines: RecordedEngine[] = []
  const launchEngine: LaunchEngine = (options) => {
    const engine: RecordedEngine = {
      options,
      calls: [],
      sandbox: [],
      missed: [],
      ceilings: [],
      wakes: 0,
      restarts: 0,
      isStopped: false,
      say: options.onEvent,
    }
    engines.push(engine)
    const status = (): EngineStatus => ({
      state: engine.isStopped ? 'stopped' : 'running',
      restarts: engine.restarts,
      problem: null,
    })
    const handle: EngineHandle = {
      call: async (name, input) => {
        engine.calls.push({ name, input })
        return { name, input }
      },
      setSandbox: (on) => engine.sandbox.push(on),
      setMissedPolicy: (policy) => engine.missed.push(policy),
      setCeiling: (people) => engine.ceilings.push(people),
      wake: () => {
        engine.wakes += 1
      },
      status,
      restart: () => {
        engine.restarts += 1
      },
      stop: async () => {
        engine.isStopped = true
        options.onStatus(status())
      },
    }
    return handle
  }
  return { engines, launchEngine }
}
