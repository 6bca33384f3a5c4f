import type { Migration } from '../database'

/** Fields that two windows wrote differently. */
export const draftConflicts: Migration = {
  name: '009-draft-conflicts',
  up: `
    CREATE TABLE draft_conflicts (
      draft_id TEXT NOT NULL REFERENCES drafts (id) ON DELETE CASCADE,
      name TEXT NOT NULL,
      conflict TEXT NOT NULL CHECK (json_valid(conflict)),
      PRIMARY KEY (draft_id, name)
    ) STRICT, WITHOUT ROWID;
  `,
}
