import { Readable } from 'node:stream'
import { api } from '@contract/index'
import { apiError } from '@contract/errors'
import { parseInput } from '../dispatch'
import type { Caller } from '../engine/caller'
import type { ByteRange } from '../engine/storage/content-folder'
import type { DownloadName, FileTransfer } from '../engine/storage/transfer'

/** Whether a row answers with bytes. */
export const isDownload = (name: string): name is DownloadName =>
  name === 'getFileDownload' || name === 'getFileView' || name === 'getFilePush'

/** A file's bytes, or the part of them that the request asks for. */
export const answerDownload = (
  files: FileTransfer,
  name: DownloadName,
  { request, input, caller }: { request: Request; input: unknown; caller: Caller },
): Response => {
  const row = api[name]
  const download = files.find(name, parseInput(row.input, input), caller)
  const { file, mimeType, isAttachment } = download
  const size = file.sizeOriginal
  const range = parseRange(request.headers.get('range'), size)
  const headers = {
    'content-type': mimeType,
    'content-disposition': toDisposition(isAttachment ? 'attachment' : 'inline', file.name),
    'content-length': String(range ? range.end - range.start + 1 : size),
    'accept-ranges': 'bytes',
    'cache-control': 'private, max-age=3888000',
    // What is stored is never run in the name of this server.
    'content-security-policy': "default-src 'none'; sandbox",
    'x-content-type-options': 'nosniff',
    ...(range && { 'content-range': `bytes ${range.start}-${range.end}/${size}` }),
  }
  // Node's and the web's typings name one class twice.
  const body = Readable.toWeb(download.open(range)) as unknown as ReadableStream
  return new Response(body, { status: range ? 206 : 200, headers })
}

/** RFC 9110, section 14; several ranges at once are answered with everything, as it allows. */
const parseRange = (header: string | null, size: number): ByteRange | undefined => {
  const parts = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header?.trim() ?? '')
  if (!parts) return undefined
  const [, first = '', last = ''] = parts
  if (first === '' && last === '') return undefined
  const start = first === '' ? Math.max(0, size - Number(last)) : Number(first)
  const end = first === '' || last === '' ? size - 1 : Math.min(Number(last), size - 1)
  if (start > end) throw apiError('storage_invalid_range')
  return { start, end }
}

/** RFC 6266: plain characters for old clients, all of them for the others. */
const toDisposition = (kind: string, name: string): string => {
  const plain = name.replace(/[^\x20-\x7e]|["\\%]/g, '_')
  const all = encodeURIComponent(name).replace(/['()*]/g, (sign) => `%${toHex(sign)}`)
  return `${kind}; filename="${plain}"; filename*=UTF-8''${all}`
}

const toHex = (sign: string): string => sign.charCodeAt(0).toString(16).toUpperCase()
