import { spawn } from 'node:child_process'

/** @typedef {import('node:child_process').ChildProcess} ChildProcess */
/** @typedef {import('node:child_process').SpawnOptions & { onStart?: (child: ChildProcess) => void }} RunOptions */

/**
 * Runs a program to its end, passes this process's signals on to it, and answers its exit code (128 + 15 and
 * the like when a signal ended it).
 *
 * @type {(program: string, parameters: string[], options?: RunOptions) => Promise<number>}
 */
export const runToEnd = async (program, parameters, { onStart, ...options } = {}) => {
  const child = spawn(program, parameters, { stdio: 'inherit', ...options })
  const stopForwarding = forwardSignals(child)
  onStart?.(child)
  try {
    return await exitCode(child)
  } finally {
    stopForwarding()
  }
}

/** @type {(child: ChildProcess) => () => void} */
const forwardSignals = (child) => {
  const signals = /** @type {const} */ (['SIGTERM', 'SIGINT', 'SIGHUP'])
  /** @type {(signal: NodeJS.Signals) => void} */
  const forward = (signal) => void child.kill(signal)
  for (const signal of signals) process.on(signal, forward)
  return () => {
    for (const signal of signals) process.off(signal, forward)
  }
}

/** @type {(child: ChildProcess) => Promise<number>} */
const exitCode = (child) =>
  new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('exit', (code, signal) => resolve(code ?? 128 + (signalNumbers[signal ?? ''] ?? 1)))
  })

/** @type {Record<string, number>} */
const signalNumbers = { SIGHUP: 1, SIGINT: 2, SIGABRT: 6, SIGKILL: 9, SIGSEGV: 11, SIGTERM: 15 }
