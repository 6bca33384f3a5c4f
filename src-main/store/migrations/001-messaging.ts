import type { Migration } from '../database'
import { fullText } from './full-text'

/**
 * Everything of a first campaign. `seq` is the order of creation; times are the API's own text, which
 * sorts; lists and objects are JSON. Topic counters follow their rows through triggers, so no delete,
 * however it cascades, can leave them behind.
 */
export const messaging: Migration = {
  name: '001-messaging',
  up: `
CREATE TABLE providers (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  createdAt TEXT NOT NULL,
  updatedAt TEXT NOT NULL,
  name TEXT NOT NULL,
  provider TEXT NOT NULL,
  type TEXT NOT NULL,
  enabled INTEGER NOT NULL,
  credentials TEXT NOT NULL,
  options TEXT NOT NULL,
  secretNames TEXT NOT NULL,
  secrets BLOB
) STRICT;

CREATE TABLE topics (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  createdAt TEXT NOT NULL,
  updatedAt TEXT NOT NULL,
  name TEXT NOT NULL,
  subscribe TEXT NOT NULL,
  emailTotal INTEGER NOT NULL DEFAULT 0,
  smsTotal INTEGER NOT NULL DEFAULT 0,
  pushTotal INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE users (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  createdAt TEXT NOT NULL,
  updatedAt TEXT NOT NULL,
  name TEXT NOT NULL,
  email TEXT NOT NULL,
  phone TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX users_email ON users (lower(email)) WHERE email <> '';
CREATE UNIQUE INDEX users_phone ON users (phone) WHERE phone <> '';

CREATE TABLE targets (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  createdAt TEXT NOT NULL,
  updatedAt TEXT NOT NULL,
  name TEXT NOT NULL,
  userId TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  providerId TEXT,
  providerType TEXT NOT NULL,
  identifier TEXT NOT NULL,
  expired INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX targets_user ON targets (userId);
CREATE UNIQUE INDEX targets_identifier ON targets (
  (CASE providerType WHEN 'email' THEN lower(identifier) ELSE identifier END)
);

CREATE TABLE subscribers (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  createdAt TEXT NOT NULL,
  updatedAt TEXT NOT NULL,
  topicId TEXT NOT NULL REFERENCES topics (id) ON DELETE CASCADE,
  targetId TEXT NOT NULL REFERENCES targets (id) ON DELETE CASCADE,
  userId TEXT NOT NULL,
  providerType TEXT NOT NULL
) STRICT;
CREATE INDEX subscribers_topic ON subscribers (topicId);
CREATE UNIQUE INDEX subscribers_target ON subscribers (targetId, topicId);

CREATE TRIGGER subscribers_added AFTER INSERT ON subscribers BEGIN
  UPDATE topics SET
    emailTotal = emailTotal + (NEW.providerType = 'email'),
    smsTotal = smsTotal + (NEW.providerType = 'sms'),
    pushTotal = pushTotal + (NEW.providerType = 'push')
  WHERE id = NEW.topicId;
END;
CREATE TRIGGER subscribers_removed AFTER DELETE ON subscribers BEGIN
  UPDATE topics SET
    emailTotal = emailTotal - (OLD.providerType = 'email'),
    smsTotal = smsTotal - (OLD.providerType = 'sms'),
    pushTotal = pushTotal - (OLD.providerType = 'push')
  WHERE id = OLD.topicId;
END;

CREATE TABLE messages (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  createdAt TEXT NOT NULL,
  updatedAt TEXT NOT NULL,
  providerType TEXT NOT NULL,
  topics TEXT NOT NULL,
  users TEXT NOT NULL,
  targets TEXT NOT NULL,
  scheduledAt TEXT,
  deliveredAt TEXT,
  deliveryErrors TEXT NOT NULL DEFAULT '[]',
  deliveredTotal INTEGER NOT NULL DEFAULT 0,
  data TEXT NOT NULL,
  status TEXT NOT NULL
) STRICT;
CREATE INDEX messages_scheduled ON messages (scheduledAt) WHERE status = 'scheduled';

CREATE TABLE sendings (
  message INTEGER PRIMARY KEY REFERENCES messages (seq) ON DELETE CASCADE,
  sandbox INTEGER NOT NULL,
  token TEXT NOT NULL,
  startedAt TEXT NOT NULL,
  finishedAt TEXT,
  copiesSent INTEGER NOT NULL DEFAULT 0,
  problems TEXT NOT NULL DEFAULT '[]'
) STRICT;

CREATE TABLE deliveries (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  message INTEGER NOT NULL REFERENCES messages (seq) ON DELETE CASCADE,
  providerId TEXT NOT NULL,
  targetId TEXT NOT NULL,
  userId TEXT NOT NULL,
  identifier TEXT NOT NULL,
  state TEXT NOT NULL DEFAULT 'pending',
  error TEXT,
  finishedAt TEXT
) STRICT;
CREATE INDEX deliveries_state ON deliveries (message, state, providerId);

CREATE TABLE sandbox (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  messageId TEXT NOT NULL,
  providerId TEXT NOT NULL,
  providerType TEXT NOT NULL,
  userId TEXT NOT NULL,
  identifier TEXT NOT NULL,
  subject TEXT NOT NULL,
  size INTEGER NOT NULL,
  receivedAt TEXT NOT NULL,
  read INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX sandbox_unread ON sandbox (id) WHERE read = 0;

-- Apart from the list, which would otherwise be read with all its mails.
CREATE TABLE sandbox_sources (
  id INTEGER PRIMARY KEY REFERENCES sandbox (id) ON DELETE CASCADE,
  source BLOB NOT NULL
) STRICT;

${fullText('providers', ['id', 'name', 'provider', 'type'])}
${fullText('topics', ['id', 'name'])}
${fullText('users', ['id', 'name', 'email', 'phone'])}
${fullText('subscribers', ['id', 'targetId', 'userId', 'providerType'])}
${fullText('messages', [
  'id',
  'status',
  'providerType',
  "coalesce(data ->> 'subject', data ->> 'title', data ->> 'content')",
])}
`,
}
