import type { BulkKind, ImportCounts, ImportOutcome, ImportRow, ImportState } from '@contract/bulk'
import type { Connection } from './database'

/** One import as it is stored. */
export interface StoredImport {
  readonly seq: number
  readonly id: string
  readonly kind: BulkKind
  readonly topicId: string | null
  readonly fileName: string
  readonly dryRun: boolean
  /** How the file is read, as JSON. */
  readonly options: string
  readonly header: readonly string[]
  readonly state: ImportState
  /** Rows that are done. */
  readonly rows: number
  /** Of the text of the rows that are done. */
  readonly checksum: number
  readonly counts: ImportCounts
  readonly startedAt: string
  readonly finishedAt: string | null
}

type NewImport = Pick<
  StoredImport,
  'id' | 'kind' | 'topicId' | 'fileName' | 'dryRun' | 'options' | 'startedAt'
>

interface Row extends Omit<StoredImport, 'dryRun' | 'header' | 'counts'> {
  readonly dryRun: number
  readonly header: string
  readonly added: number
  readonly alreadyThere: number
  readonly invalid: number
  readonly failed: number
}

/** A row's result on its way in. */
export interface NewImportRow extends Pick<ImportRow, 'row' | 'line' | 'outcome'> {
  readonly words?: string | undefined
  /** Kept for rows that a person has to mend. */
  readonly fields?: readonly string[] | undefined
}

// Their places are the numbers in the table.
const outcomes: readonly ImportOutcome[] = ['added', 'already_there', 'invalid', 'failed']

/** Reads and writes imports and the results of their rows. */
export const createImportStore = (db: Connection) => {
  const one = db.prepare<[string], Row>('SELECT * FROM imports WHERE id = ?')
  const latest = db.prepare<[number], Row>('SELECT * FROM imports ORDER BY seq DESC LIMIT ?')
  const insert = db.prepare(
    `INSERT INTO imports (id, kind, topicId, fileName, dryRun, options, state, startedAt)
     VALUES (@id, @kind, @topicId, @fileName, @dryRun, @options, 'running', @startedAt)`,
  )
  const progress = db.prepare(
    `UPDATE imports SET rows = @rows, checksum = @checksum, added = @added,
       alreadyThere = @already_there, invalid = @invalid, failed = @failed WHERE id = @id`,
  )
  const header = db.prepare('UPDATE imports SET header = ? WHERE id = ?')
  const state = db.prepare('UPDATE imports SET state = ?, finishedAt = ? WHERE id = ?')
  const addRow = db.prepare('INSERT INTO import_rows VALUES (?, ?, ?, ?, ?, ?)')
  const interrupt = db.prepare(`UPDATE imports SET state = 'interrupted' WHERE state = 'running'`)
  const old = db
    .prepare<[number], number>('SELECT seq FROM imports ORDER BY seq DESC LIMIT -1 OFFSET ?')
    .pluck()
  const forgetRows = db.prepare(
    `DELETE FROM import_rows WHERE import = @seq AND row <=
       (SELECT max(row) FROM (SELECT row FROM import_rows WHERE import = @seq ORDER BY row LIMIT @limit))`,
  )
  const forget = db.prepare('DELETE FROM imports WHERE seq = ?')
  const rows = db.prepare<(string | number)[], Record<string, unknown>>(
    `SELECT row, line, outcome, words, fields FROM import_rows
     WHERE import = (SELECT seq FROM imports WHERE id = ?) AND row > ? ORDER BY row LIMIT ?`,
  )
  const rowsOf = outcomes.map((_, at) =>
    db.prepare<(string | number)[], Record<string, unknown>>(
      // The number stands in the text so that the partial index is found.
      `SELECT row, line, outcome, words, fields FROM import_rows
       WHERE import = (SELECT seq FROM imports WHERE id = ?) AND outcome = ${at} AND row > ?
       ORDER BY row LIMIT ?`,
    ),
  )

  return {
    get: (id: string): StoredImport | undefined => {
      const row = one.get(id)
      return row && fromRow(row)
    },
    latest: (limit: number): StoredImport[] => latest.all(limit).map(fromRow),
    /** Answers its number. */
    insert: (fields: NewImport): number =>
      Number(insert.run({ ...fields, dryRun: Number(fields.dryRun) }).lastInsertRowid),
    /** Part of the transaction that writes the rows. */
    setProgress: (id: string, done: Pick<StoredImport, 'rows' | 'checksum' | 'counts'>): void =>
      void progress.run({ id, rows: done.rows, checksum: done.checksum, ...done.counts }),
    setHeader: (id: string, fields: readonly string[]): void =>
      void header.run(JSON.stringify(fields), id),
    setState: (id: string, to: ImportState, finishedAt: string | null): void =>
      void state.run(to, finishedAt, id),
    addRow: (seq: number, { row, line, outcome, words, fields }: NewImportRow): void =>
      void addRow.run(
        ...[seq, row, line, outcomes.indexOf(outcome)],
        ...[words ?? null, fields ? JSON.stringify(fields) : null],
      ),
    rows: (id: string, outcome: ImportOutcome | undefined, after: number, limit: number) => {
      const statement = outcome ? rowsOf[outcomes.indexOf(outcome)] : rows
      return (statement ?? rows).all(id, after, limit).map(toImportRow)
    },
    /** Whatever ran when the engine ended does not run any more. */
    interruptAll: (): void => void interrupt.run(),
    /** All but the latest so many. */
    old: (keep: number): number[] => old.all(keep),
    /** Forgets up to so many rows of an import, then the import; true when nothing is left of it. */
    forget: (seq: number, limit: number): boolean => {
      if (forgetRows.run({ seq, limit }).changes > 0) return false
      forget.run(seq)
      return true
    },
  }
}

const fromRow = ({ added, alreadyThere, invalid, failed, ...row }: Row): StoredImport => ({
  ...row,
  dryRun: row.dryRun === 1,
  header: JSON.parse(row.header) as string[],
  counts: { added, already_there: alreadyThere, invalid, failed },
})

const toImportRow = (row: Record<string, unknown>): ImportRow => ({
  row: Number(row['row']),
  line: Number(row['line']),
  outcome: outcomes[Number(row['outcome'])] ?? 'failed',
  words: String(row['words'] ?? ''),
  fields: typeof row['fields'] === 'string' ? (JSON.parse(row['fields']) as string[]) : [],
})
