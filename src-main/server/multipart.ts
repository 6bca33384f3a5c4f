import { Readable } from 'node:stream'
import type { ReadableStream as NodeStream } from 'node:stream/web'
import Busboy, { type BusboyHeaders } from '@fastify/busboy'
import { apiError } from '@contract/errors'

/** A form's text fields, and the one file that it may hold. */
export interface MultipartForm<Saved> {
  readonly fields: ReadonlyMap<string, string>
  readonly file: { readonly name: string; readonly saved: Saved } | undefined
}

const limits = { fields: 100, fieldSize: 64 * 1024, fieldNameSize: 100, files: 1, parts: 120 }

/** Whether a request carries form data; its body is then a stream of any length. */
export const isMultipart = (headers: Headers): boolean =>
  /^multipart\/form-data\b/i.test(headers.get('content-type') ?? '')

/** Reads a form, handing the bytes of the part `file` to `save` while they come in. */
export const readMultipart = async <Saved>(
  request: Request,
  save: (bytes: Readable) => Promise<Saved>,
): Promise<MultipartForm<Saved>> => {
  const fields = new Map<string, string>()
  let name = ''
  let saving: Promise<Saved> | undefined
  await new Promise<void>((resolve, reject) => {
    const form = createParser(request)
    // Node's and the web's typings name one class twice.
    const stream = (request.body ?? new Blob([]).stream()) as unknown as NodeStream
    const body = Readable.fromWeb(stream)
    // What follows is read and dropped, so that the sender gets to see the answer.
    let coming: Readable | undefined
    const stop = (error: unknown): void => {
      body.unpipe(form).resume()
      coming?.destroy()
      reject(error)
    }
    form.on('file', (field, bytes, fileName) => {
      if (field !== 'file') return void bytes.resume()
      name = fileName
      coming = bytes
      saving = save(bytes)
      saving.catch(stop)
    })
    form.on('field', (field, value) => fields.set(field, value))
    form.once('finish', resolve)
    form.on('error', (cause) => stop(invalidForm(cause)))
    body.on('error', (cause) => stop(invalidForm(cause)))
    body.pipe(form)
  })
  return { fields, file: saving && { name, saved: await saving } }
}

const createParser = (request: Request): Busboy => {
  try {
    // The caller has seen that there is a content type.
    return new Busboy({ headers: Object.fromEntries(request.headers) as BusboyHeaders, limits })
  } catch (cause) {
    throw invalidForm(cause)
  }
}

const invalidForm = (cause: unknown): Error =>
  apiError('general_body_invalid', 'The form data is not valid.', { cause })
