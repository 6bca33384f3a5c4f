import type { Migration } from '../database'

/** Who wrote what; rows are only ever added. */
export const logs: Migration = {
  name: '002-logs',
  up: `
CREATE TABLE logs (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  resource TEXT NOT NULL,
  event TEXT NOT NULL,
  mode TEXT NOT NULL,
  userType TEXT NOT NULL,
  userId TEXT NOT NULL,
  userName TEXT NOT NULL,
  userEmail TEXT NOT NULL,
  ip TEXT NOT NULL,
  userAgent TEXT NOT NULL,
  time TEXT NOT NULL
) STRICT;
CREATE INDEX logs_resource ON logs (resource, seq);
`,
}
