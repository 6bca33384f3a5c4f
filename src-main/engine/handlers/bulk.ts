import type { bulkCommands } from '@contract/bulk'
import type { Handlers } from '@contract/endpoint'
import type { Caller } from '../caller'
import { createExports } from '../bulk/exports'
import type { Imports } from '../bulk/imports'
import { previewCsv } from '../bulk/preview-csv'
import type { EngineContext } from '../context'

/** CSV in and out. */
export const bulkHandlers = (
  context: EngineContext,
  imports: Imports,
): Handlers<typeof bulkCommands, Caller> => {
  const exports = createExports(context)
  return {
    previewImport: ({ text, delimiter }) => previewCsv(text, delimiter),
    beginImport: (input) => imports.begin(input),
    appendImport: ({ importId, text, last }) => imports.append(importId, text, last),
    cancelImport: ({ importId }) => imports.cancel(importId),
    resumeImport: ({ importId }) => imports.resume(importId),
    getImport: ({ importId }) => imports.info(importId),
    listImports: () => ({ imports: imports.latest() }),
    listImportRows: ({ importId, outcome, after, limit }) => {
      imports.info(importId)
      return { rows: context.store.imports.rows(importId, outcome, after, limit) }
    },
    beginExport: (input) => ({ exportId: exports.begin(input) }),
    readExport: ({ exportId }) => exports.read(exportId),
    cancelExport: ({ exportId }) => {
      exports.cancel(exportId)
      return {}
    },
  }
}
