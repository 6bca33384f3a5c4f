import type { CallReply } from '@contract/index'
import type { SandboxMail } from '@contract/sandbox'
import PostalMime from 'postal-mime'
import type { EngineContext } from './context'
import { listAttachments } from './attachments'

type Taken = Pick<
  CallReply<'getSandboxMail'>,
  'format' | 'headers' | 'html' | 'text' | 'attachments' | 'push'
>

/** Whether a source is an HTTP request: no header of a mail begins like one. */
export const isHttp = (source: Buffer): boolean =>
  /^(GET|POST) \S+ HTTP\/1\.1\r\n/.test(source.toString('latin1', 0, 8192))

/** Takes a mail apart. */
export const readMime = async (source: Buffer): Promise<Taken> => {
  const { headers, html, text, attachments } = await PostalMime.parse(source)
  return {
    format: 'mime',
    headers: headers.map(({ originalKey, value }) => ({ key: originalKey, value })),
    html: html ?? null,
    text: text ?? null,
    attachments: attachments.map(({ filename, mimeType, content }) => ({
      name: filename ?? '',
      mimeType,
      size: typeof content === 'string' ? content.length : content.byteLength,
    })),
    push: null,
  }
}

/**
 * Takes a request apart. Every vendor wraps a message in its own way, so what people see comes from
 * the message itself, which cannot change once it was sent.
 */
export const readRequest = (
  { store, storage }: Pick<EngineContext, 'store' | 'storage'>,
  { messageId, providerType }: SandboxMail,
  source: Buffer,
): Taken => {
  const data = store.messages.get(messageId)?.data ?? {}
  const content = typeof data['content'] === 'string' ? data['content'] : null
  const isHtml = providerType === 'email' && data['html'] === true
  return {
    format: 'http',
    headers: headersOf(source),
    html: isHtml ? content : null,
    text: isHtml ? null : content,
    attachments: listAttachments(storage, data).map(({ name, mimeType, sizeOriginal }) => ({
      ...{ name, mimeType, size: sizeOriginal },
    })),
    push: providerType === 'push' ? { ...data } : null,
  }
}

const headersOf = (source: Buffer): { key: string; value: string }[] => {
  const [, ...lines] = source.toString('utf8', 0, source.indexOf('\r\n\r\n')).split('\r\n')
  return lines.map((line) => {
    const colon = line.indexOf(': ')
    return { key: line.slice(0, colon), value: line.slice(colon + 2) }
  })
}
