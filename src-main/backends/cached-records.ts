import { gapsKey } from '@contract/gaps'
import { z } from 'zod'
import type { CacheEntry } from '../store/cache'
import { isJsonObject } from './json-object'

/** How the rows of a list are read one by one. */
interface RecordsOfList {
  /** Where the list's reply has its rows. */
  readonly rows: string
  readonly get: string
  /** The parameter of `get` that is a row's `$id`. */
  readonly id: string
}

const lists: Readonly<Record<string, RecordsOfList>> = {
  listMessages: { rows: 'messages', get: 'getMessage', id: 'messageId' },
  listProviders: { rows: 'providers', get: 'getProvider', id: 'providerId' },
  listTopics: { rows: 'topics', get: 'getTopic', id: 'topicId' },
  listSubscribers: { rows: 'subscribers', get: 'getSubscriber', id: 'subscriberId' },
  listUsers: { rows: 'users', get: 'getUser', id: 'userId' },
  listTargets: { rows: 'targets', get: 'getTarget', id: 'targetId' },
  listBuckets: { rows: 'buckets', get: 'getBucket', id: 'bucketId' },
  listFiles: { rows: 'files', get: 'getFile', id: 'fileId' },
}

/** The parameters of a list that say which list it is, and not which part of it. */
const parents = ['topicId', 'userId', 'bucketId']

/** Where the reply of a list has its rows; undefined for anything but a list of records. */
export const listRows = (name: string): string | undefined =>
  Object.hasOwn(lists, name) ? lists[name]?.rows : undefined

/** Which list is asked for, whatever part of it. */
export const parentsOf = (input: Record<string, unknown>): string =>
  canonical(Object.fromEntries(Object.entries(input).filter(([key]) => parents.includes(key))))

/** Every record that a list's reply holds, as the call that would read it alone. */
export const recordsOf = (name: string, input: unknown, reply: unknown): CacheEntry[] => {
  const list = Object.hasOwn(lists, name) ? lists[name] : undefined
  if (!list || !isJsonObject(reply)) return []
  const rows = reply[list.rows]
  if (!Array.isArray(rows)) return []
  const place = Object.entries(isJsonObject(input) ? input : {}).filter(([key]) =>
    parents.includes(key),
  )
  // What is blank in a list is no record of its own.
  const gaps = gapIds(reply)
  const whole = rows.filter(isJsonObject).filter(({ $id }) => !gaps.has(String($id)))
  return whole.map((value) => ({
    name: list.get,
    input: canonical({ ...Object.fromEntries(place), [list.id]: value['$id'] }),
    value,
  }))
}

const gapList = z.array(z.object({ id: z.string() }))

const gapIds = (reply: Record<string, unknown>): ReadonlySet<string> => {
  const gaps = gapList.safeParse(reply[gapsKey]).data ?? []
  return new Set(gaps.map(({ id }) => id))
}

/** The same text for the same input, whatever the order of its keys. */
export const canonical = (input: unknown): string => {
  const entries = Object.entries(input ?? {}).filter(([, value]) => value !== undefined)
  return JSON.stringify(Object.fromEntries(entries.toSorted(([a], [b]) => (a < b ? -1 : 1))))
}
