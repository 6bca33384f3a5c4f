import { ProviderError } from '../errors'
import type { Content, Outgoing } from '../outgoing'
import { toPlainText } from '../smtp/plain-text'

/** What a mail says, the same for all its recipients. */
export type EmailContent = Extract<Content, { readonly type: 'email' }>

/** The content of an email; throws `ProviderError` for anything else. */
export const emailOf = (content: Content): EmailContent => {
  if (content.type === 'email') return content
  throw new ProviderError('validation', 'provider', 'This provider sends email only.')
}

/** The bodies of a mail; an HTML mail has words for those who read none. */
export const toBodies = ({ content, html }: EmailContent): { text?: string; html?: string } => {
  if (!html) return { text: content }
  const text = toPlainText(content)
  return text === '' ? { html: content } : { text, html: content }
}

/** The people in copy of this call, each once, and nobody whom the mail is for anyway. */
export const copiesOf = ({
  content,
  recipients,
  withCopies,
}: Outgoing): { cc: readonly string[]; bcc: readonly string[] } => {
  const { cc, bcc, copiedRecipients = [] } = emailOf(content)
  if (!withCopies) return { cc: [], bcc: [] }
  const own = [...recipients.map(({ identifier }) => identifier), ...copiedRecipients]
  const seen = new Set(own.map((address) => address.toLowerCase()))
  const isNew = (address: string): boolean => {
    const key = address.toLowerCase()
    const answer = !seen.has(key)
    seen.add(key)
    return answer
  }
  return { cc: cc.filter(isNew), bcc: bcc.filter(isNew) }
}

/** Throws `ProviderError` for a mail that is larger than the vendor takes; nothing has left then. */
export const checkSize = (vendor: string, bytes: number, mostMegabytes: number): void => {
  const megabytes = bytes / 1024 / 1024
  if (megabytes <= mostMegabytes) return
  throw new ProviderError(
    'validation',
    'provider',
    `With its attachments the mail has ${megabytes.toFixed(1)} MB on its way; ${vendor} takes at most ${mostMegabytes} MB. Nothing was sent.`,
  )
}
