import { endOfData } from './dots'
import type { Envelope } from './envelope'
import type { Patience } from './patience'
import type { Problem } from './problem'
import type { Reply } from './replies'
import { isGood } from './replies'
import type { Answer, Wire } from './wire'

/** A mail as it goes over the wire. */
export interface Mail extends Envelope {
  /** With the empty line that ends the headers. */
  readonly head: string
  /** As `toData` makes it. */
  readonly body: Buffer
}

/** A recipient of the envelope whom the server did not take. */
export interface Refusal {
  readonly address: string
  readonly reply: Reply
}

/** What became of a mail. */
export type Outcome =
  /** The server has it, for everybody but these. */
  | { readonly problem: undefined; readonly refused: readonly Refusal[] }
  /** Nobody gets it; `isHandedOver`: unless the server has it after all. */
  | { readonly problem: Problem; readonly isHandedOver: boolean }

/** How a mail is sent, and who wants to know how it goes. */
export interface Transaction {
  readonly wire: Wire
  readonly patience: Patience
  readonly mail: Mail
  /** What `toCommands` made of it. */
  readonly commands: readonly string[]
  readonly isPipelining: boolean
  /** The last mail was refused half-way: the server has to forget it first. */
  readonly mustReset: boolean
  /** The next mail may begin. With pipelining that is before this one is answered. */
  readonly onFree: (how: { readonly mustReset: boolean }) => void
  readonly onDone: (outcome: Outcome) => void
}

/** Up to here a mail leaves as one piece; a longer one is ended only when the rest has left. */
const onePiece = 64 * 1024

/**
 * Sends one mail. With pipelining its commands leave together, then its data, which the commands of the
 * next mail may follow at once (RFC 2920, 3.1): a mail costs one round trip. Answers how to stop it: at
 * once, or where it was handed over, when no answer comes for a while.
 */
export const transact = (transaction: Transaction): (() => void) => {
  const { wire, patience, mail, commands, isPipelining, mustReset } = transaction
  const refused: Refusal[] = []
  let sender: Problem | undefined
  let taken = 0
  let isHandedOver = false
  let isFree = false
  let isDone = false
  let lastWait: NodeJS.Timeout | undefined

  const free = (how: { readonly mustReset: boolean }): void => {
    if (isFree) return
    isFree = true
    transaction.onFree(how)
  }
  const finish = (outcome: Outcome): void => {
    if (isDone) return
    isDone = true
    clearTimeout(lastWait)
    transaction.onDone(outcome)
    free({ mustReset: !isHandedOver })
  }
  const fail = (problem: Problem): void => finish({ problem, isHandedOver })

  const noRecipient = (): Problem | undefined => {
    const [first] = refused
    return taken === 0 && first
      ? { kind: 'refused', command: 'RCPT TO', reply: first.reply }
      : undefined
  }
  const onData = (reply: Reply): void => {
    if (isDone) return
    const problem = sender ?? noRecipient()
    // Some servers say 250 where 354 belongs.
    const isWaiting = reply.code === 354 || isGood(reply)
    if (!problem && isWaiting) return deliver()
    if (problem && isWaiting) {
      // It waits for a mail to nobody. Without a sender there is no telling what it would make of it.
      if (sender) wire.end({ kind: 'lost' })
      else {
        wire.expect(() => undefined, patience.verdictMs)
        wire.write(endOfData)
      }
    }
    fail(problem ?? { kind: 'refused', command: 'DATA', reply })
  }
  const deliver = (): void => {
    wire.expect(onEnd, patience.verdictMs)
    const last = (data: string | Buffer): void => {
      isHandedOver = true
      wire.write(data)
      if (isPipelining) free({ mustReset: false })
    }
    if (mail.head.length + mail.body.length <= onePiece) return last(toPiece(mail))
    wire.write(mail.head)
    wire.write(mail.body, (error) => {
      if (!error && !isDone) last(endOfData)
    })
  }
  const onEnd = (answer: Answer): void => {
    if ('kind' in answer) return fail(answer)
    // The server did not wait for the end: it still takes everything for data.
    if (!isHandedOver) wire.end({ kind: 'lost' })
    if (!isGood(answer)) return fail({ kind: 'refused', command: 'DATA', reply: answer })
    if (isHandedOver) finish({ problem: undefined, refused })
    else fail({ kind: 'unasked', reply: answer })
  }

  const takers = [
    (reply: Reply): void => {
      if (!isGood(reply)) sender = { kind: 'refused', command: 'MAIL FROM', reply }
    },
    ...mail.recipients.map((address) => (reply: Reply): void => {
      if (isGood(reply)) taken++
      else refused.push({ address, reply })
    }),
    onData,
  ]
  const ask = (at: number, then?: () => void): void =>
    wire.expect((answer) => {
      if ('kind' in answer) return fail(at === 0 ? atSender(answer) : answer)
      takers[at]?.(answer)
      then?.()
    }, patience.commandMs)
  const askNext = (at: number): void => {
    const isData = at === commands.length - 1
    const problem = sender ?? (isData ? noRecipient() : undefined)
    if (problem) return fail(problem)
    ask(at, isData ? undefined : () => askNext(at + 1))
    wire.write(commands[at] ?? '')
  }

  const reset = mustReset ? 'RSET\r\n' : ''
  if (mustReset)
    wire.expect((answer) => {
      if ('kind' in answer) return fail(answer)
      if (isGood(answer)) return isPipelining ? undefined : askNext(0)
      const problem: Problem = { kind: 'unasked', reply: answer }
      wire.end(problem)
      fail(problem)
    }, patience.commandMs)
  if (isPipelining) {
    for (const at of commands.keys()) ask(at)
    wire.write(reset + commands.join(''))
  } else if (mustReset) wire.write(reset)
  else askNext(0)

  return () => {
    if (!isHandedOver) fail({ kind: 'stopped' })
    else lastWait ??= setTimeout(() => wire.end({ kind: 'lost' }), patience.stopMs)
  }
}

/** The server was not told yet whom the mail is for. */
const atSender = (problem: Problem): Problem =>
  problem.kind === 'closing' ? { ...problem, command: 'MAIL FROM' } : problem

const toPiece = ({ head, body }: Mail): Buffer => {
  const length = Buffer.byteLength(head)
  const piece = Buffer.allocUnsafe(length + body.length + endOfData.length)
  piece.write(head)
  body.copy(piece, length)
  piece.write(endOfData, length + body.length)
  return piece
}
