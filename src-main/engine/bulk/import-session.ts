import { crc32 } from 'node:zlib'
import { setImmediate } from 'node:timers/promises'
import { apiError } from '@contract/errors'
import type { Delimiter, ImportCounts, ImportMapping } from '@contract/bulk'
import type { PeopleTables } from '../../store/people'
import { isConflict } from '../../store/database'
import type { NewImportRow, StoredImport } from '../../store/imports'
import { theApp } from '../caller'
import type { EngineContext } from '../context'
import { now } from '../now'
import { createPersonAdder } from './add-person'
import { createCsvReader, type CsvReader, type CsvRecord } from './csv-reader'
import { createRowReader } from './import-row'
import { createNewIds } from './new-ids'
import { detectDelimiter } from './preview-csv'

/** How a file is read and what is done with its rows; stored as JSON beside the import. */
export interface ImportOptions {
  readonly mapping: ImportMapping
  readonly createMissing: boolean
  readonly hasHeader: boolean
  readonly delimiter: Delimiter | 'auto'
  readonly countryCode?: string | undefined
}

/** One reading of a file, from its beginning. */
export interface ImportSession {
  /** Writes every row that is whole now. Throws `desktop_import_file_changed` when it is another file. */
  append(text: string, last: boolean): Promise<void>
  /** Writes nothing more. */
  stop(): void
}

/** In one transaction at most. */
const mostRows = 2000
/** Every commit closes a part of the full-text index, and small parts have to be joined again and again. */
const fewestRows = 100
/** Other calls wait about so long for a batch, then for its commit; then it is their turn. */
const batchMs = 15
/** Parsed at a time. */
const sliceChars = 8 * 1024

type RowOutcome = Omit<NewImportRow, 'row' | 'line'>

/** Where a reading stands; a batch that is undone goes back to what was before. */
interface Progress {
  /** Rows that were read, done before or now. */
  readonly read: number
  readonly checksum: number
  readonly counts: Readonly<ImportCounts>
}

/** Begins to read; rows up to `stored.rows` are done and only compared. */
export const createImportSession = (
  context: EngineContext,
  stored: StoredImport,
  onBatch: (done: Pick<StoredImport, 'rows' | 'counts'>) => void,
): ImportSession => {
  const { store } = context
  const options = JSON.parse(stored.options) as ImportOptions
  let reader: CsvReader | undefined
  let awaitsHeader = options.hasHeader
  let isStopped = false
  let batchRows = fewestRows
  let progress: Progress = { read: 0, checksum: 0, counts: stored.counts }
  const people = store.people(stored.dryRun ? stored.seq : undefined)
  const tables = stored.dryRun ? people : logAdded(people, store)
  const addPerson = createPersonAdder({
    tables,
    kind: stored.kind,
    topicId: stored.topicId,
    createMissing: options.createMissing,
    hasProvider: (id) => store.providers.get(id) !== undefined,
    newId: createNewIds(context.origin),
    at: () => now(context),
  })
  const readRow = createRowReader(options)

  const toOutcome = ({ fields, problem }: CsvRecord): RowOutcome => {
    if (problem !== undefined) return { outcome: 'invalid', words: problem, fields }
    const reading = readRow(fields)
    if ('invalid' in reading) return { outcome: 'invalid', words: reading.invalid, fields }
    const result = addPerson(reading.person)
    return result.outcome === 'failed' ? { ...result, fields } : result
  }
  /** The same, leaving nothing of the row behind when one of its writes is refused. */
  const toOutcomeAlone = (record: CsvRecord): RowOutcome => {
    try {
      return store.transaction(() => toOutcome(record))
    } catch (error) {
      if (!isConflict(error)) throw error
      return { outcome: 'failed', words: refused, fields: record.fields }
    }
  }

  const write = (batch: readonly CsvRecord[], apply: (record: CsvRecord) => RowOutcome): Progress =>
    // Rows and progress are of one piece, so what a power cut takes back is imported again.
    store.batch(() => {
      if (stored.topicId !== null && !store.topics.get(stored.topicId))
        throw apiError('topic_not_found')
      let { read, checksum } = progress
      const counts = { ...progress.counts }
      for (const record of batch) {
        read++
        checksum = crc32(record.fields.join('\u001f'), checksum)
        if (read === stored.rows && checksum !== stored.checksum)
          throw apiError('desktop_import_file_changed')
        if (read <= stored.rows) continue
        const result = apply(record)
        counts[result.outcome]++
        store.imports.addRow(stored.seq, { row: read, line: record.line, ...result })
      }
      if (read > stored.rows) store.imports.setProgress(stored.id, { rows: read, checksum, counts })
      return { read, checksum, counts }
    })
  const writeBatch = (batch: readonly CsvRecord[]): Progress => {
    try {
      return write(batch, toOutcome)
    } catch (error) {
      // Everything was undone; one by one, the row that is refused is found.
      if (!isConflict(error)) throw error
      return write(batch, toOutcomeAlone)
    }
  }

  const begin = (text: string): CsvReader => {
    const delimiter = options.delimiter === 'auto' ? detectDelimiter(text) : options.delimiter
    return createCsvReader(delimiter)
  }
  const takeHeader = (records: CsvRecord[]): void => {
    const header = awaitsHeader ? records.shift() : undefined
    if (!header) return
    awaitsHeader = false
    store.imports.setHeader(stored.id, header.fields)
  }

  return {
    async append(text, last) {
      reader ??= begin(text)
      let waiting: CsvRecord[] = []
      for (const slice of slices(text)) {
        waiting.push(...reader.read(slice.text))
        if (slice.isLast && last) waiting.push(...reader.end())
        takeHeader(waiting)
        while (waiting.length >= batchRows || (slice.isLast && waiting.length > 0)) {
          const start = performance.now()
          const batch = waiting.slice(0, batchRows)
          progress = writeBatch(batch)
          waiting = waiting.slice(batch.length)
          batchRows = fitting(batch.length, performance.now() - start)
          onBatch({ rows: Math.max(progress.read, stored.rows), counts: progress.counts })
          await setImmediate()
          if (isStopped) return
        }
      }
      if (last && progress.read < stored.rows) throw apiError('desktop_import_file_changed')
    },
    stop() {
      isStopped = true
      tables.close()
    },
  }
}

/** Leaves of every subscription what the API's own call leaves. */
const logAdded = (tables: PeopleTables, { logs }: EngineContext['store']): PeopleTables => ({
  ...tables,
  addSubscriber: (subscriber) => {
    tables.addSubscriber(subscriber)
    logs.insert({
      ...theApp,
      resource: `subscriber/${subscriber.id}`,
      event: 'subscriber.create',
      time: subscriber.createdAt,
    })
  },
})

const refused = 'Something with the same id or address exists.'

/** How many rows take about as long as a batch may. */
const fitting = (rows: number, ms: number): number =>
  Math.round(Math.min(mostRows, Math.max(fewestRows, (rows * batchMs) / Math.max(ms, 0.1))))

/** The text in pieces that never end inside a character; the last one may be empty. */
function* slices(text: string): Generator<{ text: string; isLast: boolean }> {
  let at = 0
  do {
    const isSplit = /[\uD800-\uDBFF]/.test(text[at + sliceChars - 1] ?? '')
    const end = Math.min(text.length, at + sliceChars + Number(isSplit))
    yield { text: text.slice(at, end), isLast: end >= text.length }
    at = end
  } while (at < text.length)
}
