import type { Migration } from '../database'

/** One request may be for many: their entries share one source, kept under the first one's id. */
export const sharedSources: Migration = {
  name: '008-shared-sources',
  up: `
ALTER TABLE sandbox ADD COLUMN sourceId INTEGER;
CREATE INDEX sandbox_shared ON sandbox (sourceId) WHERE sourceId IS NOT NULL;
`,
}
