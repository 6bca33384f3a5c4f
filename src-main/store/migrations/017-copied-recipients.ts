import type { Migration } from '../database'

/** Who is in copy of a message and gets it anyway gets it once: their targets, as JSON. */
export const copiedRecipients: Migration = {
  name: '017-copied-recipients',
  up: "ALTER TABLE sendings ADD COLUMN copiedRecipients TEXT NOT NULL DEFAULT '[]';",
}
