import { utilityProcess } from 'electron'
import { parseFromEngine } from '../host/engine-messages'
import type { EngineProcess } from '../host/launch-engine'

/**
 * Starts the engine's process under Electron, once the app is ready; `entry` is the built
 * engine-process.js. A packaged app cannot run Node's own `fork`.
 */
export const forkUtility = (entry: string): EngineProcess => {
  const child = utilityProcess.fork(entry, [], {
    serviceName: 'Sendwright engine',
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  return {
    pid: () => child.pid,
    send: (message) => child.postMessage(message),
    onMessage: (listener) => {
      child.on('message', (message: unknown) => listener(parseFromEngine(message)))
    },
    onExit: (listener) => {
      child.once('exit', (code) => listener(`code ${code}`))
    },
    kill: () => {
      try {
        // The child's own `kill` only asks.
        if (child.pid === undefined) child.kill()
        else process.kill(child.pid, 'SIGKILL')
      } catch {
        // It ended in the meantime.
      }
    },
  }
}
