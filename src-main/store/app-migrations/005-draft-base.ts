import type { Migration } from '../database'

/** What a draft's message said when the draft was begun; null for a draft of an earlier version. */
export const draftBase: Migration = {
  name: '005-draft-base',
  up: 'ALTER TABLE drafts ADD COLUMN base TEXT CHECK (json_valid(base));',
}
