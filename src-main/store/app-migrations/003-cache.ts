import type { Migration } from '../database'

/** What remote servers have answered, to be read again without them. */
export const cache: Migration = {
  name: '003-cache',
  up: `
    CREATE TABLE cache (
      profileId TEXT NOT NULL,
      name TEXT NOT NULL,
      input TEXT NOT NULL,
      reply TEXT NOT NULL CHECK (json_valid(reply)),
      readAt TEXT NOT NULL,
      PRIMARY KEY (profileId, name, input)
    ) STRICT;
    CREATE INDEX cache_by_age ON cache (profileId, readAt);
  `,
}
