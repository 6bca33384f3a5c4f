import { spawn } from 'node:child_process'
import { watch } from 'node:fs'
import { join } from 'node:path'
import { buildIfStale, root } from './build-if-stale.mjs'

const settleMs = 300

/** @typedef {import('node:child_process').ChildProcess} ChildProcess */

/**
 * Runs the built app, builds again whenever a source changes, and starts the app anew when main's or the
 * preload script's sources did; the renderer's need only a reload of the page. Ends when asked to, or when
 * the app was closed, and the app with it.
 *
 * @type {(program: string, parameters: string[]) => Promise<number>}
 */
export const rebuildAndRun = async (program, parameters) => {
  await buildIfStale()
  /** @type {() => void} */
  let finish = () => {}
  const finished = new Promise((resolve) => (finish = () => resolve(undefined)))
  const start = () => {
    const child = spawn(program, parameters, { stdio: 'inherit' })
    child.on('exit', () => {
      if (child === app) finish()
    })
    return child
  }
  /** @type {ChildProcess | undefined} */
  let app
  app = start()
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
    const old = app
    app = undefined
    await end(old)
    app = start()
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
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(signal, finish)
  await finished
  clearTimeout(timer)
  for (const watcher of watchers) watcher.close()
  await building
  await end(app)
  return 0
}

/** @type {(child: ChildProcess | undefined) => Promise<void>} */
const end = async (child) => {
  if (!child || child.exitCode !== null || child.signalCode !== null) return
  const ended = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGTERM')
  await ended
}
