import type { Emit } from '@contract/events'
import type { LaunchEngine } from '@main/backends/engine-handle'
import { openEngine } from '@main/engine/engine'
import type { EngineStart, FromEngine, ToEngine } from '@main/host/engine-messages'
import { createLauncher, type EngineProcess } from '@main/host/launch-engine'
import { serveEngine } from '@main/host/serve-engine'

/**
 * Launches real engines inside the test's own process, over the messages and the supervision that separate
 * processes use. `log` gets what the engines log.
 */
export const createInProcessLauncher = (log: (line: string) => void): LaunchEngine =>
  createLauncher({ spawn: () => startEngine(log), vendorUrls: {}, log })

const startEngine = (log: (line: string) => void): EngineProcess => {
  const toEngine: ((message: unknown) => void)[] = []
  const toHost: ((message: FromEngine) => void)[] = []
  const onExit: ((reason: string) => void)[] = []
  // A process boundary copies what crosses it, and delivers later.
  const deliver = <T>(listeners: ((message: T) => void)[], message: T): void => {
    const copy = structuredClone(message)
    setImmediate(() => listeners.forEach((listener) => listener(copy)))
  }
  serveEngine({
    port: {
      send: (message: FromEngine) => deliver(toHost, message),
      onMessage: (listener) => toEngine.push(listener),
    },
    open: (start, emit) => open(start, emit, log),
    log,
    exit: (code) => setImmediate(() => onExit.forEach((tell) => tell(`code ${code}`))),
  })
  return {
    // It lives in the process of the test.
    pid: () => undefined,
    send: (message: ToEngine) => deliver(toEngine, message),
    onMessage: (listener) => toHost.push(listener),
    onExit: (listener) => onExit.push(listener),
    kill: () => onExit.forEach((tell) => tell('killed')),
  }
}

const open = async (
  { dataFolder, vaultKey, ...settings }: EngineStart,
  emit: Emit,
  log: (line: string) => void,
) =>
  openEngine({
    ...settings,
    dataFolder,
    vaultKey: vaultKey === null ? undefined : Buffer.from(vaultKey, 'base64'),
    emit,
    log,
  })
