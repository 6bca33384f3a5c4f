import type { Migration } from '../database'

/** What the window showed of each profile. */
export const windowStates: Migration = {
  name: '008-window-states',
  up: `
    CREATE TABLE window_states (
      profile_id TEXT PRIMARY KEY,
      state TEXT NOT NULL CHECK (json_valid(state))
    ) STRICT, WITHOUT ROWID;
  `,
}
