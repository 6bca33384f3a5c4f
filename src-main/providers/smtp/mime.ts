import MailComposer from 'nodemailer/lib/mail-composer'
import type { Attachment } from '../outgoing'
import { toData } from './dots'
import { createHeads } from './heads'
import type { MailIdentity } from './heads'
import { toPlainText } from './plain-text'

/** What all mails of one message share. */
export interface MailParts {
  readonly subject: string
  readonly content: string
  readonly html: boolean
  readonly cc: readonly string[]
  readonly attachments: readonly Attachment[]
  readonly from: { readonly name: string; readonly address: string }
  readonly replyTo: { readonly name: string; readonly address: string }
  /** The X-Mailer header; none when empty. */
  readonly mailer: string
}

/** The mails of one message: headers of their own, then a body that all share. */
export interface Composer {
  /** The headers of one mail, with the empty line that ends them. */
  readonly toHead: (identity: MailIdentity) => string
  readonly source: Buffer
  /** The source as it goes over the wire, see `toData`. */
  readonly body: Buffer
  /** Whether it has bytes above 127. */
  readonly isEightBit: boolean
}

const endOfHeaders = '\r\n\r\n'

/** Encodes the body once; every mail then costs only its headers. */
export const createComposer = async (parts: MailParts): Promise<Composer> => {
  const root = new MailComposer({
    from: parts.from,
    to: parts.from.address,
    cc: [...parts.cc],
    replyTo: parts.replyTo,
    subject: parts.subject,
    messageId: '<placeholder>',
    date: new Date(0),
    ...toBodies(parts),
    attachments: parts.attachments.map(({ name, mimeType, content }) => ({
      filename: name,
      contentType: mimeType,
      // Other encodings may touch the ends of lines.
      contentTransferEncoding: 'base64',
      content,
    })),
    ...(parts.mailer !== '' && { headers: { 'X-Mailer': parts.mailer } }),
    // What people write is text, never a file or an address to read from.
    disableFileAccess: true,
    disableUrlAccess: true,
  }).compile()
  const first = await root.build()
  const source = first.subarray(first.indexOf(endOfHeaders) + endOfHeaders.length)
  const body = toData(source)
  return { toHead: createHeads(root), source, body, isEightBit: body.some((byte) => byte > 127) }
}

const toBodies = ({ content, html }: MailParts): { text?: string; html?: string } => {
  const lines = content.replace(/\r\n|\r|\n/g, '\r\n')
  if (!html) return { text: lines }
  const text = toPlainText(lines)
  return text === '' ? { html: lines } : { text, html: lines }
}
