import type { Migration } from '../database'

/** Drafts of every profile. */
export const drafts: Migration = {
  name: '001-drafts',
  up: `
    CREATE TABLE drafts (
      number INTEGER PRIMARY KEY,
      id TEXT NOT NULL UNIQUE,
      profile_id TEXT NOT NULL,
      kind TEXT NOT NULL,
      message_id TEXT NOT NULL,
      content TEXT NOT NULL CHECK (json_valid(content)),
      created_at INTEGER NOT NULL,
      updated_at INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX drafts_by_change ON drafts (profile_id, updated_at);
  `,
}
