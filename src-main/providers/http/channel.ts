import { ProviderError, redact } from '../errors'
import type { HttpRequest } from './request'
import type { Channel, ProviderEnvironment } from '../provider'
import type { Content, Outgoing, Receipt } from '../outgoing'
import type { Answer } from './answer'
import { toAnswer } from './answer'
import type { Meaning, Refuser } from './refusal'
import { toRefusal } from './refusal'
import { deliverAllBut } from './split'
import { createTurns } from './turns'

/** Recipients of a call that were refused although it succeeded, by their place. */
export type Refused = ReadonlyMap<number, ProviderError>

/** Talks to the vendor besides sending: for tokens and checks. */
export interface Conversation {
  /** Throws `ProviderError` when there is no answer. */
  ask(request: HttpRequest): Promise<Answer>
  /** What an answer means that is not the one hoped for. */
  toRefusal(answer: Answer): ProviderError
}

/** What makes one vendor's HTTP API differ from the next: a translation both ways. */
export interface HttpVendor {
  /** In words for people. */
  readonly name: string
  /** Struck out of every error, also where the vendor echoes them. */
  readonly secrets: readonly string[]
  /** How many calls at the same time. */
  readonly connections: number
  /** The most recipients that one request takes with this content. */
  batchSize(content: Content): number
  /** Throws `ProviderError` for what the vendor would not take. */
  toRequest(call: Outgoing, conversation: Conversation): HttpRequest | Promise<HttpRequest>
  /** Whether an answer of status 2xx is a no all the same. Throws when it makes no sense. */
  readonly isRefusal?: (answer: Answer) => boolean
  /**
   * Reads an answer of status 2xx. Throws `ProviderError` when it is a no all the same, anything else
   * when it makes no sense. Absent: the status says it all.
   */
  readonly readSuccess?: (answer: Answer, call: Outgoing) => Refused
  /** The vendor's own words in any other answer. */
  reason(answer: Answer): string | undefined
  /** Where this vendor's answers mean something else than their status says as a rule. */
  readonly meaning?: (answer: Answer) => Meaning | undefined
  /** How long to wait, where the vendor says so elsewhere than in `Retry-After`; see `Refuser`. */
  readonly waitMs?: Refuser['waitMs']
  /**
   * Whether what the request signed in with ran out, or it asked the wrong host: it is made anew then,
   * once, by a `toRequest` that must not use the same again.
   */
  readonly isOutdated?: (answer: Answer, request: HttpRequest) => boolean
  /** One bad address makes the vendor refuse the whole call, of which it takes nothing then. */
  readonly isAllOrNothing?: boolean
  /** The vendor does a repeated request only once: after a silence it may be sent again. */
  readonly isIdempotent?: boolean
  /** Checks the credentials and sends nothing; answers what it found, for people. Throws `ProviderError`. */
  verify(conversation: Conversation): Promise<string>
}

/** All were taken. */
export const nobody: Refused = new Map()

/** A channel to a vendor who takes HTTP requests. */
export const httpChannel = ({ http, clock }: ProviderEnvironment, vendor: HttpVendor): Channel => {
  const turns = createTurns(vendor.connections)
  const refuser = { ...vendor, clock }
  const conversation: Conversation = {
    ask: async (request) => toAnswer(await http.send(request)),
    // Whatever it asks besides sending may be asked again.
    toRefusal: (answer) => toRefusal(answer, { ...refuser, isIdempotent: true }),
  }
  const quietly = unsent(conversation)
  const clean = <Thrown>(error: Thrown) => withoutSecrets(error, vendor.secrets)

  const exchange = async (call: Outgoing): Promise<{ request: HttpRequest; answer: Answer }> => {
    const made = vendor.toRequest(call, quietly)
    const request = made instanceof Promise ? await made : made
    try {
      const reply = await http.send({ ...request, call, secrets: vendor.secrets })
      return { request, answer: toAnswer(reply) }
    } catch (error) {
      throw afterSilence(error, vendor)
    }
  }
  const deliverWhole = async (call: Outgoing): Promise<Refused> => {
    const first = await exchange(call)
    const isOutdated = vendor.isOutdated?.(first.answer, first.request) === true
    const { answer } = isOutdated ? await exchange(call) : first
    if (!isSuccess(answer)) throw toRefusal(answer, refuser)
    return readSuccess(vendor, answer, call, refuser)
  }
  const deliver = vendor.isAllOrNothing ? deliverAllBut(deliverWhole) : deliverWhole

  return {
    connections: vendor.connections,
    batchSize: (content) => vendor.batchSize(content),
    async send(call): Promise<Receipt> {
      const turn = turns.take(call.signal)
      if (turn) await turn
      try {
        const refused = await deliver(call)
        return {
          refused: refused.size === 0 ? nobody : mapped(refused, clean),
          copiesSent: call.withCopies,
          refusedCopies: [],
        }
      } catch (error) {
        throw clean(error)
      } finally {
        turns.end()
      }
    },
    async verify() {
      try {
        return `${await vendor.verify(quietly)} ${nothingSent}`
      } catch (error) {
        throw clean(error instanceof ProviderError ? error : unreadable(vendor, error))
      }
    },
    patienceMs: (silentMs) =>
      http.totalMs === undefined ? undefined : Math.max(0, http.totalMs - silentMs),
    close: () => http.close(),
  }
}

/** Whether a vendor said yes. */
export const isSuccess = ({ status }: Answer): boolean => status >= 200 && status < 300

/** What is asked for besides sending leaves nobody in doubt, even when no answer comes. */
const unsent = (conversation: Conversation): Conversation => ({
  ...conversation,
  // Whoever asks for a token, or checks a key, does so for everybody.
  toRefusal: (answer) => changed(conversation.toRefusal(answer), { scope: 'provider' }),
  ask: (request) =>
    conversation.ask(request).catch((error: unknown) => {
      throw error instanceof ProviderError
        ? changed(error, { scope: 'provider', message: `${error.message} ${nothingSent}` })
        : error
    }),
})

const nothingSent = 'Nothing was sent.'

const unreadable = ({ name }: HttpVendor, cause: unknown): ProviderError =>
  new ProviderError('unknown', 'provider', `${name} answered something unreadable.`, { cause })

/** What it means for the message that no answer came. */
const afterSilence = (error: unknown, { isIdempotent }: HttpVendor): unknown => {
  if (!(error instanceof ProviderError)) return error
  const { category, scope, message } = error
  if (scope !== 'outcome') return changed(error, { message: `${message} ${nothingSent}` })
  return isIdempotent
    ? changed(error, { category, scope: 'recipient' })
    : changed(error, { category: 'unknown', message: `${message} ${notKnown}` })
}

const notKnown = 'Whether the message was sent is unknown.'

const changed = (
  error: ProviderError,
  { category = error.category, scope = error.scope, message = error.message }: Changes,
): ProviderError => {
  const { status, retryAfterMs, cause } = error
  return new ProviderError(category, scope, message, { status, retryAfterMs, cause })
}

type Changes = Partial<Pick<ProviderError, 'category' | 'scope' | 'message'>>

const readSuccess = (
  vendor: HttpVendor,
  answer: Answer,
  call: Outgoing,
  refuser: Refuser,
): Refused => {
  try {
    if (vendor.isRefusal?.(answer)) throw toRefusal(answer, refuser)
    return vendor.readSuccess?.(answer, call) ?? nobody
  } catch (error) {
    if (error instanceof ProviderError) throw error
    const message = `${vendor.name} answered something unreadable (${answer.status}). ${notKnown}`
    throw new ProviderError('unknown', 'outcome', message, { status: answer.status, cause: error })
  }
}

const mapped = (refused: Refused, change: (error: ProviderError) => ProviderError): Refused =>
  new Map([...refused].map(([at, error]) => [at, change(error)]))

const withoutSecrets = <Thrown>(
  error: Thrown,
  secrets: readonly string[],
): Thrown | ProviderError =>
  error instanceof ProviderError
    ? changed(error, { message: redact(error.message, secrets) })
    : error
