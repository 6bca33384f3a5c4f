/** What the first bytes of a file must be for it to be of a type. */
const signatures: readonly (readonly [type: string, offset: number, bytes: string])[] = [
  ['image/png', 0, '\x89PNG\r\n\x1a\n'],
  ['image/jpeg', 0, '\xff\xd8\xff'],
  ['image/gif', 0, 'GIF87a'],
  ['image/gif', 0, 'GIF89a'],
  ['image/webp', 8, 'WEBP'],
  ['image/tiff', 0, 'II*\0'],
  ['image/tiff', 0, 'MM\0*'],
  ['application/pdf', 0, '%PDF-'],
]

/** Types whose files are known by their first bytes: a name alone proves nothing. */
const provable = new Set(signatures.map(([type]) => type))

const text = 'text/plain'
const unknown = 'application/octet-stream'
const openXml = 'application/vnd.openxmlformats-officedocument'
const openDocument = 'application/vnd.oasis.opendocument'

/** Extension → type, for what people attach; the IANA registry's names. */
const byExtension: Readonly<Record<string, string>> = {
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  gif: 'image/gif',
  webp: 'image/webp',
  tif: 'image/tiff',
  tiff: 'image/tiff',
  bmp: 'image/bmp',
  heic: 'image/heic',
  avif: 'image/avif',
  svg: 'image/svg+xml',
  pdf: 'application/pdf',
  txt: text,
  log: text,
  md: 'text/markdown',
  csv: 'text/csv',
  tsv: 'text/tab-separated-values',
  htm: 'text/html',
  html: 'text/html',
  css: 'text/css',
  js: 'text/javascript',
  ics: 'text/calendar',
  vcf: 'text/vcard',
  json: 'application/json',
  xml: 'application/xml',
  eml: 'message/rfc822',
  rtf: 'application/rtf',
  zip: 'application/zip',
  gz: 'application/gzip',
  '7z': 'application/x-7z-compressed',
  epub: 'application/epub+zip',
  pkpass: 'application/vnd.apple.pkpass',
  doc: 'application/msword',
  xls: 'application/vnd.ms-excel',
  ppt: 'application/vnd.ms-powerpoint',
  docx: `${openXml}.wordprocessingml.document`,
  xlsx: `${openXml}.spreadsheetml.sheet`,
  pptx: `${openXml}.presentationml.presentation`,
  odt: `${openDocument}.text`,
  ods: `${openDocument}.spreadsheet`,
  odp: `${openDocument}.presentation`,
  mp3: 'audio/mpeg',
  m4a: 'audio/mp4',
  ogg: 'audio/ogg',
  wav: 'audio/wav',
  flac: 'audio/flac',
  mp4: 'video/mp4',
  mov: 'video/quicktime',
  webm: 'video/webm',
  mpeg: 'video/mpeg',
}

/** The lower-case extension of a file's name, without its period; empty when it has none. */
export const extensionOf = (name: string): string =>
  /[^.]\.([A-Za-z0-9]{1,16})$/.exec(name)?.[1]?.toLowerCase() ?? ''

/** A file's type: by its first bytes where they tell, else by its name, else text or bytes. */
export const detectMimeType = (head: Buffer, name: string): string => {
  const start = head.toString('latin1')
  const proven = signatures.find(([, offset, bytes]) => start.startsWith(bytes, offset))?.[0]
  if (proven !== undefined) return proven
  const extension = extensionOf(name)
  const named = Object.hasOwn(byExtension, extension) ? byExtension[extension] : undefined
  if (named !== undefined && !provable.has(named)) return named
  return head.length > 0 && !start.includes('\0') && isUtf8(head) ? text : unknown
}

/** The head may end in the middle of a character. */
const isUtf8 = (head: Buffer): boolean => {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(head, { stream: true })
    return true
  } catch {
    return false
  }
}

const shown =
  /^(image\/(?!svg)|video\/|audio\/|application\/(pdf$|msword$|vnd\.(ms-|openxmlformats-|oasis\.)))/

/** The type under which a file is shown or attached: one that can run nothing, else plain text (behaviour 5.7). */
export const toSafeType = (mimeType: string): string => (shown.test(mimeType) ? mimeType : text)
