import { hostname } from 'node:os'
import type { ProviderError } from '../errors'
import type { SmtpHost } from './hosts'
import { describeHost } from './hosts'
import type { Patience } from './patience'
import type { Problem } from './problem'
import type { Reply } from './replies'
import { isGood } from './replies'
import type { Account } from './sign-in'
import { signIn } from './sign-in'
import type { TroubleTranslator } from './trouble'
import type { Wire } from './wire'
import { openWire } from './wire'

/** What a server can do beyond the least. */
export interface Abilities {
  /** Takes several commands at a time (RFC 2920). */
  readonly pipelining: boolean
  /** Wants to know the size of a mail (RFC 1870). */
  readonly size: boolean
  /** Larger mails are refused; 0 when it tells no limit. */
  readonly largest: number
  readonly eightBit: boolean
  /** Takes letters of all languages in addresses (RFC 6531). */
  readonly utf8: boolean
}

/** A connection that is ready for mail. */
export interface Welcome {
  readonly wire: Wire
  readonly host: SmtpHost
  readonly isSignedIn: boolean
  readonly abilities: Abilities
}

/** What it takes to be let in. */
export interface Credentials {
  /** Absent: no sign-in. */
  readonly account: Account | undefined
  readonly translate: TroubleTranslator
  readonly patience: Patience
  /** Told of every connection when it begins. */
  readonly onWire?: (wire: Wire) => void
}

/** Connects, encrypts and signs in; throws `ProviderError`. */
export const enter = async (host: SmtpHost, credentials: Credentials): Promise<Welcome> => {
  const { account, translate, patience } = credentials
  const { entryMs } = patience
  const wire = openWire(host, patience)
  credentials.onWire?.(wire)
  const fail = (problem: Problem): ProviderError => translate.atConnect(problem, describeHost(host))
  // A server that answers drop by drop is as good as a silent one.
  const timer = setTimeout(() => wire.end({ kind: 'timeout' }), entryMs)
  try {
    const ask = createAsk(wire, { fail, entryMs })
    const offers = await introduce(wire, host, { ask, fail })
    clearTimeout(timer)
    const isSignedIn = account !== undefined && offers.auth !== undefined
    if (isSignedIn) {
      const reply = await signIn(account, offers.auth ?? [], (line) => ask(line))
      if (reply) throw fail({ kind: 'refused', command: 'AUTH', reply })
    }
    return { wire, host, isSignedIn, abilities: toAbilities(offers.lines) }
  } catch (error) {
    wire.quit()
    throw error
  } finally {
    clearTimeout(timer)
  }
}

/** Waits for the reply to a line, or to nothing: the greeting. */
type AskServer = (line?: string) => Promise<Reply>

const createAsk =
  (wire: Wire, { fail, entryMs }: Pick<Talk, 'fail'> & Pick<Patience, 'entryMs'>): AskServer =>
  (line) =>
    new Promise((resolve, reject) => {
      wire.expect((answer) => ('kind' in answer ? reject(fail(answer)) : resolve(answer)), entryMs)
      if (line !== undefined) wire.write(`${line}\r\n`)
    })

interface Talk {
  readonly ask: AskServer
  readonly fail: (problem: Problem) => ProviderError
}

interface Offers {
  readonly lines: readonly string[]
  /** The ways to sign in; undefined when it offers none. */
  readonly auth: readonly string[] | undefined
}

/** Greets and encrypts as the host's security says; what was offered in clear counts no more then. */
const introduce = async (wire: Wire, host: SmtpHost, { ask, fail }: Talk): Promise<Offers> => {
  const greeting = await ask()
  if (greeting.code !== 220) throw fail({ kind: 'refused', command: 'greeting', reply: greeting })
  const offers = await hello(host, { ask, fail })
  if (wire.isSecure() || host.security === 'none') return offers
  const isOffered = offers.lines.some((line) => /^STARTTLS\b/i.test(line))
  if (!isOffered && host.security === 'opportunistic') return offers
  const reply = await ask('STARTTLS')
  if (!isGood(reply)) throw fail({ kind: 'refused', command: 'STARTTLS', reply })
  const problem = await new Promise<Problem | undefined>((resolve) => wire.encrypt(resolve))
  if (problem) throw fail(problem)
  return await hello(host, { ask, fail })
}

const hello = async ({ security }: SmtpHost, { ask, fail }: Talk): Promise<Offers> => {
  const name = ownName()
  const reply = await ask(`EHLO ${name}`)
  if (isGood(reply)) {
    const lines = reply.lines.slice(1)
    return { lines, auth: toMechanisms(lines) }
  }
  // An old server knows HELO alone, and then nothing of encryption; it may want a sign-in all the same.
  if (security === 'required') throw fail({ kind: 'refused', command: 'STARTTLS', reply })
  const old = await ask(`HELO ${name}`)
  if (!isGood(old)) throw fail({ kind: 'refused', command: 'HELO', reply: old })
  return { lines: [], auth: [] }
}

/** A name that is none would make some servers suspicious: an address literal is always right. */
const ownName = (): string => {
  const name = hostname()
  return /^[\w-]+(\.[\w-]+)+$/.test(name) && !/^[\d.]+$/.test(name) ? name : '[127.0.0.1]'
}

/** Some servers write `AUTH=`, as a draft had it. */
const toMechanisms = (lines: readonly string[]): string[] | undefined => {
  const found = lines.filter((line) => /^AUTH[ =]/i.test(line))
  if (found.length === 0) return undefined
  return found.flatMap((line) => line.slice(5).toUpperCase().split(/[ =]+/))
}

const toAbilities = (lines: readonly string[]): Abilities => {
  const words = lines.map((line) => line.toUpperCase().split(' '))
  const has = (name: string): boolean => words.some(([word]) => word === name)
  const [, largest = ''] = words.find(([word]) => word === 'SIZE') ?? []
  return {
    pipelining: has('PIPELINING'),
    size: has('SIZE'),
    largest: /^\d+$/.test(largest) ? Number(largest) : 0,
    eightBit: has('8BITMIME'),
    utf8: has('SMTPUTF8'),
  }
}
