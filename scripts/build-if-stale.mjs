import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, open, readFile, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

/** The project's root folder, with a slash at its end. */
export const root = fileURLToPath(new URL('..', import.meta.url))

const stamp = join(root, 'out', '.built')
const lock = join(root, 'node_modules', '.cache', 'sendwright-build.lock')
const sources = [
  'src-main',
  'src-preload',
  'src-renderer',
  'electron.vite.config.ts',
  'package.json',
  'package-lock.json',
]
const outputs = [
  'main/cli.js',
  'main/engine-process.js',
  'preload/index.cjs',
  'renderer/index.html',
]

/**
 * Builds when the output is missing or older than the sources. Says so on stderr alone, shows what the
 * build says when it fails, and throws then. Two of these at once build once.
 */
export const buildIfStale = async () => {
  if (!(await isStale())) return
  const unlock = await takeLock()
  try {
    if (await isStale()) await build()
  } finally {
    await unlock()
  }
}

const isStale = async () => {
  if (!outputs.every((file) => existsSync(join(root, 'out', file)))) return true
  const built = await modifiedAt(stamp)
  const times = await Promise.all(sources.map((source) => newestIn(join(root, source))))
  return Math.max(...times) > built
}

const build = async () => {
  process.stderr.write('Building Sendwright …\n')
  const startedAt = new Date()
  const script = join(root, 'node_modules', 'electron-vite', 'bin', 'electron-vite.js')
  await runQuietly(script, ['build', '--logLevel', 'warn'])
  await writeFile(stamp, '')
  // A source that was saved while the build ran is newer than the output.
  await utimes(stamp, startedAt, startedAt)
}

/** @type {(script: string, parameters: string[]) => Promise<void>} */
const runQuietly = (script, parameters) =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [script, ...parameters], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    /** @type {Buffer[]} */
    const said = []
    child.stdout.on('data', (chunk) => said.push(chunk))
    child.stderr.on('data', (chunk) => said.push(chunk))
    child.on('error', reject)
    child.on('close', (code) => {
      if (code === 0) return resolve()
      process.stderr.write(Buffer.concat(said))
      reject(new Error('The build failed.'))
    })
  })

/** @type {(path: string) => Promise<number>} */
const modifiedAt = async (path) => {
  try {
    return (await stat(path)).mtimeMs
  } catch {
    return 0
  }
}

/** The newest time below a path; a folder's own time tells of removed files. @type {(path: string) => Promise<number>} */
const newestIn = async (path) => {
  const own = await modifiedAt(path)
  if (own === 0 || !(await stat(path)).isDirectory()) return own
  const entries = await readdir(path)
  const times = await Promise.all(entries.map((entry) => newestIn(join(path, entry))))
  return Math.max(own, ...times)
}

/** @type {() => Promise<() => Promise<void>>} */
const takeLock = async () => {
  await mkdir(join(root, 'node_modules', '.cache'), { recursive: true })
  for (;;) {
    try {
      const file = await open(lock, 'wx')
      await file.writeFile(String(process.pid))
      await file.close()
      return () => rm(lock, { force: true })
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
      if (await isAbandoned()) await rm(lock, { force: true })
      else await sleep(200)
    }
  }
}

const isAbandoned = async () => {
  const pid = Number(await readFile(lock, 'utf8').catch(() => ''))
  // An empty file is one that is being written.
  if (!pid) return (await modifiedAt(lock)) < Date.now() - 5_000
  try {
    process.kill(pid, 0)
    return false
  } catch {
    return true
  }
}
