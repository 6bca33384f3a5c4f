import type { Migration } from '../database'

/** The ceiling holds when the hour comes too: what was confirmed until then, and why a message waits. */
export const recipientCeiling: Migration = {
  name: '015-recipient-ceiling',
  up: `
ALTER TABLE messages ADD COLUMN confirmedPeople INTEGER;
ALTER TABLE missed_schedules ADD COLUMN reason TEXT NOT NULL DEFAULT 'late';
`,
}
