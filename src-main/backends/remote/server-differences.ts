import type { Endpoint } from '@contract/endpoint'
import { ApiError } from '@contract/errors'
import { isJsonObject } from '../json-object'

/*
 * Everything in which Appwrite's versions differ from the one that our contract describes, in one place;
 * `topic-pages.ts` is the one difference that needs requests of its own.
 */

/** A version as `major.minor.patch` numbers. */
export type Version = readonly [major: number, minor: number, patch: number]

/** Reads `1.6.2`; nothing when it is no version. */
export const parseVersion = (text: string): Version | undefined => {
  const numbers = /^(\d+)\.(\d+)\.(\d+)/.exec(text)?.slice(1).map(Number)
  const [major, minor, patch] = numbers ?? []
  if (major === undefined || minor === undefined || patch === undefined) return undefined
  return [major, minor, patch]
}

const isBefore = (version: Version, other: Version): boolean => {
  const at = version.findIndex((number, index) => number !== other[index])
  return at >= 0 && (version[at] ?? 0) < (other[at] ?? 0)
}

/** Whether the version has a say in how this input is sent. */
export const dependsOnVersion = (input: Readonly<Record<string, unknown>>): boolean =>
  input['badge'] !== undefined

/** Before 1.6.2 a new push message takes its badge as text, every update and every later server as a number. */
export const adaptInput = (
  row: Endpoint,
  input: Readonly<Record<string, unknown>>,
  version: Version | undefined,
): Readonly<Record<string, unknown>> => {
  const { badge } = input
  if (badge === undefined) return input
  const isText = row.method === 'POST' && version !== undefined && isBefore(version, [1, 6, 2])
  return { ...input, badge: isText ? String(badge) : Number(badge) }
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

/** 1.6.0 says only that a document exists; servers without a route mean that their version lacks it. */
export const nameError = (row: Endpoint, error: ApiError): ApiError => {
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
