import MailComposer from 'nodemailer/lib/mail-composer'
import type { Attachment } from '../provider'
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

/** What makes one mail differ from the next. */
interface MailIdentity {
  readonly to: string
  /** With its angle brackets. */
  readonly messageId: string
  readonly date: Date
}

/** Writes the source of one mail: headers of its own, then a body that all mails share. */
export type ComposeMail = (identity: MailIdentity) => readonly Buffer[]

const endOfHeaders = '\r\n\r\n'

/** Encodes the body once; every mail then costs only its headers. */
export const createComposer = async (parts: MailParts): Promise<ComposeMail> => {
  const root = new MailComposer({
    from: parts.from,
    to: parts.from.address,
    cc: [...parts.cc],
    replyTo: parts.replyTo,
    subject: parts.subject,
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
  const body = first.subarray(first.indexOf(endOfHeaders) + endOfHeaders.length)
  return ({ to, messageId, date }) => {
    root.setHeader('To', to)
    root.setHeader('Message-ID', messageId)
    root.setHeader('Date', date.toUTCString().replace('GMT', '+0000'))
    return [Buffer.from(root.buildHeaders() + endOfHeaders), body]
  }
}

const toBodies = ({ content, html }: MailParts): { text?: string; html?: string } => {
  const lines = content.replace(/\r\n|\r|\n/g, '\r\n')
  if (!html) return { text: lines }
  const text = toPlainText(lines)
  return text === '' ? { html: lines } : { text, html: lines }
}
