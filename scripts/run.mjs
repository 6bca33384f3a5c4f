import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { pathToFileURL } from 'node:url'
import { buildIfStale, root } from './build-if-stale.mjs'
import { runToEnd } from './children.mjs'
import { rebuildAndRun } from './dev-loop.mjs'
import { findElectron, findOrFetchElectron, reasonAgainstWindows } from './electron-binary.mjs'
import { requireNode } from './node-version.mjs'

const cli = join(root, 'out', 'main', 'cli.js')

/** An Electron that ends this early with an error did not open its window. */
const earlyMs = 10_000

/** @type {(parameters: string[]) => Promise<number>} */
const app = async (parameters) => {
  await buildIfStale()
  const obstacle = reasonAgainstWindows()
  if (obstacle !== undefined) return await browser(obstacle, parameters)
  const electron = await findOrFetchElectron()
  if (electron.path === undefined) return await browser(electron.reason, parameters)
  process.stdout.write('Sendwright opens in its own window.\n')
  const startedAt = performance.now()
  const code = await runToEnd(electron.path, [root, ...parameters])
  const isEarly = performance.now() - startedAt < earlyMs
  const wasEnded = code === 130 || code === 143
  if (code === 0 || wasEnded || !isEarly) return code
  return await browser(`Electron ended at once with code ${code}`, parameters)
}

/** Runs the browser host in the place of a window. @type {(reason: string, parameters: string[]) => Promise<number>} */
const browser = (reason, parameters) =>
  runToEnd(process.execPath, [cli, 'serve', ...parameters], {
    stdio: ['ignore', 'pipe', 'inherit'],
    onStart: (child) => {
      if (!child.stdout) return
      createInterface(child.stdout).once('line', (line) => {
        const { url } = JSON.parse(line)
        process.stdout.write(`Sendwright runs in your browser, because ${reason}: open ${url}\n`)
        openInBrowser(url)
      })
    },
  })

/** @type {(url: string) => void} */
const openInBrowser = (url) => {
  const { platform, env } = process
  if (env.CI) return
  if (platform === 'linux' && !env.DISPLAY && !env.WAYLAND_DISPLAY) return
  const [program, ...parameters] = openerOf(platform, url)
  const child = spawn(program, parameters, { stdio: 'ignore', detached: true })
  // Where there is no such program the address was printed all the same.
  child.on('error', () => {})
  child.unref()
}

/** @type {(platform: NodeJS.Platform, url: string) => [string, ...string[]]} */
const openerOf = (platform, url) => {
  if (platform === 'darwin') return ['open', url]
  if (platform === 'win32') return ['cmd', '/c', 'start', '', url]
  return ['xdg-open', url]
}

/** Becomes the built program: a signal, also one that cannot be passed on, meets it and nothing else. @type {(command: string) => (parameters: string[]) => Promise<number>} */
const headless = (command) => async (parameters) => {
  await buildIfStale()
  process.argv = [process.execPath, cli, command, ...parameters]
  await import(pathToFileURL(cli).href)
  return 0
}

/** @type {(parameters: string[]) => Promise<number>} */
const dev = async (parameters) => {
  const obstacle = reasonAgainstWindows()
  const electron = findElectron()
  if (obstacle === undefined && electron.path !== undefined) {
    return await rebuildAndRun(electron.path, [root, ...parameters])
  }
  const reason = obstacle ?? (electron.path === undefined ? electron.reason : '')
  process.stdout.write(`Developing in the browser, because ${reason}.\n`)
  return await rebuildAndRun(process.execPath, [cli, 'serve', ...parameters])
}

/** @type {(parameters: string[]) => Promise<number>} */
const bench = async (parameters) => {
  await buildIfStale()
  const script = join(root, 'tests', 'bench', 'index.ts')
  return await runToEnd(process.execPath, [script, ...parameters], { cwd: root })
}

/** @type {Record<string, (parameters: string[]) => Promise<number>>} */
const commands = { app, serve: headless('serve'), engine: headless('engine'), dev, bench }

requireNode()
const [name = 'app', ...parameters] = process.argv.slice(2)
const command = Object.hasOwn(commands, name) ? commands[name] : undefined
if (!command) {
  process.stderr.write(`There is no "${name}" to run; it is ${Object.keys(commands).join(', ')}.\n`)
  process.exit(2)
}
try {
  process.exitCode = await command(parameters)
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 1
}
