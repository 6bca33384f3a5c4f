import type { Migration } from '../database'

/**
 * How far into the ledger of a lane calls may have gone: known to be on the disk before the first of those
 * calls. `boots` tells whether the computer has restarted since.
 */
export const deliveryHorizon: Migration = {
  name: '012-delivery-horizon',
  up: `
ALTER TABLE lanes ADD COLUMN horizon INTEGER NOT NULL DEFAULT 0;
CREATE TABLE boots (id INTEGER PRIMARY KEY CHECK (id = 1), boot TEXT NOT NULL) STRICT;
`,
}
