import type { Migration } from '../database'

/** The name of the file of hand-overs that belongs to this ledger; see `engine/hand-overs.ts`. */
export const handOvers: Migration = {
  name: '013-hand-overs',
  up: `
CREATE TABLE hand_overs (id INTEGER PRIMARY KEY CHECK (id = 1), token TEXT NOT NULL) STRICT;
`,
}
