import { PassThrough } from 'node:stream'
import type { SMTPConnectionSendInfo } from 'nodemailer/lib/smtp-connection'
import { z } from 'zod'
import { ProviderError } from '../errors'
import type {
  Channel,
  Content,
  Outgoing,
  ProviderEnvironment,
  Receipt,
  Recipient,
  StoredSettings,
} from '../provider'
import { describeHost, parseHosts } from './hosts'
import type { ComposeMail } from './mime'
import { createComposer } from './mime'
import type { Loan, SmtpPool } from './pool'
import { createPool } from './pool'
import type { TroubleTranslator } from './trouble'
import { createTranslator } from './trouble'

/** As the API stores it; a password that is out of reach counts as none. */
const serverSettings = z.object({
  host: z.string(),
  port: z.int().default(587),
  username: z.string().default(''),
  password: z.string().default(''),
  encryption: z.string().default(''),
  autoTLS: z.boolean().default(true),
  mailer: z.string().default(''),
  fromName: z.string().default(''),
  fromEmail: z.string().default(''),
  replyToName: z.string().default(''),
  replyToEmail: z.string().default(''),
})

type ServerSettings = z.output<typeof serverSettings>

const connections = 5
/** A sink takes them at once; larger portions mean fewer transactions. */
const sinkPortion = 50

/** Delivers through an SMTP server: one mail with one `To` for every recipient. */
export const openSmtp = (settings: StoredSettings, { sink }: ProviderEnvironment): Channel => {
  const server = serverSettings.parse(settings)
  if (server.fromEmail === '')
    throw new ProviderError('validation', 'provider', 'The provider has no sender address.')
  const compose = createCompose(server)
  const hosts = parseHosts(server.host, server)
  const translate = createTranslator([server.password])
  const auth =
    server.username !== '' && server.password !== ''
      ? { user: server.username, pass: server.password }
      : undefined
  const pool = createPool({ hosts, auth, translate, size: connections })

  return {
    connections: sink ? sinkPortion : connections,
    // Everybody sees their own address only.
    batchSize: () => 1,
    async send(call) {
      const [recipient] = call.recipients
      if (!recipient || call.recipients.length > 1)
        throw new ProviderError('validation', 'recipient', 'A mail goes to one recipient.')
      const mail = await compose(call, recipient)
      if (!sink) return await sendOverPool(pool, translate, mail, call.signal)
      const { subject, source, from, to, copies } = mail
      const envelope = { from, to: [to, ...copies] }
      sink({ identifiers: [recipient.identifier], subject, envelope, source })
      return { refused: new Map(), refusedCopies: [], copiesSent: call.withCopies }
    },
    async verify() {
      const loan = await pool.borrow()
      const signedIn = loan.isSignedIn ? `signed in as ${server.username}` : 'without signing in'
      const safety = loan.connection.secure ? 'encrypted' : 'not encrypted'
      pool.giveBack(loan)
      return `Connected to ${describeHost(loan.host)} (${safety}); ${signedIn}. Nothing was sent.`
    },
    close: () => pool.close(),
  }
}

interface Mail {
  readonly subject: string
  readonly source: readonly Buffer[]
  readonly from: string
  readonly to: string
  readonly copies: readonly string[]
}

/** Composes mails; the body of a message is encoded once, however many recipients it has. */
const createCompose = (
  server: ServerSettings,
): ((call: Outgoing, recipient: Recipient) => Promise<Mail>) => {
  const composers = new WeakMap<Content, Promise<ComposeMail>>()
  const domain = server.fromEmail.slice(server.fromEmail.lastIndexOf('@') + 1)
  return async ({ content, date, withCopies }, { identifier, key }) => {
    if (content.type !== 'email')
      throw new ProviderError('validation', 'provider', 'An SMTP provider sends e-mail only.')
    const composer = composers.get(content) ?? createComposer({ ...content, ...senderOf(server) })
    composers.set(content, composer)
    const source = (await composer)({ to: identifier, messageId: `<${key}@${domain}>`, date })
    const copies = withCopies ? different([...content.cc, ...content.bcc], identifier) : []
    return { subject: content.subject, source, from: server.fromEmail, to: identifier, copies }
  }
}

/** Without an address for answers they go to the sender, as the API document says. */
const senderOf = (server: ServerSettings) => {
  const from = { name: server.fromName, address: server.fromEmail }
  const replyTo =
    server.replyToEmail === '' ? from : { name: server.replyToName, address: server.replyToEmail }
  return { from, replyTo, mailer: server.mailer }
}

const different = (addresses: readonly string[], but: string): string[] => {
  const seen = new Map(addresses.map((address) => [address.toLowerCase(), address]))
  seen.delete(but.toLowerCase())
  return [...seen.values()]
}

const sendOverPool = async (
  pool: SmtpPool,
  translate: TroubleTranslator,
  mail: Mail,
  signal: AbortSignal,
): Promise<Receipt> => {
  for (;;) {
    const loan = await pool.borrow(signal)
    const handover = { isComplete: false }
    try {
      const info = await transmit(loan, mail, handover)
      pool.giveBack(loan)
      return toReceipt(info, mail, translate)
    } catch (error) {
      const trouble = translate.atSend(error, handover.isComplete)
      const isConnectionAlive = trouble.scope === 'recipient' && (await reset(loan))
      if (isConnectionAlive) pool.giveBack(loan)
      else pool.drop(loan)
      // A server may close a connection that idled; nothing was handed over, so another one may try.
      const isStale =
        trouble.scope === 'provider' && trouble.category === 'network' && !loan.isFresh
      if (!isStale) throw trouble
    }
  }
}

const transmit = (
  { connection }: Loan,
  { from, to, copies, source }: Mail,
  handover: { isComplete: boolean },
): Promise<SMTPConnectionSendInfo> =>
  new Promise((resolve, reject) => {
    const message = new PassThrough()
    message.once('end', () => (handover.isComplete = true))
    for (const part of source) message.write(part)
    message.end()
    const size = source.reduce((sum, part) => sum + part.length, 0)
    const envelope = { from, to: [to, ...copies], size }
    connection.send(envelope, message, (error, info) =>
      info ? resolve(info) : reject(error ?? new Error('The mail server did not answer.')),
    )
  })

/** Leaves the failed transaction; answers whether the connection can be used again. */
const reset = ({ connection, isEnded }: Loan): Promise<boolean> =>
  new Promise((resolve) => {
    if (isEnded()) return resolve(false)
    const ended = (): void => resolve(false)
    connection.once('end', ended)
    connection.reset((error) => {
      connection.off('end', ended)
      resolve(!error)
    })
  })

const toReceipt = (
  { rejected, rejectedErrors = [] }: SMTPConnectionSendInfo,
  { to, copies }: Mail,
  translate: TroubleTranslator,
): Receipt => {
  const refusals = new Map(
    rejected.map((identifier, index) => [
      identifier,
      translate.atSend(rejectedErrors[index] ?? new Error('refused'), false),
    ]),
  )
  const refusal = refusals.get(to)
  return {
    refused: new Map(refusal ? [[0, refusal]] : []),
    refusedCopies: copies.flatMap((identifier) => {
      const refusal = refusals.get(identifier)
      return refusal ? [{ identifier, error: refusal.message }] : []
    }),
    copiesSent: copies.length > 0,
  }
}
