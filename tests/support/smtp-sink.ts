import type { AddressInfo, Socket } from 'node:net'
import type { Email } from 'postal-mime'
import PostalMime from 'postal-mime'
import type { SMTPServerOptions } from 'smtp-server'
import { SMTPServer } from 'smtp-server'

/** A mail that a server took. */
interface ReceivedMail {
  readonly from: string
  /** The envelope's recipients. */
  readonly recipients: readonly string[]
  readonly source: string
  readonly parsed: Email
  /** The name that the sender signed in with. */
  readonly user: string | undefined
}

/** How a server behaves; everything is taken by default. */
export interface SinkOptions {
  /** Addresses that are refused with 550. */
  readonly refuse?: readonly string[]
  /** Called when a mail has come in whole, before it is answered; it is answered when this resolves. */
  readonly beforeAnswer?: (socket: Socket | undefined) => Promise<void> | void
  /** The only name and password that may sign in; nobody needs to when absent. */
  readonly account?: { readonly user: string; readonly pass: string }
  readonly server?: SMTPServerOptions
}

/** A real SMTP server on a free port of 127.0.0.1. */
export interface SmtpSink {
  readonly port: number
  readonly mails: ReceivedMail[]
  /** How many connections there were. */
  connections(): number
  close(): Promise<void>
}

/** Starts a server that keeps what it takes. */
export const startSmtp = async (options: SinkOptions = {}): Promise<SmtpSink> => {
  const { refuse = [], beforeAnswer, account } = options
  const mails: ReceivedMail[] = []
  let connections = 0
  const server = new SMTPServer({
    authOptional: account === undefined,
    disabledCommands: account ? ['STARTTLS'] : ['STARTTLS', 'AUTH'],
    onConnect: (_, callback) => {
      connections++
      callback()
    },
    onAuth: ({ username, password }, _, callback) =>
      username === account?.user && password === account?.pass
        ? callback(null, { user: username })
        : callback(new Error(`no account ${username} with ${password}`)),
    onRcptTo: ({ address }, _, callback) =>
      refuse.includes(address)
        ? callback(Object.assign(new Error('no such mailbox here'), { responseCode: 550 }))
        : callback(),
    onData: (stream, session, callback) => {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => void take(Buffer.concat(chunks), session).then(() => callback()))
    },
    ...options.server,
  })
  server.on('error', () => {
    // Clients that vanish are part of what is tested.
  })

  type Session = Parameters<NonNullable<SMTPServerOptions['onData']>>[1]
  const take = async (source: Buffer, session: Session): Promise<void> => {
    const socket = socketOf(server, session.id)
    await beforeAnswer?.(socket)
    if (socket?.destroyed) return
    mails.push({
      from: session.envelope.mailFrom ? session.envelope.mailFrom.address : '',
      recipients: session.envelope.rcptTo.map(({ address }) => address),
      source: source.toString('utf8'),
      parsed: await PostalMime.parse(source),
      user: session.user,
    })
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    port: (server.server.address() as AddressInfo).port,
    mails,
    connections: () => connections,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  }
}

/** The connection of a session, so that a test can cut it. */
const socketOf = (server: SMTPServer, id: string): Socket | undefined => {
  const connections = server as unknown as { connections: Set<{ id: string; _socket: Socket }> }
  return [...connections.connections].find((connection) => connection.id === id)?._socket
}
