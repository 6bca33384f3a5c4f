import type { CallInput } from '@contract/index'
import type { ImportInfo } from '@contract/bulk'
import type { Workspace } from './workspace'

/** Sends a whole file, cut into pieces of so many characters. */
export const sendFile = async (
  workspace: Workspace,
  importId: string,
  text: string,
  size = 50_000,
): Promise<ImportInfo> => {
  for (let at = 0; ; at += size) {
    const last = at + size >= text.length
    const info = await workspace.call('appendImport', {
      importId,
      text: text.slice(at, at + size),
      last,
    })
    if (last) return info
  }
}

/** Imports a file from beginning to end. */
export const importFile = async (
  workspace: Workspace,
  text: string,
  input: CallInput<'beginImport'>,
): Promise<ImportInfo> => {
  const { importId } = await workspace.call('beginImport', input)
  return sendFile(workspace, importId, text)
}

/** Exports everything of a kind as one text. */
export const exportFile = async (
  workspace: Workspace,
  input: CallInput<'beginExport'>,
): Promise<string> => {
  const { exportId } = await workspace.call('beginExport', input)
  let text = ''
  for (;;) {
    const piece = await workspace.call('readExport', { exportId })
    if (piece.done) return text
    text += piece.text
  }
}
