import type { SandboxFault } from '@contract/sandbox'
import type { Connection } from './database'

/** Reads and writes the trouble that the sandbox makes. */
export const createSandboxFaultStore = (db: Connection) => {
  const all = db.prepare<[], SandboxFault>(
    'SELECT kind, matching, percent FROM sandbox_faults ORDER BY position',
  )
  const remove = db.prepare('DELETE FROM sandbox_faults')
  const insert = db.prepare(
    'INSERT INTO sandbox_faults (kind, matching, percent) VALUES (@kind, @matching, @percent)',
  )
  return {
    list: (): SandboxFault[] => all.all(),
    replace: (faults: readonly SandboxFault[]): void => {
      remove.run()
      for (const fault of faults) insert.run(fault)
    },
  }
}
