import { existsSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { apiError } from '@contract/errors'
import { z } from 'zod'

const holder = z.object({ pid: z.int().positive(), startedAt: z.string().nullable() })
type Holder = z.output<typeof holder>

/** The folders that this process holds; its own id in a file it does not hold is a former process's. */
const held = new Set<string>()

/**
 * Takes the data folder for this process; throws `desktop_data_in_use` in words while another one lives
 * that has it. A lock left behind by a process that died is taken over. Answers how to give it back.
 */
export const lockFolder = (dataFolder: string): (() => void) => {
  const folder = resolve(dataFolder)
  const file = join(folder, 'sendwright.lock')
  const mine: Holder = { pid: process.pid, startedAt: processStart(process.pid) }
  removeStale(file)
  try {
    writeFileSync(file, JSON.stringify(mine), { flag: 'wx', mode: 0o600 })
  } catch (cause) {
    if (!isCode(cause, 'EEXIST')) throw cause
    throw inUse(folder, readHolder(file), cause)
  }
  held.add(folder)
  return () => {
    held.delete(folder)
    rmSync(file, { force: true })
  }
}

const inUse = (folder: string, other: Holder | undefined, cause: unknown): Error => {
  const which = other ? ` (process ${other.pid})` : ''
  return apiError(
    'desktop_data_in_use',
    `Another Sendwright${which} is using the data in ${folder}. Close it first, or start with another data folder.`,
    { cause },
  )
}

const removeStale = (file: string): void => {
  if (!existsSync(file) || isHeld(file)) return
  // Renamed before it is removed: of two processes that find the same stale lock only one gets it, and
  // one that was quicker still gets its fresh lock back.
  const aside = `${file}.${process.pid}`
  try {
    renameSync(file, aside)
    if (isHeld(aside)) renameSync(aside, file)
  } catch (error) {
    if (!isCode(error, 'ENOENT')) throw error
  }
  rmSync(aside, { force: true })
}

const isHeld = (file: string): boolean => {
  const other = readHolder(file)
  if (other) return isAlive(other, file)
  // Not readable: empty for the moment between its creation and its first byte, or cut off by a crash.
  const writtenAt = statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0
  return Date.now() - writtenAt < 2_000
}

const readHolder = (file: string): Holder | undefined => {
  try {
    return holder.safeParse(JSON.parse(readFileSync(file, 'utf8'))).data
  } catch {
    return undefined
  }
}

const isAlive = (other: Holder, file: string): boolean => {
  if (other.pid === process.pid) return held.has(dirname(file))
  try {
    process.kill(other.pid, 0)
  } catch (error) {
    // EPERM: it lives and belongs to somebody else.
    if (!isCode(error, 'EPERM')) return false
  }
  // Ids are used again: a process with another start is not the one that wrote the lock.
  return other.startedAt === processStart(other.pid)
}

/** When a process started, in the kernel's own words; null where it does not say, or when it has ended. */
const processStart = (pid: number): string | null => {
  if (process.platform !== 'linux') return null
  try {
    // proc(5): the 3rd field is the state and the 22nd the start, counted behind the command's name,
    // which may hold spaces.
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    // A zombie has ended and only waits for its parent to take notice.
    return fields[0] === 'Z' ? null : (fields[19] ?? null)
  } catch {
    return null
  }
}

const isCode = (error: unknown, code: string): boolean =>
  error instanceof Error && 'code' in error && error.code === code
