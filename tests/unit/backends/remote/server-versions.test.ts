import { Query } from '@contract/queries'
import { describe, expect, it } from 'vitest'
import {
  generations,
  startVersionedServer,
  type VersionedServer,
} from '../../../support/versioned-server'

/* Section 11 of the behaviour document, row by row: what a person gets, and what is sent, on either server. */

type Fields = Record<string, unknown>

interface Case {
  readonly run: (server: VersionedServer) => Promise<unknown>
  readonly old: unknown
  readonly new: unknown
}
const both = (run: Case['run'], expected: unknown): Case => ({ run, old: expected, new: expected })

const type = (name: string): unknown => expect.objectContaining({ type: name })
const says = (words: RegExp): unknown =>
  expect.objectContaining({ message: expect.stringMatching(words) })
const early = (param: string, words: RegExp): unknown => ({
  ...{ type: 'general_argument_invalid', param },
  message: expect.stringMatching(new RegExp(`Appwrite 1\\.6\\.0.*${words.source}.*Nothing`)),
})

const draft = { messageId: 'm', draft: true } as const
const push = { ...draft, title: 'Night trains', body: 'From 29 €' }
const email = { ...draft, subject: 'Night trains', content: 'Book' }
const smtp = { kind: 'smtp', providerId: 'mail', name: 'Mail', host: 'smtp.example.org' }
const msg91 = { kind: 'msg91', providerId: 'sms', name: 'Msg91', enabled: true }
const topic = { topicId: 'news', name: 'News' }
const subscriber = '/messaging/topics/news/subscribers/s'
const target = { $id: 't', userId: 'ada', name: '', providerId: null, identifier: 'a@example.org' }
const kept = { ...target, providerType: 'email' }

/** By the words of the table; a text says why a row is none of the remote backend's. */
const rows: Readonly<Record<string, Case | string>> = {
  'number of endpoints': {
    run: async ({ call }) =>
      await call('createProvider', { kind: 'ses', providerId: 'ses', name: 'SES' }).catch(
        (error: unknown) => error,
      ),
    old: says(/version of Appwrite does not offer/),
    new: expect.objectContaining({ provider: 'ses', credentials: {}, options: {} }),
  },
  'log endpoints': {
    run: async ({ call }) =>
      await call('listTopicLogs', { topicId: 'news' }).catch((error: unknown) => error),
    old: expect.objectContaining({ total: 2 }),
    // LogList says by the type that the server offers no logs.
    new: expect.objectContaining({
      type: 'general_route_not_found',
      message: expect.stringMatching(/keeps no logs/),
    }),
  },
  'push badge': {
    run: async ({ call, sent }) => {
      await call('createPush', { ...push, badge: 3 })
      await call('updatePush', { messageId: 'm', badge: 4 })
      const none = await call('createPush', { ...push, messageId: 'n', badge: 0 }).then(
        ({ data }) => (data as Fields)['badge'],
        (error: unknown) => error,
      )
      return [sent('badge'), none]
    },
    old: [['3', 4], says(/leaves a badge of 0 out/)],
    new: [[3, 4, 0], 0],
  },
  'push title, body': {
    run: async ({ call, refusal, writes }) => {
      const silent = { ...draft, data: { beds: 12 } }
      return await call('createPush', silent).then(
        ({ $id }) => $id,
        async () => [await refusal('createPush', silent), writes().length],
      )
    },
    old: [early('title', /without a title and a text/), 0],
    new: 'm',
  },
  'push contentAvailable, critical, priority': {
    run: async ({ call, refusal, writes }) => {
      const defaults = { contentAvailable: false, critical: false, priority: 'high' }
      await call('createPush', { ...push, ...defaults })
      const asked = { contentAvailable: true, critical: true, priority: 'normal' }
      const results: unknown[] = []
      for (const [name, value] of Object.entries(asked)) {
        const create = { ...push, messageId: name, [name]: value }
        const update = { messageId: 'm', [name]: value }
        for (const [row, input] of [
          ['createPush', create] as const,
          ['updatePush', update] as const,
        ])
          results.push(
            await call(row, input).then(
              ({ data }) => (data as Fields)[name],
              () => refusal(row, input),
            ),
          )
      }
      return [results, writes().length]
    },
    old: [
      [
        ...Array<unknown>(2).fill(early('contentAvailable', /waking the app/)),
        ...Array<unknown>(2).fill(early('critical', /critical alert/)),
        ...Array<unknown>(2).fill(early('priority', /normal priority/)),
      ],
      1,
    ],
    new: [[true, true, true, true, 'normal', 'normal'], 7],
  },
  'list total switch': {
    run: async ({ call, seen }) => {
      await call('createTopic', topic)
      const { total } = await call('listTopics', { total: false })
      return [seen.at(-1)?.url, total]
    },
    // Told by a server that does not know the switch; nobody minds a number.
    old: ['/v1/messaging/topics?total=0', 1],
    new: ['/v1/messaging/topics?total=0', 0],
  },
  'list subscribers filters': both(
    async ({ call, plant, refusal }) => {
      plant(subscriber, { ...subscription, target: kept })
      const listed = { topicId: 'news', queries: [Query.equal('userId', 'ada')] }
      const { total } = await call('listSubscribers', listed)
      return [
        total,
        await refusal('listSubscribers', { ...listed, queries: [Query.equal('name', 'x')] }),
      ]
    },
    [1, type('general_argument_invalid')],
  ),
  'topic subscribe default': both(
    async ({ call, sent }) => [
      (await call('createTopic', topic))['subscribe'],
      ...sent('subscribe'),
    ],
    [['users'], undefined],
  ),
  // PushImage offers no other pictures.
  'image formats': both(
    async ({ refusal }) => await refusal('createPush', { ...push, image: 'papers:bmp' }),
    type('storage_file_type_unsupported'),
  ),
  'update SMS wording': 'a slip in the text of the document: what is sent is the same',
  'SMTP encryption': both(
    async ({ call, loseReply, sent }) => {
      loseReply()
      const { options } = await call('createProvider', { ...smtp, encryption: 'none' })
      return [(options as Fields)['encryption'], ...sent('encryption')]
    },
    ['', 'none', 'none'],
  ),
  'reply-to default': both(
    async ({ call, sent }) => {
      const { options } = await call('createProvider', { ...smtp, fromEmail: 'a@example.org' })
      return [(options as Fields)['replyToEmail'], ...sent('replyToEmail')]
    },
    ['', undefined],
  ),
  'replyToEmail on update': both(
    async ({ call }) => {
      await call('createProvider', smtp)
      const change = { kind: 'smtp', providerId: 'mail', replyToEmail: 'any text' }
      return (await call('updateProvider', change))['options']
    },
    expect.objectContaining({ replyToEmail: 'any text' }),
  ),
  'sender from on update': both(
    async ({ call }) => {
      await call('createProvider', { kind: 'twilio', providerId: 'sms', name: 'Twilio' })
      const change = { kind: 'twilio', providerId: 'sms', from: 'ACME' }
      return (await call('updateProvider', change))['options']
    },
    expect.objectContaining({ from: 'ACME' }),
  ),
  '100 queries × 4096': both(
    async ({ call, refusal, seen }) => {
      const queries = Array<string>(100).fill(Query.equal('$id', 'a'))
      await call('listTopics', { queries })
      return [await refusal('listTopics', { queries: [...queries, Query.limit(1)] }), seen.length]
    },
    [type('general_argument_invalid'), 1],
  ),
  'duplicate message id': both(
    async ({ call, refusal, loseReply, writes }) => {
      loseReply()
      const stored = await call('createEmail', email)
      const attempts = writes().length
      return [
        [stored['$id'], attempts],
        await refusal('createEmail', { ...email, subject: 'Other' }),
        await refusal('createEmail', email),
      ]
    },
    [['m', 2], type('message_already_exists'), type('message_already_exists')],
  ),
  'delete while processing': {
    run: async ({ call }) => {
      await call('createEmail', { ...email, draft: false, users: ['ada'] })
      return await call('deleteMessage', { messageId: 'm' }).catch((error: unknown) => error)
    },
    old: expect.objectContaining({
      type: 'message_already_scheduled',
      message: expect.stringMatching(/on its way.*Nothing was deleted/),
    }),
    new: undefined,
  },
  'Target.expired': both(
    async ({ call, plant }) => {
      plant('/users/ada/targets/t', kept)
      plant('/users/ada/targets/gone', { ...kept, $id: 'gone', expired: true })
      const { targets, ...rest } = await call('listTargets', { userId: 'ada' })
      return [(targets as Fields[]).map(({ expired }) => expired), rest]
    },
    [[false, true], { total: 2 }],
  ),
  'log default limit': {
    run: async ({ call }) =>
      await call('listTopicLogs', { topicId: 'news', queries: [Query.limit(1)] }).then(
        ({ logs }) => (logs as Fields[]).length,
        (error: unknown) => error,
      ),
    // LogList always says how many it wants.
    old: 1,
    new: type('general_route_not_found'),
  },
  'API-key calls in logs':
    'what a server records; an empty log says that older ones do not record them (log.empty)',
  'Msg91 enabled on create': {
    run: async ({ call, writes }) => [
      (await call('createProvider', msg91))['enabled'],
      (await call('createProvider', { ...msg91, providerId: 'off', enabled: false }))['enabled'],
      writes().map(({ method, url }) => `${method} ${url.replace('/v1/messaging/providers', '')}`),
    ],
    old: [true, false, ['POST /msg91', 'PATCH /msg91/sms', 'POST /msg91']],
    new: [true, false, ['POST /msg91', 'POST /msg91']],
  },
  'SMTP recipients': 'what a server sends to vendors',
  'Mailgun/SendGrid recipients': 'what a server sends to vendors',
  'de-duplication': 'what a server sends to vendors; nobody is counted before it does',
  'retry / error cap / concurrency cap':
    'how a server works; its totals and errors are shown as they come, however many',
  '"no provider" vs "no recipient" precedence':
    'which of two errors a server writes into a message; it is shown as it comes',
  'subscriber auth': both(
    async ({ call, plant, writes }) => {
      plant(subscriber, subscription)
      const gone = await call('deleteSubscriber', { topicId: 'news', subscriberId: 's' })
      return [gone, writes().map(({ headers }) => headers['x-appwrite-key'])]
    },
    [undefined, ['k']],
  ),
  'client method names': 'of the SDKs; the paths, which are what is called, are unchanged',
  '"console" and "webhook" adapters': 'not reachable through the API',
}

const subscription = {
  ...{ $id: 's', targetId: 't', userId: 'ada', userName: '', topicId: 'news' },
  ...{ providerType: 'email', target: kept },
}

/** Not rows of the table, but differences all the same. */
const others: Readonly<Record<string, Case>> = {
  'an empty object that PHP writes as a list': both(
    async ({ call, plant }) => {
      const provider = { $id: 'p', name: 'P', provider: 'fcm', enabled: false, type: 'push' }
      plant('/messaging/providers/p', { ...provider, credentials: [], options: [] })
      const { credentials, options } = await call('getProvider', { providerId: 'p' })
      return [credentials, options]
    },
    [{}, {}],
  ),
  'a cursor on topics, which no server answers': both(
    async ({ call, seen }) => {
      for (const topicId of ['a', 'b', 'c']) await call('createTopic', { topicId, name: 'x' })
      const queries = [Query.limit(1), Query.cursorAfter('b')]
      const { topics } = await call('listTopics', { queries })
      const isAsked = seen.some(({ url }) => url.includes('cursor'))
      return [(topics as Fields[]).map(({ $id }) => $id), isAsked]
    },
    [['c'], false],
  ),
}

const cases = Object.entries({ ...rows, ...others }).flatMap(([name, row]) =>
  typeof row === 'string' ? [] : [[name, row] as const],
)

describe.each(generations)('on Appwrite %s', (generation) => {
  it.each(cases)('%s', async (_, { run, ...expected }) => {
    const server = await startVersionedServer(generation)

    expect(await run(server)).toEqual(generation === '1.6.0' ? expected.old : expected.new)
  })
})
