import { createHash } from 'node:crypto'
import type { Attachment } from '../outgoing'

/** A field of a form; one name may come more than once. */
export type FormField = readonly [name: string, value: string]

/** A file of a form. */
export interface FormFile {
  readonly field: string
  readonly file: Attachment
}

/** A form with files as `multipart/form-data` (RFC 7578); `seed` makes its boundary. */
export const toMultipart = (
  fields: readonly FormField[],
  files: readonly FormFile[],
  seed: string,
): { contentType: string; body: Buffer } => {
  // Nobody who writes a message can foresee it, for the seed holds a random part.
  const boundary = `sendwright-${createHash('sha256').update(seed).digest('hex').slice(0, 32)}`
  const head = (lines: readonly string[]): Buffer =>
    Buffer.from(`--${boundary}\r\n${lines.join('\r\n')}\r\n\r\n`)
  const end = Buffer.from('\r\n')
  const parts = [
    ...fields.flatMap(([name, value]) => [
      head([`Content-Disposition: form-data; name="${escape(name)}"`]),
      Buffer.from(value),
      end,
    ]),
    ...files.flatMap(({ field, file }) => [
      head([
        `Content-Disposition: form-data; name="${escape(field)}"; filename="${escape(file.name)}"`,
        `Content-Type: ${file.mimeType}`,
      ]),
      file.content,
      end,
    ]),
  ]
  return {
    contentType: `multipart/form-data; boundary=${boundary}`,
    body: Buffer.concat([...parts, Buffer.from(`--${boundary}--\r\n`)]),
  }
}

/** As HTML's form submission writes names. */
const escape = (name: string): string =>
  name.replace(/["\r\n]/g, (character) => encodeURIComponent(character))
