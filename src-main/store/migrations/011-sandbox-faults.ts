import type { Migration } from '../database'

/** Trouble that the sandbox makes on purpose, rule by rule. */
export const sandboxFaults: Migration = {
  name: '011-sandbox-faults',
  up: `
CREATE TABLE sandbox_faults (
  position INTEGER PRIMARY KEY,
  kind TEXT NOT NULL,
  matching TEXT NOT NULL,
  percent INTEGER NOT NULL
) STRICT;
`,
}
