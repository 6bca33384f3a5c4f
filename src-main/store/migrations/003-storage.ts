import type { Migration } from '../database'
import { fullText } from './full-text'

/**
 * Buckets and files. The bytes lie beside the database, in files named by `content`; a file that is still
 * coming in pieces has none. Whatever bytes a row gives up, however it goes, is written down in
 * `discarded`, so that they are removed even if that does not work at once.
 */
export const storage: Migration = {
  name: '003-storage',
  up: `
CREATE TABLE buckets (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  createdAt TEXT NOT NULL,
  updatedAt TEXT NOT NULL,
  name TEXT NOT NULL,
  enabled INTEGER NOT NULL,
  maximumFileSize INTEGER NOT NULL,
  allowedFileExtensions TEXT NOT NULL
) STRICT;

CREATE TABLE files (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL,
  createdAt TEXT NOT NULL,
  updatedAt TEXT NOT NULL,
  bucketId TEXT NOT NULL REFERENCES buckets (id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  signature TEXT NOT NULL,
  mimeType TEXT NOT NULL,
  sizeOriginal INTEGER NOT NULL,
  chunkSize INTEGER NOT NULL,
  chunksTotal INTEGER NOT NULL,
  chunksUploaded INTEGER NOT NULL,
  content TEXT,
  UNIQUE (bucketId, id)
) STRICT;

CREATE TABLE chunks (
  file INTEGER NOT NULL REFERENCES files (seq) ON DELETE CASCADE,
  start INTEGER NOT NULL,
  content TEXT NOT NULL,
  PRIMARY KEY (file, start)
) STRICT;

CREATE TABLE discarded (content TEXT PRIMARY KEY) STRICT;
CREATE TRIGGER files_discarded AFTER DELETE ON files WHEN OLD.content IS NOT NULL BEGIN
  INSERT INTO discarded (content) VALUES (OLD.content);
END;
CREATE TRIGGER chunks_discarded AFTER DELETE ON chunks BEGIN
  INSERT INTO discarded (content) VALUES (OLD.content);
END;

${fullText('buckets', ['id', 'name'])}
${fullText('files', ['id', 'name', 'mimeType'])}
`,
}
