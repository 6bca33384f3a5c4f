import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { lockFolder } from '@main/profiles/folder-lock'
import { expect, onTestFinished, test } from 'vitest'
import { temporaryFolder } from '../../support/temporary-folder'

const lockFile = (folder: string) => join(folder, 'sendwright.lock')

/** A process that lives until the test has finished. */
const startProcess = async () => {
  const child = spawn(process.execPath, ['-e', 'process.stdin.resume()'])
  await once(child, 'spawn')
  const end = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return
    const ended = once(child, 'exit')
    child.kill('SIGKILL')
    await ended
  }
  onTestFinished(end)
  return { pid: child.pid ?? 0, end }
}

test('the second to come is refused in words, and served when the first has gone', () => {
  const folder = temporaryFolder()
  const unlock = lockFolder(folder)

  expect(() => lockFolder(folder)).toThrow(/Another Sendwright .*Close it first/)
  unlock()
  expect(existsSync(lockFile(folder))).toBe(false)
  lockFolder(folder)()
})

test.skipIf(process.platform !== 'linux')(
  'a living process that has the folder is named, a dead one is taken over from',
  async () => {
    const folder = temporaryFolder()
    const other = await startProcess()
    const stat = readFileSync(`/proc/${other.pid}/stat`, 'utf8')
    const startedAt = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]
    writeFileSync(lockFile(folder), JSON.stringify({ pid: other.pid, startedAt }))

    expect(() => lockFolder(folder)).toThrow(`process ${other.pid}`)
    await other.end()
    lockFolder(folder)()
  },
)

test.skipIf(process.platform !== 'linux')(
  'a lock whose process id was given to another process since is stale',
  async () => {
    const folder = temporaryFolder()
    const other = await startProcess()
    writeFileSync(lockFile(folder), JSON.stringify({ pid: other.pid, startedAt: '1' }))

    lockFolder(folder)()
  },
)

test('a lock with our own process id that we do not hold is a former process’s', () => {
  const folder = temporaryFolder()
  writeFileSync(lockFile(folder), JSON.stringify({ pid: process.pid, startedAt: null }))

  lockFolder(folder)()
})
