import type { Endpoint } from '@contract/endpoint'
import { apiError, ApiError } from '@contract/errors'
import { isEarlyForPush, pushMisfit, type PushMisfit } from '@contract/push/early-servers'
import type { Version } from '@contract/server-version'
import { isJsonObject } from '../json-object'

/*
 * Everything in which Appwrite's versions differ from the one that our contract describes, in one place;
 * `topic-pages.ts` and `late-enable.ts` are those that need requests of their own.
 */

type Fields = Readonly<Record<string, unknown>>

const isPush = ({ path }: Endpoint): boolean => path.startsWith('/messaging/messages/push')

const misfitOf = (row: Endpoint, input: Fields): PushMisfit =>
  pushMisfit(input, row.method === 'POST' ? 'create' : 'update')

/** Whether the version has a say in how this input is sent. */
export const dependsOnVersion = (row: Endpoint, input: Fields): boolean => {
  if (!isPush(row)) return false
  const { lost, needed } = misfitOf(row, input)
  return input['badge'] !== undefined || lost.length + needed.length > 0
}

/**
 * The input as a server of this version takes it: before 1.6.2 the badge of a new push message is text, in
 * every update and on every later server a number. Throws `general_argument_invalid` for what such a server
 * would lose without a word, or refuse in words that help nobody.
 */
export const adaptInput = (row: Endpoint, input: Fields, version: Version | undefined): Fields => {
  if (!isPush(row)) return input
  const isEarly = isEarlyForPush(version)
  if (isEarly) refuseMisfit(misfitOf(row, input), version?.join('.') ?? '')
  const { badge } = input
  if (badge === undefined) return input
  const isText = isEarly && row.method === 'POST'
  return { ...input, badge: isText ? String(badge) : Number(badge) }
}

const refuseMisfit = ({ lost: [lost], needed: [needed] }: PushMisfit, version: string): void => {
  const server = `This server runs Appwrite ${version}, which`
  const advice = 'Nothing was written. Change it, or update the server to 1.6.2 or later.'
  if (lost !== undefined) {
    const message = `${server} leaves ${lostWords[lost]} out of a push message without a word. ${advice}`
    throw apiError('general_argument_invalid', message, { param: lost })
  }
  if (needed !== undefined) {
    const message = `${server} takes no push message without a title and a text. ${advice}`
    throw apiError('general_argument_invalid', message, { param: needed })
  }
}

const lostWords: Readonly<Record<PushMisfit['lost'][number], string>> = {
  badge: 'a badge of 0',
  contentAvailable: 'waking the app (contentAvailable)',
  critical: 'the critical alert',
  priority: 'the normal priority',
}

/** Keys under which a model holds other models. */
const nested = ['messages', 'providers', 'topics', 'subscribers', 'users', 'targets', 'target']
const objects = ['credentials', 'options', 'data']

/**
 * Adds to a reply that was just parsed what some servers leave out: PHP writes an empty object as `[]`, and
 * targets of 1.6.0 do not say whether they have expired.
 */
export const completeModels = (value: unknown): void => {
  if (Array.isArray(value)) return value.forEach(completeModels)
  if (!isJsonObject(value)) return
  for (const key of nested) if (key in value) completeModels(value[key])
  for (const key of objects) if (key in value) value[key] = completeObject(value[key])
  const isTarget = 'identifier' in value && 'providerType' in value
  if (isTarget) value['expired'] ??= false
}

/** What a message holds may hold an object of its own: a push message's data. */
const completeObject = (value: unknown): unknown => {
  if (Array.isArray(value) && value.length === 0) return {}
  if (isJsonObject(value) && 'data' in value) value['data'] = completeObject(value['data'])
  return value
}

const ownNames: Readonly<Record<string, string>> = {
  messages: 'message_already_exists',
  providers: 'provider_already_exists',
  topics: 'topic_already_exists',
  subscribers: 'subscriber_already_exists',
}

const stillGoing =
  'The message is on its way or its time has passed, and this server deletes it only once it has ended. Nothing was deleted.'

/**
 * 1.6.0 says only that a document exists; servers without a route mean that their version lacks it; up to 1.9.6
 * a message that is being sent is refused to be deleted as one that is scheduled.
 */
export const nameError = (row: Endpoint, error: ApiError): ApiError => {
  if (row.method === 'DELETE' && error.type === 'message_already_scheduled')
    return new ApiError({ ...error.toBody(), message: stillGoing })
  if (error.type === 'document_already_exists') {
    const type =
      ownNames[row.path.split('/').findLast((part) => Object.hasOwn(ownNames, part)) ?? '']
    return type === undefined ? error : new ApiError({ ...error.toBody(), type })
  }
  if (error.type !== 'general_route_not_found') return error
  const message = row.path.endsWith('/logs')
    ? 'This server keeps no logs of messaging: newer Appwrites have removed them.'
    : 'This version of Appwrite does not offer that.'
  return new ApiError({ ...error.toBody(), message })
}
