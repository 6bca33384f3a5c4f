/** A chosen file whose encoding is known. */
export interface TextFile {
  readonly file: File
  readonly encoding: string
}

const scanBytes = 4 * 1024 * 1024
const pieceBytes = 256 * 1024

/**
 * Finds out how a file's text is encoded: by its mark, else UTF-8 when all of it is valid UTF-8, else what
 * spreadsheets on Windows write.
 */
export const openTextFile = async (file: File): Promise<TextFile> => {
  const mark = new Uint8Array(await file.slice(0, 2).arrayBuffer())
  if (mark[0] === 0xff && mark[1] === 0xfe) return { file, encoding: 'utf-16le' }
  if (mark[0] === 0xfe && mark[1] === 0xff) return { file, encoding: 'utf-16be' }
  return { file, encoding: (await isUtf8(file)) ? 'utf-8' : 'windows-1252' }
}

const isUtf8 = async (file: File): Promise<boolean> => {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  try {
    for (let at = 0; at < file.size; at += scanBytes)
      decoder.decode(await file.slice(at, at + scanBytes).arrayBuffer(), { stream: true })
    decoder.decode()
    return true
  } catch {
    return false
  }
}

/** The text of a file, piece by piece; a piece never ends inside a character. */
export async function* readPieces({
  file,
  encoding,
}: TextFile): AsyncGenerator<{ text: string; bytes: number; last: boolean }> {
  const decoder = new TextDecoder(encoding)
  for (let at = 0; ; at += pieceBytes) {
    const bytes = Math.min(at + pieceBytes, file.size)
    const last = bytes >= file.size
    const part = await file.slice(at, bytes).arrayBuffer()
    // NUL is no character of any name or address, and nothing that is stored may hold one.
    const text = decoder.decode(part, { stream: !last }).replaceAll('\0', '\uFFFD')
    yield { text, bytes, last }
    if (last) return
  }
}

/** The beginning of a file's text. */
export const readBeginning = async (source: TextFile): Promise<string> => {
  for await (const { text } of readPieces(source)) return text
  return ''
}
