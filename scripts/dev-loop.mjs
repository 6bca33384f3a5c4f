import { spawn } from 'node:child_process'
import { watch } from 'node:fs'
import { join } from 'node:path'
import { buildIfStale, root } from './build-if-stale.mjs'

const settleMs = 300

/** @typedef {import('node:child_process').ChildProcess} ChildProcess */

/**
 * Serves, builds again whenever a source changes, and starts the server anew when main's sources did; the
 * renderer's need only a reload of the page. Ends when asked to, and the server with it.
 *
 * @type {(parameters: string[]) => Promise<number>}
 */
export const rebuildAndServe = async (parameters) => {
  await buildIfStale()
  let server = start(parameters)
  let isMainChanged = false
  /** @type {NodeJS.Timeout | undefined} */
  let timer
  let building = Promise.resolve()

  const rebuild = async () => {
    const needsRestart = isMainChanged
    isMainChanged = false
    try {
      await buildIfStale()
    } catch (error) {
      process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
      return
    }
    if (!needsRestart) return void process.stderr.write('Built; reload the page.\n')
    await end(server)
    server = start(parameters)
  }
  const watchers = ['src-main', 'src-preload', 'src-renderer'].map((folder) =>
    watch(join(root, folder), { recursive: true }, () => {
      isMainChanged ||= folder !== 'src-renderer'
      clearTimeout(timer)
      timer = setTimeout(() => {
        building = building.then(rebuild)
      }, settleMs)
    }),
  )
  await new Promise((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(signal, resolve)
  })
  clearTimeout(timer)
  for (const watcher of watchers) watcher.close()
  await building
  await end(server)
  return 0
}

/** @type {(parameters: string[]) => ChildProcess} */
const start = (parameters) => spawn(process.execPath, parameters, { stdio: 'inherit' })

/** @type {(child: ChildProcess) => Promise<void>} */
const end = async (child) => {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGTERM')
  await ended
}
