import { openEngine } from './engine/engine'
import { serveEngine, type EnginePort } from './host/serve-engine'
import { stderrLog } from './host/stderr-log'
import { waitForFolder } from './host/wait-for-folder'
import { keepYoungGenerationSmall } from './host/young-generation'

/** As much of Electron's port as is used; its typings are not for here. */
interface ParentPort {
  postMessage(message: unknown): void
  on(name: 'message', listener: (event: { readonly data: unknown }) => void): unknown
}

/** Electron's utility process has a port of its own, a forked Node process speaks through `send`. */
const openPort = (): EnginePort | undefined => {
  const { parentPort } = process as { parentPort?: ParentPort }
  if (parentPort) {
    return {
      send: (message) => parentPort.postMessage(message),
      onMessage: (listener) => parentPort.on('message', ({ data }) => listener(data)),
    }
  }
  if (!process.send) return undefined
  return {
    send: (message) => {
      // A host that has gone away is noticed by `disconnect`.
      if (process.connected) process.send?.(message, undefined, {}, () => {})
    },
    onMessage: (listener) => process.on('message', listener),
  }
}

keepYoungGenerationSmall()

const die = (error: unknown): void => {
  stderrLog(error instanceof Error ? (error.stack ?? error.message) : String(error))
  // What the ledger holds is right at any moment; a process in an unknown state is not.
  process.exit(70)
}
process.on('uncaughtException', die)
process.on('unhandledRejection', die)

const port = openPort()
if (!port) {
  stderrLog(
    'This process is started by Sendwright; to run an engine alone: npm run engine -- --help',
  )
  process.exit(2)
}

const end = serveEngine({
  port,
  open: async ({ dataFolder, vaultKey, ...settings }, emit) => {
    const unlock = await waitForFolder(dataFolder)
    const key = vaultKey === null ? undefined : Buffer.from(vaultKey, 'base64')
    const options = { ...settings, dataFolder, vaultKey: key, emit, log: stderrLog }
    const engine = openEngine(options)
    return {
      ...engine,
      close: async () => {
        await engine.close()
        unlock()
      },
    }
  },
  log: stderrLog,
  exit: (code) => process.exit(code),
})
process.on('disconnect', end)
process.on('SIGTERM', end)
process.on('SIGINT', end)
