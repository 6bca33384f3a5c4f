import {
  AppwriteException,
  Client,
  ID,
  Messaging,
  MessagingProviderType,
  Query,
  Users,
} from 'node-appwrite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startLocalServer, type LocalServer } from '../support/local-server'
import { failure } from '../support/sdk-failure'

let server: LocalServer
let messaging: Messaging
let users: Users
beforeAll(async () => {
  server = await startLocalServer()
  messaging = new Messaging(server.client)
  users = new Users(server.client)
})
afterAll(() => server.close())

describe('users and targets through the official SDK', () => {
  it('gives a new user a target for the e-mail address and one for the phone', async () => {
    const ada = await users.create({
      userId: 'ada',
      email: 'ada@example.org',
      phone: '+4915112345678',
      name: 'Ada',
    })

    expect(ada).toMatchObject({ $id: 'ada', name: 'Ada', email: 'ada@example.org' })
    expect(ada.targets.map(({ providerType, identifier }) => [providerType, identifier])).toEqual([
      ['email', 'ada@example.org'],
      ['sms', '+4915112345678'],
    ])
  })

  it('moves the target along with a changed address and lowers nothing', async () => {
    await users.updateEmail({ userId: 'ada', email: 'ada@new.example.org' })
    const { targets } = await users.listTargets({ userId: 'ada' })

    expect(targets.map(({ identifier }) => identifier)).toEqual([
      'ada@new.example.org',
      '+4915112345678',
    ])
  })

  it('adds, changes and removes a target', async () => {
    const added = await users.createTarget({
      userId: 'ada',
      targetId: 'phone-2',
      providerType: MessagingProviderType.Push,
      identifier: 'device-token',
      name: 'Pixel',
    })
    const changed = await users.updateTarget({
      userId: 'ada',
      targetId: 'phone-2',
      name: 'Pixel 9',
    })

    expect(added).toMatchObject({
      userId: 'ada',
      providerId: null,
      providerType: 'push',
      expired: false,
    })
    expect(changed).toMatchObject({ name: 'Pixel 9', identifier: 'device-token' })
    await users.deleteTarget({ userId: 'ada', targetId: 'phone-2' })
    await expect(
      failure(users.getTarget({ userId: 'ada', targetId: 'phone-2' })),
    ).resolves.toMatchObject({
      type: 'user_target_not_found',
    })
  })

  it('answers the documented errors', async () => {
    const target = {
      targetId: ID.unique(),
      identifier: 'x',
      providerType: MessagingProviderType.Email,
    }
    const cases = [
      [() => users.create({ userId: 'ada', email: 'other@example.org' }), 409, 'user_already_exists'],
      [() => users.create({ userId: ID.unique(), email: 'ada@new.example.org' }), 409, 'user_already_exists'],
      [() => users.create({ userId: ID.unique(), email: 'nobody' }), 400, 'general_argument_invalid'],
      [() => users.get({ userId: 'missing' }), 404, 'user_not_found'],
      [() => users.createTarget({ userId: 'missing', ...target, identifier: 'x@example.org' }), 404, 'user_not_found'],
      [() => users.createTarget({ userId: 'ada', ...target }), 400, 'general_invalid_email'],
      [() => users.createTarget({ userId: 'ada', ...target, providerType: MessagingProviderType.Sms }), 400, 'general_invalid_phone'],
      [() => users.createTarget({ userId: 'ada', ...target, identifier: 'ada@new.example.org' }), 409, 'user_target_already_exists'],
    ] as const // prettier-ignore
    for (const [call, code, type] of cases) {
      await expect(failure(call())).resolves.toEqual({ code, type })
    }
  })
})

describe('topics and subscribers through the official SDK', () => {
  const subscribe = async (topicId: string, name: string) => {
    const user = await users.create({ userId: name, email: `${name}@example.org`, name })
    const targetId = user.targets[0]?.$id ?? ''
    return await messaging.createSubscriber({ topicId, subscriberId: `sub-${name}`, targetId })
  }

  it('creates a topic that users may subscribe to', async () => {
    const topic = await messaging.createTopic({ topicId: 'news', name: 'News' })

    expect(topic).toMatchObject({ emailTotal: 0, smsTotal: 0, pushTotal: 0, subscribe: ['users'] })
    expect(topic).not.toHaveProperty('targets')
  })

  it('counts and lists subscribers with their target', async () => {
    const grace = await subscribe('news', 'grace')
    await subscribe('news', 'linus')

    expect(grace).toMatchObject({
      userName: 'grace',
      topicId: 'news',
      providerType: 'email',
      target: { userId: 'grace', identifier: 'grace@example.org' },
    })
    const { total, subscribers } = await messaging.listSubscribers({ topicId: 'news' })
    expect([total, subscribers.map(({ userName }) => userName)]).toEqual([2, ['grace', 'linus']])
    await expect(messaging.getTopic({ topicId: 'news' })).resolves.toMatchObject({ emailTotal: 2 })
  })

  it('pages by cursor in both directions and leaves counting off when asked', async () => {
    const after = await messaging.listSubscribers({
      topicId: 'news',
      queries: [Query.limit(1), Query.cursorAfter('sub-grace')],
      total: false,
    })
    const before = await messaging.listSubscribers({
      topicId: 'news',
      queries: [Query.limit(1), Query.cursorBefore('sub-linus')],
    })

    expect([after.total, after.subscribers[0]?.$id]).toEqual([0, 'sub-linus'])
    expect([before.total, before.subscribers[0]?.$id]).toEqual([2, 'sub-grace'])
  })

  it.each(['sub-grace', 'grace', 'email'])('finds subscribers by %s', async (search) => {
    const { total } = await messaging.listSubscribers({ topicId: 'news', search })

    expect(total).toBeGreaterThanOrEqual(1)
  })

  it('answers the documented errors', async () => {
    const { targets } = await users.listTargets({ userId: 'grace' })
    const targetId = targets[0]?.$id ?? ''
    const cases = [
      [() => messaging.createTopic({ topicId: 'news', name: 'x' }), 409, 'topic_already_exists'],
      [() => messaging.createTopic({ topicId: 'x', name: 'x', subscribe: ['role:all'] }), 400, 'general_argument_invalid'],
      [() => messaging.getTopic({ topicId: 'missing' }), 404, 'topic_not_found'],
      [() => messaging.createSubscriber({ topicId: 'missing', subscriberId: 'x', targetId }), 404, 'topic_not_found'],
      [() => messaging.createSubscriber({ topicId: 'news', subscriberId: 'x', targetId: 'missing' }), 404, 'user_target_not_found'],
      [() => messaging.createSubscriber({ topicId: 'news', subscriberId: 'x', targetId }), 409, 'subscriber_already_exists'],
      [() => messaging.getSubscriber({ topicId: 'news', subscriberId: 'missing' }), 404, 'subscriber_not_found'],
      [() => messaging.listTopics({ queries: [Query.equal('description', 'x')] }), 400, 'general_argument_invalid'],
      [() => messaging.listTopics({ queries: [Query.select(['name'])] }), 400, 'general_argument_invalid'],
      [() => messaging.listTopics({ queries: ['not json'] }), 400, 'general_argument_invalid'],
      [() => messaging.listTopics({ queries: [Query.cursorAfter('missing')] }), 400, 'general_cursor_not_found'],
      [() => messaging.listTopics({ queries: ['x'.repeat(4097)] }), 400, 'general_argument_invalid'],
      [() => messaging.listTopics({ queries: Array<string>(101).fill(Query.limit(1)) }), 400, 'general_argument_invalid'],
    ] as const // prettier-ignore
    for (const [call, code, type] of cases) {
      await expect(failure(call())).resolves.toEqual({ code, type })
    }
  })

  it('lowers the counters when a target, a user or a subscriber goes', async () => {
    await messaging.deleteSubscriber({ topicId: 'news', subscriberId: 'sub-grace' })
    await expect(messaging.getTopic({ topicId: 'news' })).resolves.toMatchObject({ emailTotal: 1 })
    await users.delete({ userId: 'linus' })
    await expect(messaging.getTopic({ topicId: 'news' })).resolves.toMatchObject({ emailTotal: 0 })
  })

  it('loses nothing when two clients write at once', async () => {
    await messaging.createTopic({ topicId: 'busy', name: 'Busy' })
    const { url, project, key } = server
    const other = new Messaging(new Client().setEndpoint(url).setProject(project).setKey(key))
    const guests = await Promise.all(
      Array.from({ length: 40 }, (_, at) =>
        users.create({ userId: `guest-${at}`, email: `guest-${at}@example.org` }),
      ),
    )

    // Both want everybody, so that each of 40 places is asked for twice.
    const outcomes = await Promise.all(
      [messaging, other].flatMap((client, at) =>
        guests.map((guest) =>
          client
            .createSubscriber({
              ...{ topicId: 'busy', subscriberId: `${guest.$id}-by-${at}` },
              targetId: guest.targets[0]?.$id ?? '',
            })
            .then(
              () => 'added',
              (error: unknown) => (error instanceof AppwriteException ? error.type : error),
            ),
        ),
      ),
    )

    expect(outcomes.toSorted()).toEqual([
      ...Array<string>(40).fill('added'),
      ...Array<string>(40).fill('subscriber_already_exists'),
    ])
    const { total } = await messaging.listSubscribers({ topicId: 'busy' })
    expect(total).toBe(40)
    await expect(messaging.getTopic({ topicId: 'busy' })).resolves.toMatchObject({ emailTotal: 40 })
  })

  it('counts every target of one person, by its kind, and all go with the person', async () => {
    await messaging.createTopic({ topicId: 'thrice', name: 'Thrice' })
    const noa = await users.create({
      ...{ userId: 'noa', email: 'noa@example.org', phone: '+4915100000077' },
    })
    const device = await users.createTarget({
      ...{ userId: 'noa', targetId: 'noa-device', identifier: 'noa-token' },
      providerType: MessagingProviderType.Push,
    })
    for (const { $id: targetId } of [...noa.targets, device])
      await messaging.createSubscriber({ topicId: 'thrice', subscriberId: ID.unique(), targetId })
    const totals = { emailTotal: 1, smsTotal: 1, pushTotal: 1 }
    await expect(messaging.getTopic({ topicId: 'thrice' })).resolves.toMatchObject(totals)

    await users.delete({ userId: 'noa' })

    const none = { emailTotal: 0, smsTotal: 0, pushTotal: 0 }
    await expect(messaging.getTopic({ topicId: 'thrice' })).resolves.toMatchObject(none)
    const { total } = await messaging.listSubscribers({ topicId: 'thrice' })
    expect(total).toBe(0)
  })

  it('renames, restricts and deletes a topic', async () => {
    const renamed = await messaging.updateTopic({
      topicId: 'busy',
      name: 'Quiet',
      subscribe: ['label:vip'],
    })

    expect(renamed).toMatchObject({ name: 'Quiet', subscribe: ['label:vip'], emailTotal: 40 })
    await messaging.deleteTopic({ topicId: 'busy' })
    await expect(failure(messaging.getTopic({ topicId: 'busy' }))).resolves.toMatchObject({
      code: 404,
    })
  })
})
