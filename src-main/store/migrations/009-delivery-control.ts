import type { Migration } from '../database'

/**
 * Attempts, pauses, limits and the count of every state. `call` keeps the recipients of a failed call
 * together, so that the same call is made again under the same idempotency key. `dueAt` and `waitUntil`
 * are milliseconds since 1970. The counts are kept beside the ledger: counting a million rows takes longer
 * than a call may wait.
 */
export const deliveryControl: Migration = {
  name: '009-delivery-control',
  up: `
ALTER TABLE deliveries ADD COLUMN attempts INTEGER NOT NULL DEFAULT 0;
ALTER TABLE deliveries ADD COLUMN dueAt INTEGER;
ALTER TABLE deliveries ADD COLUMN call TEXT;
DROP INDEX deliveries_state;
CREATE INDEX deliveries_state ON deliveries (message, state, providerId, dueAt);
CREATE INDEX deliveries_error ON deliveries (message, error, state) WHERE error IS NOT NULL;

ALTER TABLE sendings ADD COLUMN pending INTEGER NOT NULL DEFAULT 0;
ALTER TABLE sendings ADD COLUMN in_flight INTEGER NOT NULL DEFAULT 0;
ALTER TABLE sendings ADD COLUMN accepted INTEGER NOT NULL DEFAULT 0;
ALTER TABLE sendings ADD COLUMN failed INTEGER NOT NULL DEFAULT 0;
ALTER TABLE sendings ADD COLUMN unknown INTEGER NOT NULL DEFAULT 0;
ALTER TABLE sendings ADD COLUMN expandedAt TEXT;
ALTER TABLE sendings ADD COLUMN pausedAt TEXT;
ALTER TABLE sendings ADD COLUMN pauseReason TEXT;
ALTER TABLE sendings ADD COLUMN cancelledAt TEXT;
UPDATE sendings SET expandedAt = startedAt,
  pending = (SELECT count(*) FROM deliveries AS d WHERE d.message = sendings.message AND state = 'pending'),
  in_flight = (SELECT count(*) FROM deliveries AS d WHERE d.message = sendings.message AND state = 'in_flight'),
  accepted = (SELECT count(*) FROM deliveries AS d WHERE d.message = sendings.message AND state = 'accepted'),
  failed = (SELECT count(*) FROM deliveries AS d WHERE d.message = sendings.message AND state = 'failed'),
  unknown = (SELECT count(*) FROM deliveries AS d WHERE d.message = sendings.message AND state = 'unknown');

CREATE TABLE lanes (
  message INTEGER NOT NULL REFERENCES messages (seq) ON DELETE CASCADE,
  providerId TEXT NOT NULL,
  total INTEGER NOT NULL,
  strikes INTEGER NOT NULL DEFAULT 0,
  waitUntil INTEGER,
  waitReason TEXT,
  PRIMARY KEY (message, providerId)
) STRICT, WITHOUT ROWID;
INSERT INTO lanes (message, providerId, total)
  SELECT message, providerId, count(*) FROM deliveries GROUP BY message, providerId;

-- Targets reached by a message whose ledger is being written.
CREATE TABLE expansions (
  message INTEGER NOT NULL REFERENCES messages (seq) ON DELETE CASCADE,
  target INTEGER NOT NULL,
  PRIMARY KEY (message, target)
) STRICT, WITHOUT ROWID;

CREATE TABLE provider_limits (
  providerId TEXT PRIMARY KEY REFERENCES providers (id) ON DELETE CASCADE,
  perSecond REAL,
  concurrency INTEGER
) STRICT;

CREATE TABLE failure_pause (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  share REAL,
  outcomes INTEGER NOT NULL
) STRICT;
`,
}
