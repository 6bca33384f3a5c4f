import SMTPConnection from 'nodemailer/lib/smtp-connection'
import { ProviderError } from '../errors'
import type { SmtpHost } from './hosts'
import { describeHost } from './hosts'
import type { TroubleTranslator } from './trouble'

/** How to reach and enter the mail servers. */
export interface PoolOptions {
  /** Tried in this order until one connects and lets us in. */
  readonly hosts: readonly SmtpHost[]
  /** Absent: no sign-in. */
  readonly auth: { readonly user: string; readonly pass: string } | undefined
  readonly translate: TroubleTranslator
  /** At most so many connections. */
  readonly size: number
}

/** A connection on loan. */
export interface Loan {
  readonly connection: SMTPConnection
  readonly host: SmtpHost
  readonly isSignedIn: boolean
  /** It carried no mail yet. */
  readonly isFresh: boolean
  isEnded(): boolean
}

/** Open connections that are used again. */
export interface SmtpPool {
  /** Waits for a free connection; throws `ProviderError` when no server lets us in, or as `untried` when aborted. */
  borrow(signal?: AbortSignal): Promise<Loan>
  giveBack(loan: Loan): void
  /** Gives back a connection that is broken or in an unknown state. */
  drop(loan: Loan): void
  close(): void
}

const timeoutMs = 30_000
/** Servers limit the mails of one connection, many to 100. */
const mailsPerConnection = 100

interface Waiter {
  resolve(loan: Loan): void
  reject(error: unknown): void
}

/** A pool that fails over between hosts and makes do with fewer connections when a server allows no more. */
export const createPool = (options: PoolOptions): SmtpPool => {
  const idle: Loan[] = []
  const waiting: Waiter[] = []
  const mails = new WeakMap<SMTPConnection, number>()
  let limit = options.size
  /** Connected or connecting, and connected alone. */
  let open = 0
  let ready = 0
  let isClosed = false

  const serve = (): void => {
    while (waiting.length > 0) {
      const loan = nextIdle()
      if (loan) waiting.shift()?.resolve(loan)
      // The first goes alone: only once one is in can a refusal mean "no more" rather than "not you".
      else if (open === 0 || (ready > 0 && open < limit)) void connectFor(waiting.shift())
      else return
    }
  }

  const nextIdle = (): Loan | undefined => {
    for (let loan = idle.shift(); loan; loan = idle.shift()) {
      if (!loan.isEnded()) return { ...loan, isFresh: false }
      leave()
    }
    return undefined
  }

  const connectFor = async (waiter: Waiter | undefined): Promise<void> => {
    if (!waiter) return
    open++
    try {
      const loan = await connectToFirst(options)
      ready++
      waiter.resolve(loan)
    } catch (error) {
      open--
      // While others are in, this server only allows no more at once: the mail waits for one of theirs.
      limit = Math.max(ready, 1)
      if (ready > 0) waiting.unshift(waiter)
      else for (const one of [waiter, ...waiting.splice(0)]) one.reject(error)
    }
    serve()
  }

  const withdraw = (waiter: Waiter): void => {
    const index = waiting.indexOf(waiter)
    if (index < 0) return
    waiting.splice(index, 1)
    waiter.reject(stopped())
  }

  const leave = (): void => {
    open--
    ready--
    // The last one in has left: the next may find more room.
    if (ready === 0) limit = options.size
  }

  const drop = ({ connection }: Loan): void => {
    leave()
    connection.close()
    serve()
  }

  return {
    borrow: (signal) =>
      new Promise<Loan>((resolve, reject) => {
        if (isClosed || signal?.aborted) return reject(stopped())
        const withdrawn = (): void => withdraw(waiter)
        const waiter: Waiter = {
          resolve: (loan) => {
            signal?.removeEventListener('abort', withdrawn)
            resolve(loan)
          },
          reject,
        }
        waiting.push(waiter)
        signal?.addEventListener('abort', withdrawn, { once: true })
        serve()
      }),
    giveBack: (loan) => {
      const count = (mails.get(loan.connection) ?? 0) + 1
      mails.set(loan.connection, count)
      if (isClosed || loan.isEnded() || count >= mailsPerConnection) return drop(loan)
      idle.push(loan)
      serve()
    },
    drop,
    close: () => {
      isClosed = true
      for (const { connection } of idle.splice(0)) connection.quit()
      for (const waiter of waiting.splice(0)) waiter.reject(stopped())
    },
  }
}

const stopped = (): ProviderError => new ProviderError('unknown', 'untried', 'Sending was stopped.')

const connectToFirst = async (options: PoolOptions): Promise<Loan> => {
  const errors: ProviderError[] = []
  for (const host of options.hosts) {
    try {
      return await connect(host, options)
    } catch (error) {
      errors.push(options.translate.atConnect(error, describeHost(host)))
    }
  }
  const last = errors.at(-1)
  if (!last)
    throw new ProviderError('validation', 'provider', 'The host is not the name of a mail server.')
  if (errors.length === 1) throw last
  throw new ProviderError(last.category, 'provider', errors.map((error) => error.message).join(' '))
}

const connect = (host: SmtpHost, { auth }: PoolOptions): Promise<Loan> =>
  new Promise((resolve, reject) => {
    const connection = new SMTPConnection({
      host: host.host,
      port: host.port,
      secure: host.security === 'implicit',
      requireTLS: host.security === 'required',
      ignoreTLS: host.security === 'none',
      // An upgrade that may be left out altogether gains nothing from a certificate: whoever could
      // forge one could hide the offer as well. It still keeps listeners out.
      tls: { rejectUnauthorized: host.security !== 'opportunistic' },
      connectionTimeout: timeoutMs,
      greetingTimeout: timeoutMs,
      dnsTimeout: timeoutMs,
      socketTimeout: timeoutMs,
    })
    let isEnded = false
    connection.once('end', () => (isEnded = true))
    const ready = (isSignedIn: boolean): void =>
      resolve({ connection, host, isSignedIn, isFresh: true, isEnded: () => isEnded })
    const failed = (error: unknown): void => {
      connection.close()
      reject(error as Error)
    }
    // Stays for the connection's life: an error while idle only makes it useless.
    connection.on('error', failed)
    connection.connect((error) => {
      if (error) return failed(error)
      if (!auth || !connection.allowsAuth) return ready(false)
      connection.login(auth, (refused) => (refused ? failed(refused) : ready(true)))
    })
  })
