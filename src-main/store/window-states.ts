import { windowState, type WindowState } from '@contract/window-state'
import type { Connection } from './database'

/** What the window showed of each profile. */
export interface WindowStateRows {
  /** Nothing open where nothing, or nothing of this version, was kept. */
  get(profileId: string): WindowState
  put(profileId: string, state: WindowState): void
  remove(profileId: string): void
}

/** Prepares the statements over an open app database. */
export const createWindowStateRows = (db: Connection): WindowStateRows => {
  const get = db
    .prepare<[string], string>('SELECT state FROM window_states WHERE profile_id = ?')
    .pluck()
  const put = db.prepare(
    `INSERT INTO window_states (profile_id, state) VALUES (?, ?)
     ON CONFLICT (profile_id) DO UPDATE SET state = excluded.state`,
  )
  const remove = db.prepare('DELETE FROM window_states WHERE profile_id = ?')
  return {
    get: (profileId) => {
      const text = get.get(profileId)
      const { data } = windowState.safeParse(text === undefined ? {} : JSON.parse(text))
      return data ?? windowState.parse({})
    },
    put: (profileId, state) => void put.run(profileId, JSON.stringify(state)),
    remove: (profileId) => void remove.run(profileId),
  }
}
