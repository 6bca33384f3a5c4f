import type { Migration } from '../database'

/**
 * Indexes for lists of a million: a page in every order that the screens offer, and filters by id and
 * channel. Ids and times grow, so an import appends to most of them.
 */
export const largeLists: Migration = {
  name: '005-large-lists',
  up: `
CREATE INDEX subscribers_created ON subscribers (topicId, createdAt);
CREATE INDEX subscribers_id ON subscribers (topicId, id COLLATE NOCASE);
CREATE INDEX subscribers_type ON subscribers (topicId, providerType COLLATE NOCASE);
CREATE INDEX subscribers_user ON subscribers (userId COLLATE NOCASE);
CREATE INDEX subscribers_target_id ON subscribers (targetId COLLATE NOCASE);
CREATE INDEX users_created ON users (createdAt);
CREATE INDEX users_name ON users (fold(name));
`,
}
