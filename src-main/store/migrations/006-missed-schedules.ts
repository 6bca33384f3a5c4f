import type { Migration } from '../database'

/**
 * Scheduled messages that nobody was awake to send and that wait for a person's decision. A table of its
 * own: the message's status is the API's, and there it stays `scheduled`.
 */
export const missedSchedules: Migration = {
  name: '006-missed-schedules',
  up: `
CREATE TABLE missed_schedules (
  message INTEGER PRIMARY KEY REFERENCES messages (seq) ON DELETE CASCADE,
  foundAt TEXT NOT NULL
) STRICT;
`,
}
