import type { Migration } from '../database'
import { fullText } from './full-text'

const prefixes = '1 2 3 4 5 6'
const userParts = ['id', 'name', 'email', 'phone']
const subscriberParts = ['id', 'targetId', 'userId', 'providerType']

/**
 * Lists of a million in every order and by every attribute, each within its topic; and full-text indexes
 * that walk the hits of a short prefix in order, and those of one topic without reading the others'.
 */
export const largeSearches: Migration = {
  name: '010-large-searches',
  up: `
DROP INDEX subscribers_user;
DROP INDEX subscribers_target_id;
CREATE INDEX subscribers_user ON subscribers (topicId, userId COLLATE NOCASE);
CREATE INDEX subscribers_target_id ON subscribers (topicId, targetId COLLATE NOCASE);
CREATE INDEX subscribers_type_created
  ON subscribers (topicId, providerType COLLATE NOCASE, createdAt);
CREATE INDEX users_id ON users (id COLLATE NOCASE);
CREATE INDEX users_updated ON users (updatedAt);
CREATE INDEX users_address ON users (fold(email));
CREATE INDEX users_number ON users (phone COLLATE NOCASE);

DROP TRIGGER users_words_added;
DROP TRIGGER users_words_changed;
DROP TRIGGER users_words_removed;
DROP TABLE users_words;
${fullText('users', userParts, { prefixes })}
INSERT INTO users_words (rowid, words)
SELECT seq, ${userParts.join(` || ' ' || `)} FROM users;

DROP TRIGGER subscribers_words_added;
DROP TRIGGER subscribers_words_changed;
DROP TRIGGER subscribers_words_removed;
DROP TABLE subscribers_words;
${fullText('subscribers', subscriberParts, { prefixes, within: 'topicId' })}
INSERT INTO subscribers_words (rowid, words, topicId)
SELECT seq, ${subscriberParts.join(` || ' ' || `)}, topicId FROM subscribers;
`,
}
