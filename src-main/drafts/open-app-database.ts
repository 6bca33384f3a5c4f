import { existsSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { ApiError } from '@contract/errors'
import { appMigrations } from '../store/app-migrations/index'
import { openDatabase, type Connection } from '../store/database'

/** The app's own database; the notice is for people. */
export interface AppDatabase {
  readonly db: Connection
  readonly notice: string | null
}

/**
 * Opens `app.db` in the data folder. A damaged one is kept under another name and an empty one takes its
 * place, so that the workspaces stay within reach; throws `desktop_data_newer` for a newer program's.
 */
export const openAppDatabase = (
  folder: string,
  now: () => Date,
  log: (line: string) => void,
): AppDatabase => {
  const options = { file: join(folder, 'app.db'), migrations: appMigrations, log }
  try {
    return { db: openDatabase(options), notice: null }
  } catch (error) {
    if (!(error instanceof ApiError) || error.type !== 'desktop_data_damaged') throw error
    const kept = `app.corrupt-${now().toISOString().replaceAll(/[:.]/g, '-')}.db`
    for (const suffix of ['', '-wal', '-shm']) {
      const file = options.file + suffix
      if (existsSync(file)) renameSync(file, join(folder, kept + suffix))
    }
    const notice = `The drafts could not be read: their file was damaged and was kept as ${kept}. The list of drafts starts empty.`
    return { db: openDatabase(options), notice }
  }
}
