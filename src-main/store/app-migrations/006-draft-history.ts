import type { Migration } from '../database'

/** Drafts count their changes, remember what can be undone and how they once stood, and can come back. */
export const draftHistory: Migration = {
  name: '006-draft-history',
  up: `
    ALTER TABLE drafts ADD COLUMN revision INTEGER NOT NULL DEFAULT 1;
    ALTER TABLE drafts ADD COLUMN next_step INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE drafts ADD COLUMN deleted_at INTEGER;
    CREATE TABLE draft_steps (
      draft_id TEXT NOT NULL REFERENCES drafts (id) ON DELETE CASCADE,
      number INTEGER NOT NULL,
      step TEXT NOT NULL CHECK (json_valid(step)),
      PRIMARY KEY (draft_id, number)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE draft_versions (
      number INTEGER PRIMARY KEY AUTOINCREMENT,
      draft_id TEXT NOT NULL REFERENCES drafts (id) ON DELETE CASCADE,
      at INTEGER NOT NULL,
      reason TEXT NOT NULL,
      content TEXT NOT NULL CHECK (json_valid(content))
    ) STRICT;
    CREATE INDEX draft_versions_by_draft ON draft_versions (draft_id, number);
  `,
}
