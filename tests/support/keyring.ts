import { execFile, spawn, type ChildProcess } from 'node:child_process'
import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import type { TestProject } from 'vitest/node'

/** What the keychain tests find: a keychain to work with, why there is none, or what went wrong starting it. */
export type Keyring =
  | { readonly state: 'ready'; readonly env: Readonly<Record<string, string>> }
  | { readonly state: 'absent'; readonly reason: string }
  | { readonly state: 'silent'; readonly problem: string }

declare module 'vitest' {
  interface ProvidedContext {
    keyring: Keyring
  }
}

/**
 * Gives the keychain tests a Secret Service of their own, on a bus of their own, in a temporary folder: a
 * person's own keyring is never touched. On macOS and Windows the system's keychain serves, under another
 * service name.
 */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  const { keyring, end } = await startKeyring()
  project.provide('keyring', keyring)
  return end
}

const run = promisify(execFile)
const nothing = async (): Promise<void> => undefined

const startKeyring = async (): Promise<{ keyring: Keyring; end: () => Promise<void> }> => {
  const absent = await missing()
  if (absent !== null) return { keyring: { state: 'absent', reason: absent }, end: nothing }
  if (process.platform !== 'linux') return { keyring: { state: 'ready', env: {} }, end: nothing }

  const folder = mkdtempSync(join(tmpdir(), 'sendwright-keyring-'))
  const children: ChildProcess[] = []
  const end = async (): Promise<void> => {
    for (const child of children.toReversed()) await stop(child)
    rmSync(folder, { recursive: true, force: true })
  }
  try {
    const env = await startProcesses(folder, children)
    await untilRoundTrip(env)
    return { keyring: { state: 'ready', env }, end }
  } catch (error) {
    await end()
    return { keyring: { state: 'silent', problem: String(error) }, end: nothing }
  }
}

/** Which package is missing, in words; null when everything is there. */
const missing = async (): Promise<string | null> => {
  try {
    await run(process.execPath, ['-e', 'require("keytar")'])
  } catch {
    return 'keytar does not load; install libsecret-1-dev, then run npm ci again'
  }
  if (process.platform !== 'linux') return null
  const tools = [
    ['dbus-daemon', 'dbus'],
    ['gnome-keyring-daemon', 'gnome-keyring'],
  ] as const
  const lacking = tools.filter(([tool]) => !isOnPath(tool)).map(([, name]) => name)
  return lacking.length === 0 ? null : `no Secret Service; install ${lacking.join(' and ')}`
}

const isOnPath = (tool: string): boolean =>
  (process.env['PATH'] ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, tool), constants.X_OK)
      return true
    } catch {
      return false
    }
  })

const startProcesses = async (
  folder: string,
  children: ChildProcess[],
): Promise<Record<string, string>> => {
  const socket = join(folder, 'bus')
  const address = `unix:path=${socket}`
  const config = join(folder, 'bus.conf')
  // No service folders: the bus must not start a second, locked keyring by itself.
  writeFileSync(
    config,
    `<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN" "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>session</type><listen>${address}</listen>
<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/></policy>
</busconfig>`,
  )
  const env: Record<string, string> = { DBUS_SESSION_BUS_ADDRESS: address, HOME: folder }
  for (const name of ['CONFIG', 'CACHE', 'DATA', 'RUNTIME']) {
    const path = join(folder, name.toLowerCase())
    mkdirSync(path, { mode: 0o700 })
    env[name === 'RUNTIME' ? 'XDG_RUNTIME_DIR' : `XDG_${name}_HOME`] = path
  }
  const start = (tool: string, parameters: string[]): ChildProcess => {
    const stdio = ['pipe', 'ignore', 'ignore'] as const
    const child = spawn(tool, parameters, { env: { ...process.env, ...env }, stdio: [...stdio] })
    // A child that ends early is found out by the round trip.
    child.on('error', () => undefined).stdin?.on('error', () => undefined)
    children.push(child)
    return child
  }
  start('dbus-daemon', [`--config-file=${config}`, '--nofork', '--nopidfile'])
  for (let tries = 0; tries < 200 && !existsSync(socket); tries += 1) await sleep(25)
  const keyring = start('gnome-keyring-daemon', [
    '--foreground',
    '--unlock',
    '--components=secrets',
  ])
  // The empty password: the line's end matters.
  keyring.stdin?.end('\n')
  return env
}

const roundTrip = `
const keytar = require('keytar')
const account = 'ready/' + process.pid
keytar.setPassword('sendwright-tests', account, 'yes')
  .then(() => keytar.getPassword('sendwright-tests', account))
  .then((read) => keytar.deletePassword('sendwright-tests', account).then(() => process.exit(read === 'yes' ? 0 : 1)))
  .catch(() => process.exit(1))
`

const untilRoundTrip = async (env: Record<string, string>): Promise<void> => {
  const deadline = Date.now() + 15_000
  for (;;) {
    try {
      const options = { env: { ...process.env, ...env }, timeout: 3_000 }
      await run(process.execPath, ['-e', roundTrip], options)
      return
    } catch (error) {
      if (Date.now() > deadline) {
        throw new Error('the keyring is installed but does not answer', { cause: error })
      }
      await sleep(50)
    }
  }
}

const stop = async (child: ChildProcess): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGTERM')
  const killer = setTimeout(() => child.kill('SIGKILL'), 2_000)
  await ended
  clearTimeout(killer)
}
