import { existsSync, statSync } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { WorkspaceFacts } from '@contract/kept-profiles'
import { countContents, noContents } from '../store/count-contents'

/** Looks at the files of a workspace; nothing of it is opened for writing, and none need to be there. */
export const describeWorkspace = async (folder: string): Promise<WorkspaceFacts> => {
  const file = join(folder, 'engine.db')
  // What was written last may still wait in the log beside it.
  const written = [file, `${file}-wal`]
    .map((path) => statSync(path, { throwIfNoEntry: false })?.mtime)
    .filter((time) => time !== undefined)
    .toSorted((a, b) => a.getTime() - b.getTime())
  return {
    changedAt: written.at(-1)?.toISOString() ?? null,
    bytes: await sizeOf(folder),
    holds: existsSync(file) ? count(file) : noContents,
  }
}

const count = (file: string): WorkspaceFacts['holds'] => {
  try {
    return countContents(file)
  } catch {
    // Damaged or out of reach: what it holds is not known, and that is said.
    return null
  }
}

const sizeOf = async (folder: string): Promise<number> => {
  if (!existsSync(folder)) return 0
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const sizes = await Promise.all(
    entries
      .filter((entry) => entry.isFile())
      // A file may go while its neighbours are looked at.
      .map(({ parentPath, name }) => stat(join(parentPath, name)).catch(() => ({ size: 0 }))),
  )
  return sizes.reduce((sum, { size }) => sum + size, 0)
}
