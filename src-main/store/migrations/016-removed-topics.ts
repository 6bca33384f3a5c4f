import type { Migration } from '../database'

/** Topics with too many subscribers to delete at once: nobody sees them any more, their rows go by and by. */
export const removedTopics: Migration = {
  name: '016-removed-topics',
  up: `
CREATE TABLE removed_topics (
  id TEXT PRIMARY KEY REFERENCES topics (id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE VIEW present_topics AS SELECT * FROM topics WHERE id NOT IN (SELECT id FROM removed_topics);
`,
}
