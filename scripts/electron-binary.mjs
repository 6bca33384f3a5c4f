import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './build-if-stale.mjs'

const folder = join(root, 'node_modules', 'electron')
const mostFetchMs = 180_000
const mostProbeMs = 4_000

/** @typedef {{ path: string } | { path: undefined, reason: string }} Found */

/** The installed Electron binary, found without importing electron: that would start a download. @type {() => Found} */
export const findElectron = () => {
  const given = process.env.ELECTRON_EXEC_PATH
  if (given) {
    if (existsSync(given)) return { path: given }
    return { path: undefined, reason: `ELECTRON_EXEC_PATH names no file (${given})` }
  }
  const pathFile = join(folder, 'path.txt')
  const name = existsSync(pathFile) ? readFileSync(pathFile, 'utf8').trim() : ''
  const path = join(process.env.ELECTRON_OVERRIDE_DIST_PATH ?? join(folder, 'dist'), name)
  if (name !== '' && existsSync(path)) return { path }
  return { path: undefined, reason: 'the Electron binary is not installed' }
}

/** Why no Electron window can be opened on this computer; undefined when one can. @type {() => string | undefined} */
export const reasonAgainstWindows = () => {
  if (process.platform !== 'linux') return undefined
  if (!process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) return 'there is no display here'
  if (process.getuid?.() === 0) return 'Electron’s sandbox does not run as root'
  return undefined
}

/** Finds the binary, or fetches it once with electron's own installer, in bounded time. @type {() => Promise<Found>} */
export const findOrFetchElectron = async () => {
  const found = findElectron()
  if (found.path !== undefined || process.env.ELECTRON_EXEC_PATH) return found
  if (process.env.SENDWRIGHT_NO_ELECTRON_DOWNLOAD || process.env.CI) {
    return { path: undefined, reason: `${found.reason} and its download is switched off` }
  }
  if (!(await canReachDownloads())) {
    return { path: undefined, reason: `${found.reason} and cannot be downloaded now` }
  }
  process.stderr.write('Fetching Electron, once (about 120 MB) …\n')
  await install()
  const fetched = findElectron()
  if (fetched.path !== undefined) return fetched
  return { path: undefined, reason: `${found.reason} and could not be downloaded` }
}

/** A network that swallows connections would make the installer wait for minutes. */
const canReachDownloads = async () => {
  const isRedirected = Object.keys(process.env).some((name) =>
    /^((npm_config_)?electron_(mirror|custom_dir)|https?_proxy|all_proxy)$/i.test(name),
  )
  if (isRedirected) return true
  try {
    await fetch('https://github.com', {
      method: 'HEAD',
      redirect: 'manual',
      signal: AbortSignal.timeout(mostProbeMs),
    })
    return true
  } catch {
    return false
  }
}

/** @type {() => Promise<void>} */
const install = () =>
  new Promise((resolve) => {
    const child = spawn(process.execPath, [join(folder, 'install.js')], {
      stdio: 'ignore',
      timeout: mostFetchMs,
    })
    child.on('error', () => resolve())
    child.on('close', () => resolve())
  })
