import type { Migration } from '../database'

/** Drafts that wait to be handed to the server, in order. `mark` is what the draft said when it was released. */
export const outbox: Migration = {
  name: '007-outbox',
  up: `
    CREATE TABLE outbox (
      draft_id TEXT PRIMARY KEY REFERENCES drafts (id) ON DELETE CASCADE,
      profile_id TEXT NOT NULL,
      handing TEXT NOT NULL CHECK (handing IN ('send', 'keep')),
      place INTEGER NOT NULL,
      state TEXT NOT NULL
        CHECK (state IN ('waiting', 'released', 'publishing', 'needsYou', 'failed')),
      is_unclear INTEGER NOT NULL CHECK (is_unclear IN (0, 1)),
      problem TEXT CHECK (json_valid(problem)),
      confirmed_people INTEGER,
      attempts INTEGER NOT NULL,
      mark TEXT,
      added_at INTEGER NOT NULL,
      released_at INTEGER,
      retry_at INTEGER
    ) STRICT;
    CREATE INDEX outbox_by_place ON outbox (profile_id, place);
  `,
}
