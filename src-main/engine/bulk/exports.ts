import { apiError } from '@contract/errors'
import { toId } from '../../store/identity'
import type { EngineContext } from '../context'
import { toCsvRow } from './csv-text'

/** The next rows of an export; `undefined` after the last. */
type Reading = () => string | undefined

const pageRows = 1000
/** Readers that are neither finished nor cancelled make room for new ones. */
const mostOpen = 20

/** Exports under way: each is a place in a table, read on by every call. */
export const createExports = ({ store, origin }: EngineContext) => {
  const open = new Map<string, Reading>()

  const readRecords = (
    kind: 'users' | 'targets' | 'subscribers',
    topicId: string | null,
  ): Reading => {
    let after = 0
    let isOver = false
    return () => {
      if (isOver) return undefined
      const isFirst = after === 0
      const page = store.exports.page(kind, { after, topicId, limit: pageRows })
      after = page.after
      isOver = page.rows.length < pageRows
      const rows = isFirst ? [store.exports.header(kind), ...page.rows] : page.rows
      return rows.map(toCsvRow).join('')
    }
  }
  const readImportRows = (importId: string): Reading => {
    const stored = store.imports.get(importId)
    if (!stored) throw apiError('desktop_import_not_found')
    const outcomes = (['invalid', 'failed'] as const).values()
    let outcome = outcomes.next().value
    let after = 0
    let head = stored.header.length > 0 ? toCsvRow([...stored.header, 'problem']) : ''
    return () => {
      if (!outcome) return undefined
      const rows = store.imports.rows(importId, outcome, after, pageRows)
      after = rows.at(-1)?.row ?? after
      const text = head + rows.map(({ fields, words }) => toCsvRow([...fields, words])).join('')
      head = ''
      if (rows.length < pageRows) {
        outcome = outcomes.next().value
        after = 0
      }
      return text
    }
  }

  return {
    begin(input: {
      readonly kind: 'users' | 'targets' | 'subscribers' | 'import_rows'
      readonly topicId?: string | undefined
      readonly importId?: string | undefined
    }): string {
      const { kind, topicId, importId } = input
      if (kind === 'subscribers' && (topicId === undefined || !store.topics.get(topicId)))
        throw apiError('topic_not_found', undefined, { param: 'topicId' })
      const reading =
        kind === 'import_rows'
          ? readImportRows(importId ?? '')
          : readRecords(kind, kind === 'subscribers' ? (topicId ?? null) : null)
      const id = toId('unique()', origin)
      open.set(id, reading)
      const [oldest] = open.keys()
      if (open.size > mostOpen && oldest !== undefined) open.delete(oldest)
      return id
    },
    read(id: string): { text: string; done: boolean } {
      const reading = open.get(id)
      if (!reading) throw apiError('desktop_export_not_found')
      const text = reading()
      if (text === undefined) open.delete(id)
      return { text: text ?? '', done: text === undefined }
    },
    cancel: (id: string): void => void open.delete(id),
  }
}
