import type MimeNode from 'nodemailer/lib/mime-node'

/** What makes one mail differ from the next. */
export interface MailIdentity {
  readonly to: string
  /** With its angle brackets. */
  readonly messageId: string
  readonly date: Date
}

/** The headers of one time, around the two that differ from mail to mail. */
interface Template {
  readonly time: number
  readonly before: string
  readonly between: string
  readonly after: string
}

/** Stand in for the two. */
const placeholder = { to: 'to@placeholder.invalid', messageId: '<id@placeholder.invalid>' }

/** Addresses that stand in a header as they are. The others are encoded, each in its own way. */
const plainAddress = /^[\w+-]+(?:\.[\w+-]+)*@(?:[a-z\d]+(?:-[a-z\d]+)*\.)+[a-z]{2,}$/
const plainId = /^<[\w.@-]+>$/
/** Longer lines are folded. */
const longestLine = 76

/** Writes the headers of the mails that a root node composes; all but two are written only once. */
export const createHeads = (root: MimeNode): ((identity: MailIdentity) => string) => {
  let template: Template | undefined

  const write = ({ to, messageId, date }: MailIdentity): string => {
    root.setHeader('To', to)
    root.setHeader('Message-ID', messageId)
    root.setHeader('Date', date.toUTCString().replace('GMT', '+0000'))
    return `${root.buildHeaders()}\r\n\r\n`
  }
  const templateFor = (date: Date): Template => {
    const time = date.getTime()
    if (template?.time === time) return template
    const [before = '', rest = ''] = write({ ...placeholder, date }).split(
      `\r\nTo: ${placeholder.to}\r\n`,
    )
    const [between = '', after = ''] = rest.split(`\r\nMessage-ID: ${placeholder.messageId}\r\n`)
    template = { time, before, between, after }
    return template
  }

  return (identity) => {
    if (!isPlain(identity)) return write(identity)
    const { before, between, after } = templateFor(identity.date)
    return `${before}\r\nTo: ${identity.to}\r\n${between}\r\nMessage-ID: ${identity.messageId}\r\n${after}`
  }
}

const isPlain = ({ to, messageId }: MailIdentity): boolean =>
  plainAddress.test(to) &&
  'To: '.length + to.length < longestLine &&
  plainId.test(messageId) &&
  'Message-ID: '.length + messageId.length < longestLine
