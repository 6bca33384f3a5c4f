import type { CallInput } from '@contract/index'
import { api } from '@/api'
import { saveBlob } from '@/save-blob'

/** Reads an export to its end and lets the browser save it under this name. */
export const saveExport = async (
  what: CallInput<'beginExport'>,
  fileName: string,
): Promise<void> => {
  const { exportId } = await api.call('beginExport', what)
  // With the mark, spreadsheets read the file as UTF-8.
  const parts: BlobPart[] = ['\uFEFF']
  try {
    for (;;) {
      const { text, done } = await api.call('readExport', { exportId })
      if (done) break
      // A blob keeps its text outside of the page's memory.
      parts.push(new Blob([text]))
    }
  } catch (error) {
    await api.call('cancelExport', { exportId }).catch(() => undefined)
    throw error
  }
  saveBlob(new Blob(parts, { type: 'text/csv;charset=utf-8' }), fileName)
}

/** A name for a file, without what file systems refuse. */
export const toFileName = (name: string): string =>
  `${
    name
      .replace(/[\\/:*?"<>|]+/g, ' ')
      .trim()
      .slice(0, 80) || 'export'
  }.csv`
