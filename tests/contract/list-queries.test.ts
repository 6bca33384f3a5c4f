import { ID, Messaging, MessagingProviderType, Query, Storage, Users } from 'node-appwrite'
import { InputFile } from 'node-appwrite/file'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startLocalServer, type LocalServer } from '../support/local-server'

/* The query language of every list (behaviour 4) through the official SDK, held against the whole list. */

let server: LocalServer
let messaging: Messaging
let users: Users
let storage: Storage
beforeAll(async () => {
  server = await startLocalServer()
  messaging = new Messaging(server.client)
  users = new Users(server.client)
  storage = new Storage(server.client)
  await storage.createBucket({ bucketId: 'papers', name: 'Papers' })
  await users.create({ userId: 'ada', name: 'Ada' })
  const later = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString()
  for (const index of [0, 1, 2, 3, 4, 5, 6]) {
    const name = ['Berlin', 'paris', 'Oslo', 'Rome', 'Paris North', 'berlin', 'Wien'][index] ?? ''
    const email = `p${index % 3}-${index}@example.org`
    await users.create({ userId: `u${index}`, name, ...(index !== 3 && { email }) })
    await users.createTarget({ userId: 'ada', targetId: `t${index}`, providerType: MessagingProviderType.Email, identifier: `ada${index}@example.org` }) // prettier-ignore
    await messaging.createTopic({ topicId: `topic-${index}`, name })
    await storage.createBucket({ bucketId: `b${index}`, name, maximumFileSize: 100 + (index % 3) })
    await storage.createFile({ bucketId: 'papers', fileId: `f${index}`, file: InputFile.fromBuffer(Buffer.from('x'.repeat(1 + (index % 3))), `${name}.txt`) }) // prettier-ignore
    if (index % 2)
      await messaging.createSendgridProvider({ providerId: `p${index}`, name, apiKey: 'k', fromEmail: 'a@example.org', enabled: index > 2 }) // prettier-ignore
    else await messaging.createTwilioProvider({ providerId: `p${index}`, name })
    await messaging.createSubscriber({ topicId: 'topic-0', subscriberId: ID.unique(), targetId: `t${index}` }) // prettier-ignore
    await messaging.createSms({ messageId: `m${index}`, content: name, users: ['ada'], draft: index % 2 === 0, ...(index !== 2 && { scheduledAt: later(1 + (index % 3)) }) }) // prettier-ignore
  }
  for (const index of [0, 1]) await messaging.createSubscriber({ topicId: `topic-${index + 1}`, subscriberId: ID.unique(), targetId: 't0' }) // prettier-ignore
  const targets = ['t0', 't1', 't2', 't3', 't4', 't5', 't6']
  await messaging.createEmail({ messageId: 'to-all', subject: 's', content: 'c', draft: true, targets }) // prettier-ignore
})
afterAll(() => server.close())

type Row = Readonly<Record<string, unknown>> & { readonly $id: string }
interface List {
  readonly read: (queries: string[]) => Promise<{ total: number; rows: Row[] }>
  readonly attributes: readonly string[]
  readonly nullable?: readonly string[]
}

const rows = <Key extends string>(key: Key, reply: { total: number } & Record<Key, object[]>) =>
  // Every row of the API has an id.
  ({ total: reply.total, rows: reply[key] as Row[] })

const always = ['$id', '$createdAt', '$updatedAt']
const lists: Readonly<Record<string, List>> = {
  messages: {
    read: async (queries) => rows('messages', await messaging.listMessages({ queries })),
    attributes: ['scheduledAt', 'deliveredAt', 'deliveredTotal', 'status', 'providerType'],
    nullable: ['scheduledAt', 'deliveredAt'],
  },
  providers: {
    read: async (queries) => rows('providers', await messaging.listProviders({ queries })),
    attributes: ['name', 'provider', 'type', 'enabled'],
  },
  topics: {
    read: async (queries) => rows('topics', await messaging.listTopics({ queries })),
    attributes: ['name', 'emailTotal', 'smsTotal', 'pushTotal'],
  },
  subscribers: {
    read: async (queries) =>
      rows('subscribers', await messaging.listSubscribers({ topicId: 'topic-0', queries })),
    attributes: ['targetId', 'topicId', 'userId', 'providerType'],
  },
  'message targets': {
    read: async (queries) =>
      rows('targets', await messaging.listTargets({ messageId: 'to-all', queries })),
    attributes: ['userId', 'identifier', 'providerType'],
  },
  users: {
    read: async (queries) => rows('users', await users.list({ queries })),
    attributes: ['name', 'email', 'phone'],
  },
  'user targets': {
    read: async (queries) => rows('targets', await users.listTargets({ userId: 'ada', queries })),
    attributes: ['userId', 'identifier', 'providerType'],
  },
  buckets: {
    read: async (queries) => rows('buckets', await storage.listBuckets({ queries })),
    attributes: ['name', 'enabled', 'maximumFileSize'],
  },
  files: {
    read: async (queries) =>
      rows('files', await storage.listFiles({ bucketId: 'papers', queries })),
    attributes: ['name', 'sizeOriginal', 'mimeType'],
  },
}

/** Text compares without case, times as instants; null before everything. */
const comparable = (value: unknown): string | number => {
  if (typeof value === 'number') return value
  if (typeof value === 'boolean') return Number(value)
  return typeof value === 'string' ? value.toLowerCase() : ''
}
const before = (a: unknown, b: unknown): number => {
  const [left, right] = [comparable(a), comparable(b)]
  return left < right ? -1 : left > right ? 1 : 0
}
const ids = (found: readonly Row[]): string[] => found.map(({ $id }) => $id)

describe.each(Object.entries(lists))('the list of %s', (_, { read, attributes, nullable = [] }) => {
  const all = async (): Promise<Row[]> => (await read([Query.limit(100)])).rows
  const holding = (row: Row, attribute: string) => row[attribute] !== null

  it.each([...always, ...attributes])('is filtered by %s', async (attribute) => {
    const whole = await all()
    const sample = whole.map((row) => row[attribute]).find((value) => value !== null)
    if (sample === undefined || sample === null) {
      const { rows: found } = await read([Query.isNull(attribute)])
      return expect(ids(found)).toEqual(ids(whole))
    }
    // Every attribute of an allow-list is a scalar.
    const value = sample as string
    const check = async (query: string, keep: (row: Row) => boolean) => {
      const expected = whole.filter((row) => holding(row, attribute) && keep(row))
      const { total, rows: found } = await read([query, Query.limit(100)])
      expect(ids(found), query).toEqual(ids(expected))
      expect(total).toBe(expected.length)
    }
    const order = (row: Row) => before(row[attribute], value)
    await check(Query.equal(attribute, value), (row) => order(row) === 0)
    await check(Query.notEqual(attribute, value), (row) => order(row) !== 0)
    if (typeof value === 'boolean') return
    await check(Query.lessThan(attribute, value), (row) => order(row) < 0)
    await check(Query.lessThanEqual(attribute, value), (row) => order(row) <= 0)
    await check(Query.greaterThan(attribute, value), (row) => order(row) > 0)
    await check(Query.greaterThanEqual(attribute, value), (row) => order(row) >= 0)
    await check(Query.between(attribute, value, value), (row) => order(row) === 0)
    await check(Query.isNotNull(attribute), () => true)
    if (typeof value !== 'string' || /At$/.test(attribute)) return
    const text = (row: Row) => String(row[attribute]).toLowerCase()
    const word = value.toLowerCase()
    await check(Query.startsWith(attribute, word.slice(0, 1)), (row) => text(row).startsWith(word.slice(0, 1))) // prettier-ignore
    await check(Query.endsWith(attribute, word.slice(-1)), (row) => text(row).endsWith(word.slice(-1))) // prettier-ignore
    await check(Query.contains(attribute, word.slice(0, 2)), (row) => text(row).includes(word.slice(0, 2))) // prettier-ignore
    await check(Query.or([Query.equal(attribute, value), Query.startsWith(attribute, 'p')]), (row) => order(row) === 0 || text(row).startsWith('p')) // prettier-ignore
    await check(Query.and([Query.isNotNull(attribute), Query.notEqual(attribute, value)]), (row) => order(row) !== 0) // prettier-ignore
  })

  it.each([...always, ...attributes])('is ordered by %s both ways', async (attribute) => {
    const whole = await all()
    const rising = whole.toSorted((a, b) => before(a[attribute], b[attribute]))
    const falling = whole.toSorted((a, b) => before(b[attribute], a[attribute]))
    const { rows: asc } = await read([Query.orderAsc(attribute), Query.limit(100)])
    const { rows: desc } = await read([Query.orderDesc(attribute), Query.limit(100)])

    expect(asc.map((row) => row[attribute])).toEqual(rising.map((row) => row[attribute]))
    expect(desc.map((row) => row[attribute])).toEqual(falling.map((row) => row[attribute]))
  })

  it.each([...always, ...attributes].filter((name) => !nullable.includes(name)))(
    'is walked by cursor in the order of %s, to its end and back',
    async (attribute) => {
      const { rows: whole } = await read([Query.orderAsc(attribute), Query.limit(100)])
      const walked: string[] = []
      for (;;) {
        const cursor = walked.at(-1)
        const page = [Query.orderAsc(attribute), Query.limit(3)]
        const { rows: found } = await read(cursor ? [...page, Query.cursorAfter(cursor)] : page)
        if (found.length === 0) break
        walked.push(...ids(found))
      }
      const last = walked.at(-1) ?? ''
      const { rows: back } = await read([
        ...[Query.orderAsc(attribute), Query.limit(100), Query.cursorBefore(last)],
      ])

      expect(walked).toEqual(ids(whole))
      expect(ids(back)).toEqual(walked.slice(0, -1))
    },
  )

  it('comes in pages whose total is that of the whole', async () => {
    const whole = await all()
    const { total, rows: found } = await read([Query.limit(2), Query.offset(1)])

    expect(total).toBe(whole.length)
    expect(ids(found)).toEqual(ids(whole).slice(1, 3))
  })
})
