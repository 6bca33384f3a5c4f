import type { Connection } from './database'
import type { ListInput, Page } from './list'
import { readList } from './list'
import type { ListSource } from './list-source'

/** What a file is made with; its bytes lie under the name `content`. */
export interface FileFields {
  readonly id: string
  readonly createdAt: string
  readonly updatedAt: string
  readonly bucketId: string
  readonly name: string
  /** MD5, hex. */
  readonly signature: string
  readonly mimeType: string
  /** Bytes. */
  readonly sizeOriginal: number
  /** Bytes of every piece but the last. */
  readonly chunkSize: number
  readonly chunksTotal: number
  readonly chunksUploaded: number
  /** Null while pieces are missing. */
  readonly content: string | null
}

/** A file as stored. */
export interface StoredFile extends FileFields {
  readonly seq: number
}

/** All pieces together. */
export type WholeFile = StoredFile & { readonly content: string }

const source: ListSource = {
  table: 'files',
  attributes: {
    name: { type: 'word' },
    signature: { type: 'word' },
    mimeType: { type: 'word' },
    sizeOriginal: { type: 'integer' },
    chunksTotal: { type: 'integer' },
    chunksUploaded: { type: 'integer' },
  },
  search: 'any',
}

/** Reads and writes what is known of files, and which bytes nobody needs any more. */
export const createFileStore = (db: Connection) => {
  const one = db.prepare<[string, string], StoredFile>(
    'SELECT * FROM files WHERE bucketId = ? AND id = ?',
  )
  const insert = db.prepare(
    `INSERT INTO files (id, createdAt, updatedAt, bucketId, name, signature, mimeType, sizeOriginal,
       chunkSize, chunksTotal, chunksUploaded, content)
     VALUES (@id, @createdAt, @updatedAt, @bucketId, @name, @signature, @mimeType, @sizeOriginal,
       @chunkSize, @chunksTotal, @chunksUploaded, @content)`,
  )
  const remove = db.prepare('DELETE FROM files WHERE bucketId = ? AND id = ?')
  const dropChunk = db.prepare('DELETE FROM chunks WHERE file = ? AND start = ?')
  const addChunk = db.prepare('INSERT INTO chunks (file, start, content) VALUES (?, ?, ?)')
  const dropChunks = db.prepare('DELETE FROM chunks WHERE file = ?')
  const chunks = db
    .prepare<[number], string>('SELECT content FROM chunks WHERE file = ? ORDER BY start')
    .pluck()
  const countChunks = db.prepare(
    `UPDATE files SET updatedAt = @updatedAt,
       chunksUploaded = (SELECT count(*) FROM chunks WHERE file = @seq) WHERE seq = @seq`,
  )
  const complete = db.prepare(
    `UPDATE files SET updatedAt = @updatedAt, signature = @signature, mimeType = @mimeType,
       chunksUploaded = chunksTotal, content = @content WHERE seq = @seq`,
  )
  const discarded = db.prepare<[], string>('SELECT content FROM discarded').pluck()
  const forget = db.prepare('DELETE FROM discarded WHERE content = ?')

  return {
    get: (bucketId: string, id: string): StoredFile | undefined => one.get(bucketId, id),
    list: (bucketId: string, input: ListInput): Page<StoredFile> =>
      readList<StoredFile>(db, source, input, { sql: 'files.bucketId = ?', values: [bucketId] }),
    /** Throws a conflict when the bucket has a file of this id. */
    insert: (file: FileFields): void => void insert.run(file),
    remove: (bucketId: string, id: string): boolean => remove.run(bucketId, id).changes > 0,
    /** Adds a piece, or puts it in the place of an earlier one. */
    addChunk: (seq: number, start: number, content: string, updatedAt: string): void => {
      dropChunk.run(seq, start)
      addChunk.run(seq, start, content)
      countChunks.run({ seq, updatedAt })
    },
    /** The pieces there are, in the order of the file. */
    chunks: (seq: number): string[] => chunks.all(seq),
    /** All pieces have become one; false when the file is gone. */
    complete: (
      file: Pick<WholeFile, 'seq' | 'content' | 'signature' | 'mimeType' | 'updatedAt'>,
    ): boolean => {
      dropChunks.run(file.seq)
      return complete.run(file).changes > 0
    },
    /** Bytes that no row names any more. */
    discarded: (): string[] => discarded.all(),
    /** They are gone. */
    forget: (content: string): void => void forget.run(content),
  }
}
