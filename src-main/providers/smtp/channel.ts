import { z } from 'zod'
import { ProviderError } from '../errors'
import { copiesOf, emailOf } from '../mail/parts'
import { storedSender, toSender } from '../mail/sender'
import type { Channel, ProviderEnvironment, StoredSettings } from '../provider'
import type { Content, Outgoing, Receipt, Recipient } from '../outgoing'
import { describeHost, parseHosts } from './hosts'
import type { Composer } from './mime'
import { createComposer } from './mime'
import { patience } from './patience'
import type { Sending, SmtpPool } from './pool'
import { createPool, enterFirst } from './pool'
import { mailsAtOnce } from './session'
import { toPlainResponse } from './sign-in'
import type { Mail, Refusal } from './transaction'
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
  ...storedSender,
})

type ServerSettings = z.output<typeof serverSettings>

const connections = 5
/** A sink takes them at once; larger portions mean fewer transactions. */
const sinkPortion = 50

/** Delivers through an SMTP server: one mail with one `To` for every recipient. */
export const openSmtp = (settings: StoredSettings, { sink }: ProviderEnvironment): Channel => {
  const server = serverSettings.parse(settings)
  const compose = createCompose(server)
  const hosts = parseHosts(server.host, server)
  const account =
    server.username !== '' && server.password !== ''
      ? { user: server.username, pass: server.password }
      : undefined
  const translate = createTranslator([
    server.password,
    ...(account ? [toPlainResponse(account)] : []),
  ])
  const entry = { hosts, account, translate, patience }
  const pool = createPool({ ...entry, size: connections })

  return {
    // The next mail stands ready when one is answered.
    connections: sink ? sinkPortion : connections * mailsAtOnce,
    ...(!sink && { inParallel: connections }),
    // Everybody sees their own address only.
    batchSize: () => 1,
    async send(call) {
      const [recipient] = call.recipients
      if (!recipient || call.recipients.length > 1)
        throw new ProviderError('validation', 'recipient', 'A mail goes to one recipient.')
      const mail = await compose(call, recipient)
      if (!sink) return await sendOverPool({ pool, translate }, mail, call)
      const { subject, head, source, from, recipients } = mail
      sink({
        identifiers: [recipient.identifier],
        subject,
        envelope: { from, to: recipients },
        source: [Buffer.from(head), source],
      })
      return { refused: new Map(), refusedCopies: [], copiesSent: call.withCopies }
    },
    async verify() {
      const { wire, host, isSignedIn } = await enterFirst(entry)
      wire.quit()
      const signedIn = isSignedIn ? `signed in as ${server.username}` : 'without signing in'
      const safety = wire.isSecure() ? 'encrypted' : 'not encrypted'
      return `Connected to ${describeHost(host)} (${safety}); ${signedIn}. Nothing was sent.`
    },
    patienceMs: () => pool.patienceMs(),
    close: () => pool.close(),
  }
}

interface Way {
  readonly pool: SmtpPool
  readonly translate: TroubleTranslator
}

/** The first recipient is the one in `To`, the others are in copy. */
interface Letter extends Mail {
  readonly subject: string
  /** The body as people will read it. */
  readonly source: Buffer
}

/** Composes mails; the body of a message is encoded once, however many recipients it has. */
const createCompose = (
  server: ServerSettings,
): ((call: Outgoing, recipient: Recipient) => Promise<Letter>) => {
  const composers = new WeakMap<Content, Promise<Composer>>()
  const sender = toSender(server)
  const from = server.fromEmail
  const domain = from.slice(from.lastIndexOf('@') + 1)
  return async (call, { identifier, key }) => {
    const content = emailOf(call.content)
    const composer =
      composers.get(content) ?? createComposer({ ...content, ...sender, mailer: server.mailer })
    composers.set(content, composer)
    const { toHead, source, body, isEightBit } = await composer
    const head = toHead({ to: identifier, messageId: `<${key}@${domain}>`, date: call.date })
    const { cc, bcc } = copiesOf(call)
    const size = Buffer.byteLength(head) + source.length
    const recipients = [identifier, ...cc, ...bcc]
    return { subject: content.subject, from, recipients, head, source, body, size, isEightBit }
  }
}

/** Tries again where nobody can have got it twice. */
const sendOverPool = async (
  { pool, translate }: Way,
  mail: Letter,
  sending: Sending,
): Promise<Receipt> => {
  for (;;) {
    const outcome = await pool.send(mail, sending)
    if (outcome.problem === undefined) return toReceipt(outcome.refused, mail, translate)
    const { problem, isHandedOver, isFresh } = outcome
    // A server may close a connection that it has had enough of; another one may do.
    const isStale =
      problem.kind === 'lost' || problem.kind === 'unasked' || problem.kind === 'closing'
    if (isHandedOver || isFresh || !isStale) throw translate.atSend(problem, isHandedOver)
  }
}

const toReceipt = (
  refused: readonly Refusal[],
  { recipients: [to, ...copies] }: Letter,
  translate: TroubleTranslator,
): Receipt => {
  const refusals = refused.map(({ address, reply }) => {
    const problem = { kind: 'refused', command: 'RCPT TO', reply } as const
    return { identifier: address, trouble: translate.atSend(problem, false) }
  })
  const refusal = refusals.find(({ identifier }) => identifier === to)
  return {
    refused: new Map(refusal ? [[0, refusal.trouble]] : []),
    refusedCopies: refusals
      .filter(({ identifier }) => identifier !== to)
      .map(({ identifier, trouble }) => ({ identifier, error: trouble.message })),
    copiesSent: copies.length > 0,
  }
}
