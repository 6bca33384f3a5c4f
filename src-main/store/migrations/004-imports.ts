import type { Migration } from '../database'

/**
 * Imports of CSV files and what became of every row, so that one that was cut off can be gone on with.
 * `rows` are done; `checksum` is that of their text, to know the same file again. Outcomes are numbers
 * (0 added, 1 already there, 2 invalid, 3 failed): a file of a million rows leaves as many here.
 */
export const imports: Migration = {
  name: '004-imports',
  up: `
CREATE TABLE imports (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  kind TEXT NOT NULL,
  topicId TEXT,
  fileName TEXT NOT NULL,
  dryRun INTEGER NOT NULL,
  options TEXT NOT NULL,
  header TEXT NOT NULL DEFAULT '[]',
  state TEXT NOT NULL,
  rows INTEGER NOT NULL DEFAULT 0,
  checksum INTEGER NOT NULL DEFAULT 0,
  added INTEGER NOT NULL DEFAULT 0,
  alreadyThere INTEGER NOT NULL DEFAULT 0,
  invalid INTEGER NOT NULL DEFAULT 0,
  failed INTEGER NOT NULL DEFAULT 0,
  startedAt TEXT NOT NULL,
  finishedAt TEXT
) STRICT;

CREATE TABLE import_rows (
  import INTEGER NOT NULL,
  row INTEGER NOT NULL,
  line INTEGER NOT NULL,
  outcome INTEGER NOT NULL,
  words TEXT,
  fields TEXT,
  PRIMARY KEY (import, row)
) STRICT, WITHOUT ROWID;
CREATE INDEX import_rows_outcome ON import_rows (import, outcome, row) WHERE outcome > 0;
`,
}
