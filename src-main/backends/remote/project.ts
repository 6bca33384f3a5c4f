import { setTimeout } from 'node:timers/promises'
import type { Endpoint } from '@contract/endpoint'
import { ApiError, apiError } from '@contract/errors'
import { api } from '@contract/index'
import { parseVersion, type Version } from '@contract/server-version'
import type { Dispatcher } from 'undici'
import { systemOrigin, toId } from '../../store/identity'
import { encode } from '../../wire'
import { creationOf, getterInput, isAsSent, type Creation } from './creation'
import { exchange, type HttpReply, type Outcome } from './exchange'
import { explainChangedCertificate, isUntrusted } from './failure-words'
import { persist, retryAfterMs, type Persisted } from './persist'
import { isJson, readBytes, readError, readReply, readVersion } from './read-reply'
import type { RemoteAddress, RemoteProject } from './remote-project'
import { adaptInput, dependsOnVersion } from './server-differences'
import { toParcel } from './transfer'
import type { Wait } from './waits'

type Fields = Readonly<Record<string, unknown>>

/** The response format that our models were written from. */
const responseFormat = '1.6.0'

const sleep: Wait = ({ ms }) => setTimeout(ms, true)

const versionRow: Endpoint = api.getHealthVersion
/** A message that no project has: the server refuses it in an error, which names its version. */
const nothing = 'sendwright-asks-version'

/** What a project needs besides its address. */
interface ProjectOptions {
  readonly dispatcher: Dispatcher
  /** How long to wait for an answer once the request is out. */
  readonly replyMs: number
  /** How long to wait for what is asked on the way: what is stored after an unclear attempt, the version. */
  readonly lookUpMs: number
  readonly wait?: Wait | undefined
}

/**
 * Calls rows over HTTP. Whatever is created gets its id here, so that an attempt whose answer was lost can
 * be repeated and recognised; a change that may or may not have got through is `desktop_outcome_unknown`.
 */
export const openProject = (
  address: RemoteAddress,
  { dispatcher, replyMs, lookUpMs, wait = sleep }: ProjectOptions,
): RemoteProject => {
  const common = headersOf(address)
  const commonJson = { ...common, 'content-type': 'application/json' }
  const { origin, pathname } = new URL(address.endpoint)
  const base = pathname.replace(/\/$/, '')

  const transmit = async (row: Endpoint, input: Fields, askedMs = replyMs): Promise<Outcome> => {
    const { method, path, query, body } = encode(row, input)
    const search = query.size > 0 ? `?${query}` : ''
    const parcel = row.transfer === 'upload' ? toParcel(input) : undefined
    const outcome = await exchange(dispatcher, {
      method,
      origin,
      path: `${base}${path}${search}`,
      headers: parcel ? { ...common, ...parcel.headers } : commonJson,
      body: parcel?.body ?? (body ? JSON.stringify(body) : null),
      replyMs: askedMs + (parcel?.travelMs ?? 0),
    })
    const isChanged =
      address.certificate && outcome.kind === 'failure' && isUntrusted(outcome.error)
    return isChanged ? explainChangedCertificate(outcome) : outcome
  }

  /** What the server has under the id of something that was to be created. */
  const lookUp = async (creation: Creation, sent: Fields) => {
    const getter: Endpoint = api[creation.getName]
    const outcome = await transmit(getter, getterInput(creation, sent), lookUpMs)
    if (outcome.kind === 'failure') return { state: 'unknown' } as const
    if (outcome.status === 404 && isJson(outcome)) return { state: 'absent' } as const
    if (outcome.status !== 200 || !isJson(outcome)) return { state: 'unknown' } as const
    try {
      const stored = readReply(getter, outcome)
      // A model is an object.
      return isAsSent(sent, stored as Fields)
        ? ({ state: 'as sent', stored } as const)
        : ({ state: 'other' } as const)
    } catch (error) {
      if (error instanceof ApiError) return { state: 'unknown' } as const
      throw error
    }
  }

  /** What became of a call without a usable answer: the reply after all, or the error that is true. */
  const settle = async (
    { row, input, failure }: { row: Endpoint; input: Fields; failure: ApiError },
    { outcome, verdict, wasUnclear }: Persisted,
  ): Promise<unknown> => {
    if (isUndone(row, { outcome, verdict, wasUnclear })) throw failure
    if (row.method === 'DELETE' && wasUnclear && failure.code === 404) return undefined
    const creation = creationOf(row)
    const found = creation ? await lookUp(creation, input) : undefined
    if (found?.state === 'as sent') return found.stored
    const isLookedUp = found !== undefined && found.state !== 'unknown'
    // After a whole answer, whoever gave it, nothing is under way any more.
    const isKnown = isRefusal(outcome)
      ? verdict === 'settled' || creation === undefined || isLookedUp
      : verdict === 'settled' && isLookedUp
    throw isKnown ? failure : outcomeUnknown(failure)
  }

  const run = async (row: Endpoint, input: Fields): Promise<Persisted & { input: Fields }> => {
    const fixed = fixId(row, dropNulls(input))
    const sent = dependsOnVersion(row, fixed) ? await adapt(row, fixed) : fixed
    const send = (): Promise<Outcome> => transmit(row, sent)
    const isRepeatable = row.method !== 'PATCH'
    return { ...(await persist(send, { isRepeatable, wait })), input: sent }
  }

  let asked: Promise<Version | undefined> | undefined
  const askVersion = async (): Promise<Version | undefined> => {
    const told = await versionBesides(await transmit(versionRow, {}, lookUpMs))
    return told === undefined ? undefined : parseVersion(told)
  }
  /** Some servers want a scope for the route of the version, and some proxies do not let it through. */
  const versionBesides = async (outcome: Outcome): Promise<string | undefined> => {
    if (outcome.kind === 'failure') return undefined
    const told = readVersion(outcome)
    if (told !== undefined) return told
    const refused = await transmit(api.getMessage, { messageId: nothing }, lookUpMs)
    return refused.kind === 'reply' ? readVersion(refused) : undefined
  }
  const version = async (): Promise<Version | undefined> => {
    const answer = await (asked ??= askVersion().catch(() => undefined))
    // One that could not be had may be had the next time.
    if (answer === undefined) asked = undefined
    return answer
  }

  const adapt = async (row: Endpoint, input: Fields): Promise<Fields> => {
    try {
      return adaptInput(row, input, await version())
    } catch (error) {
      // Whoever is told to update the server tries again afterwards.
      asked = undefined
      throw error
    }
  }

  return {
    call: async (row, given) => {
      const { input, ...persisted } = await run(row, given)
      try {
        return readReply(row, answerOf(row, persisted))
      } catch (failure) {
        if (!(failure instanceof ApiError)) throw failure
        if (row.path === versionRow.path) {
          const told = await versionBesides(persisted.outcome)
          if (told !== undefined) return { version: told }
        }
        return await settle({ row, input, failure }, persisted)
      }
    },
    fetch: async (row, given) => readBytes(answerOf(row, await run(row, given))),
  }
}

/** The reply that says yes; throws the error that came instead. */
const answerOf = (row: Endpoint, persisted: Persisted): HttpReply => {
  const { outcome, isStopped } = persisted
  if (outcome.kind === 'reply' && outcome.status < 400) return outcome
  const error = toError(row, outcome)
  throw isStopped && isUndone(row, persisted)
    ? apiError('desktop_wait_stopped', undefined, { cause: error })
    : error
}

/** Whether certainly nothing came of a call that failed. */
const isUndone = (
  row: Endpoint,
  { outcome, verdict, wasUnclear }: Pick<Persisted, 'outcome' | 'verdict' | 'wasUnclear'>,
): boolean => {
  // A refusal in Appwrite's words, or one of a server that was never reached.
  const isClear = verdict === 'refused' || (verdict === 'settled' && isRefusal(outcome))
  return row.method === 'GET' || (isClear && !wasUnclear)
}

/** An error that Appwrite itself answered. */
const isRefusal = (outcome: Outcome): boolean =>
  outcome.kind === 'reply' && outcome.status >= 400 && isJson(outcome)

const headersOf = ({ project, key }: RemoteAddress): Record<string, string> => ({
  accept: 'application/json',
  'x-appwrite-project': project,
  'x-appwrite-key': key,
  'x-appwrite-response-format': responseFormat,
})

const dropNulls = (input: Fields): Fields =>
  Object.values(input).includes(null)
    ? Object.fromEntries(Object.entries(input).filter(([, value]) => value !== null))
    : input

/** An id that the server was to choose is chosen here, in the same shape. */
const fixId = (row: Endpoint, input: Fields): Fields => {
  const idKey = creationOf(row)?.idKey
  if (idKey === undefined || input[idKey] !== 'unique()') return input
  return { ...input, [idKey]: toId('unique()', systemOrigin) }
}

const toError = (row: Endpoint, outcome: Outcome): ApiError => {
  if (outcome.kind === 'failure') return outcome.error
  const error = readError(row, outcome)
  const askedMs = outcome.status === 429 ? retryAfterMs(outcome, Date.now()) : undefined
  if (askedMs === undefined || error.type === 'desktop_reply_invalid') return error
  const seconds = Math.ceil(askedMs / 1000)
  const pause = seconds === 1 ? 'a second' : `${seconds} seconds`
  const message = `The server takes no more requests for ${pause}. Try again then.`
  return new ApiError({ ...error.toBody(), message }, { cause: error })
}

const outcomeUnknown = (cause: ApiError): ApiError =>
  apiError(
    'desktop_outcome_unknown',
    `${cause.message} Whether the server carried it out is not known; look at what is there before you try again.`,
    { cause },
  )
