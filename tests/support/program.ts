import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { buildIfStale } from '../../scripts/build-if-stale.mjs'

const cli = fileURLToPath(new URL('../../out/main/cli.js', import.meta.url))
const startTimeoutMs = 30_000

/** The built program running one of its servers. */
export interface RunningProgram {
  /** The one line that it printed when it was ready. */
  readonly ready: Readonly<Record<string, string>>
  readonly process: ChildProcess
  /** What it wrote to stderr so far. */
  stderr(): string
  /** Asks it to end and answers its exit code; null when a signal ended it. */
  stop(signal?: NodeJS.Signals): Promise<number | null>
}

/** Starts `serve` or `engine` of the built program and waits until it is ready. */
export const startProgram = async (
  parameters: readonly string[],
  env: NodeJS.ProcessEnv = process.env,
): Promise<RunningProgram> => {
  await buildIfStale()
  const child = spawn(process.execPath, [cli, ...parameters], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env,
  })
  let said = ''
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()))
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve))
  const line = await new Promise<string>((resolve, reject) => {
    const timer = setTimeout(() => {
      child.kill('SIGKILL')
      reject(new Error(`The program was not ready in time.\n${said}`))
    }, startTimeoutMs)
    createInterface(child.stdout).once('line', (text) => {
      clearTimeout(timer)
      resolve(text)
    })
    child.once('close', (code) => {
      clearTimeout(timer)
      reject(new Error(`The program ended with code ${code} before it was ready.\n${said}`))
    })
  })
  return {
    // The program's own line: a flat object of strings.
    ready: JSON.parse(line) as Record<string, string>,
    process: child,
    stderr: () => said,
    stop: async (signal = 'SIGTERM') => {
      const killer = setTimeout(() => child.kill('SIGKILL'), 20_000)
      if (child.exitCode === null) child.kill(signal)
      const code = await ended
      clearTimeout(killer)
      return code
    },
  }
}

/** A folder of its own for one test, and how to remove it. */
export const temporaryFolder = async (): Promise<{
  readonly path: string
  remove(): Promise<void>
}> => {
  const path = await mkdtemp(join(tmpdir(), 'sendwright-'))
  return { path, remove: async () => await rm(path, { recursive: true, force: true }) }
}
