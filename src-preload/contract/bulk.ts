import { z } from 'zod'
import { command } from './endpoint'
import { id, text } from './fields'

/** What a CSV file holds. */
export const bulkKind = z.enum(['users', 'targets', 'subscribers'])

/** What a column can become; the same names head an exported file. */
export const importField = z.enum([
  'userId',
  'name',
  'email',
  'phone',
  'targetId',
  'providerType',
  'identifier',
  'providerId',
  'targetName',
  'subscriberId',
])

/** What became of one row; `already_there` is the API's 409. */
export const importOutcome = z.enum(['added', 'already_there', 'invalid', 'failed'])

/** `interrupted`: the engine ended in the middle. It and `cancelled` can be gone on with. */
export const importState = z.enum(['running', 'interrupted', 'cancelled', 'done'])

/** What separates fields; `auto` looks at the first rows. */
export const delimiter = z.enum(['auto', ',', ';', '\t'])

/** Field → the columns it is made of, counted from 0; several are joined by a space. */
export const importMapping = z.partialRecord(importField, z.array(z.int().min(0).max(999)).min(1))

/** How many rows had which outcome. */
export const importCounts = z.object({
  added: z.int(),
  already_there: z.int(),
  invalid: z.int(),
  failed: z.int(),
})

/** One import and how it stands. */
export const importInfo = z.object({
  importId: z.string(),
  kind: bulkKind,
  topicId: z.string().nullable(),
  fileName: z.string(),
  /** True: every row is checked, nothing is written. */
  dryRun: z.boolean(),
  state: importState,
  /** Rows that are done; their sum of counts. */
  rows: z.int(),
  counts: importCounts,
  startedAt: z.string(),
  finishedAt: z.string().nullable(),
})

/** What became of one row. */
export const importRow = z.object({
  /** Counted from 1, without the header. */
  row: z.int(),
  /** Where it starts in the file, counted from 1. */
  line: z.int(),
  outcome: importOutcome,
  /** For people: why it was not added; empty when it was. */
  words: z.string(),
  /** As they stand in the file; kept for rows that are invalid or have failed. */
  fields: z.array(z.string()),
})

const importId = id
const exportId = id
/** A piece of a file; a file is sent piece by piece, in order. */
const piece = text(0, 4 * 1024 * 1024)

/**
 * CSV in and out. The bridge carries JSON and a browser has no paths, so files travel as text, piece by
 * piece; the answer to one piece is the leave to send the next.
 */
export const bulkCommands = {
  /** Looks at the beginning of a file: how it is written and what its columns seem to be. */
  previewImport: command({
    on: 'engine',
    input: z.object({ text: piece, delimiter: delimiter.default('auto') }),
    reply: z.object({
      delimiter: delimiter.exclude(['auto']),
      hasHeader: z.boolean(),
      columns: z.array(z.object({ header: z.string(), samples: z.array(z.string()) })),
      mapping: importMapping,
    }),
  }),
  beginImport: command({
    on: 'engine',
    input: z.object({
      kind: bulkKind,
      /** Where subscribers go. */
      topicId: id.optional(),
      /** Shown when the import is gone on with. */
      fileName: text(0, 255).default(''),
      mapping: importMapping,
      dryRun: z.boolean().default(false),
      /** Adds people and targets that a row needs; otherwise the row fails. */
      createMissing: z.boolean().default(true),
      hasHeader: z.boolean().default(true),
      delimiter: delimiter.default('auto'),
      /** Put in place of the leading zero of numbers that name no country, such as `+49`. */
      countryCode: z
        .string()
        .regex(/^\+[1-9]\d{0,2}$/, 'must be a country code such as +49')
        .optional(),
    }),
    reply: importInfo,
  }),
  /** Takes the next piece of the file and answers when its whole rows are written. */
  appendImport: command({
    on: 'engine',
    input: z.object({ importId, text: piece, last: z.boolean().default(false) }),
    reply: importInfo,
  }),
  /** Stops; what was written stays. */
  cancelImport: command({ on: 'engine', input: z.object({ importId }), reply: importInfo }),
  /** Makes ready to take the same file from its beginning; rows that are done are skipped. */
  resumeImport: command({ on: 'engine', input: z.object({ importId }), reply: importInfo }),
  getImport: command({ on: 'engine', input: z.object({ importId }), reply: importInfo }),
  /** The latest ten, newest first; older ones are forgotten. */
  listImports: command({
    on: 'engine',
    input: z.object({}),
    reply: z.object({ imports: z.array(importInfo) }),
  }),
  listImportRows: command({
    on: 'engine',
    input: z.object({
      importId,
      outcome: importOutcome.optional(),
      /** The last `row` of the page before. */
      after: z.int().default(0),
      limit: z.int().min(1).max(500).default(100),
    }),
    reply: z.object({ rows: z.array(importRow) }),
  }),
  /** `import_rows` are the rows of an import that are invalid or have failed, as they were. */
  beginExport: command({
    on: 'engine',
    input: z.object({
      kind: z.enum([...bulkKind.options, 'import_rows']),
      topicId: id.optional(),
      importId: importId.optional(),
    }),
    reply: z.object({ exportId: z.string() }),
  }),
  /** The next piece: RFC 4180 with commas. */
  readExport: command({
    on: 'engine',
    input: z.object({ exportId }),
    reply: z.object({ text: z.string(), done: z.boolean() }),
  }),
  cancelExport: command({ on: 'engine', input: z.object({ exportId }), reply: z.object({}) }),
}

/** What a CSV file holds. */
export type BulkKind = z.infer<typeof bulkKind>
/** What a column can become. */
export type ImportField = z.infer<typeof importField>
/** What became of one row. */
export type ImportOutcome = z.infer<typeof importOutcome>
/** Where an import stands. */
export type ImportState = z.infer<typeof importState>
/** A separator of fields. */
export type Delimiter = Exclude<z.infer<typeof delimiter>, 'auto'>
/** Field → columns. */
export type ImportMapping = z.infer<typeof importMapping>
/** How many rows had which outcome. */
export type ImportCounts = z.infer<typeof importCounts>
/** One import and how it stands. */
export type ImportInfo = z.infer<typeof importInfo>
/** What became of one row. */
export type ImportRow = z.infer<typeof importRow>
