import { fork } from 'node:child_process'
import { parseFromEngine } from './engine-messages'
import type { EngineProcess } from './launch-engine'

/** Starts the engine's process under Node; `entry` is the built engine-process.js. Its words go to stderr. */
export const forkEngine = (entry: string): EngineProcess => {
  const child = fork(entry, [], {
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    execArgv: [],
  })
  return {
    pid: () => child.pid,
    send: (message) => {
      // A process that has just died is reported by its exit; what was said to it is lost with it.
      if (child.connected) child.send(message, () => {})
    },
    onMessage: (listener) => {
      child.on('message', (message) => listener(parseFromEngine(message)))
    },
    onExit: (listener) => {
      let isOver = false
      const end = (reason: string): void => {
        if (!isOver) listener(reason)
        isOver = true
      }
      child.on('error', (error) => {
        if (child.pid === undefined) end(error.message)
      })
      child.on('exit', (code, signal) => end(signal ? `signal ${signal}` : `code ${code}`))
    },
    kill: () => {
      child.kill('SIGKILL')
    },
  }
}
