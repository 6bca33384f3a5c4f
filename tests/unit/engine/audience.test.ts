import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Workspace } from '../../support/workspace'
import { addPeople, addTopic, openWorkspace, waitFor } from '../../support/workspace'

describe('the audience', () => {
  let workspace: Workspace
  const failsWith = (type: string) => expect.objectContaining({ type })
  const totals = async (topicId: string) => {
    const { emailTotal, smsTotal, pushTotal } = await workspace.call('getTopic', { topicId })
    return [emailTotal, smsTotal, pushTotal]
  }
  const addDevice = (userId: string, targetId: string) =>
    workspace.call('createTarget', {
      ...{ userId, targetId, providerType: 'push', identifier: `token-${targetId}` },
    })

  beforeEach(() => {
    workspace = openWorkspace()
  })
  afterEach(() => workspace.end())

  it('gives a user a target for the address and one for the number', async () => {
    const user = await workspace.call('createUser', {
      ...{ userId: 'ann', name: 'Ann', email: 'Ann@Example.com', phone: '+16175551212' },
    })
    expect(user).toMatchObject({ $id: 'ann', email: 'ann@example.com', phone: '+16175551212' })
    expect(user.targets.map(({ providerType, identifier }) => [providerType, identifier])).toEqual([
      ['email', 'ann@example.com'],
      ['sms', '+16175551212'],
    ])
    expect(user.targets[0]).toMatchObject({ providerId: null, name: '', expired: false })
  })

  it('lets the targets follow the address and the number', async () => {
    await workspace.call('createUser', { userId: 'ann', email: 'ann@example.com' })
    const before = (await workspace.call('getUser', { userId: 'ann' })).targets[0]
    const changed = await workspace.call('updateUserEmail', { userId: 'ann', email: 'a@b.example' })
    expect(changed.targets).toMatchObject([{ $id: before?.$id, identifier: 'a@b.example' }])
    const added = await workspace.call('updateUserPhone', { userId: 'ann', number: '+16175551212' })
    expect(added.targets).toHaveLength(2)
    const cleared = await workspace.call('updateUserEmail', { userId: 'ann', email: '' })
    expect(cleared.targets).toMatchObject([{ providerType: 'sms' }])
    await workspace.call('createUser', { userId: 'bob', email: 'a@b.example' })
    await expect(
      workspace.call('updateUserEmail', { userId: 'ann', email: 'A@B.example' }),
    ).rejects.toEqual(failsWith('user_target_already_exists'))
    await expect(
      workspace.call('createUser', { userId: 'cy', email: 'a@b.example' }),
    ).rejects.toEqual(failsWith('user_already_exists'))
  })

  it('shows the existing target where somebody else has the address already', async () => {
    await workspace.call('createUser', { userId: 'ann' })
    const target = { userId: 'ann', targetId: 't', identifier: 'shared@example.com' }
    await workspace.call('createTarget', { ...target, providerType: 'email' })
    const bob = await workspace.call('createUser', { userId: 'bob', email: 'shared@example.com' })
    expect(bob.targets).toMatchObject([{ $id: 't', userId: 'ann' }])
  })

  it('checks targets: address, number, uniqueness, owner, provider', async () => {
    await workspace.call('createUser', { userId: 'ann', email: 'ann@example.com' })
    await workspace.call('createUser', { userId: 'bob' })
    await workspace.call('createProvider', { kind: 'fcm', providerId: 'fcm', name: 'F' })
    const create = (more: object) =>
      workspace.call('createTarget', {
        ...{ userId: 'ann', targetId: 't', providerType: 'push', identifier: 'token' },
        ...more,
      })
    await expect(create({ providerType: 'email' })).rejects.toEqual(
      failsWith('general_invalid_email'),
    )
    await expect(create({ providerType: 'sms' })).rejects.toEqual(
      failsWith('general_invalid_phone'),
    )
    await expect(create({ userId: 'nobody' })).rejects.toEqual(failsWith('user_not_found'))
    await expect(
      create({ userId: 'bob', providerType: 'email', identifier: 'ANN@example.com' }),
    ).rejects.toEqual(failsWith('user_target_already_exists'))
    expect(await create({ providerId: 'unknown', name: 'Phone' })).toMatchObject({
      ...{ providerId: null, name: 'Phone' },
    })
    await expect(create({ identifier: 'other' })).rejects.toEqual(
      failsWith('user_target_already_exists'),
    )
    const update = (more: object) =>
      workspace.call('updateTarget', { userId: 'ann', targetId: 't', ...more })
    expect(await update({ providerId: 'fcm' })).toMatchObject({
      providerId: 'fcm',
      identifier: 'token',
    })
    await expect(update({ providerId: 'none' })).rejects.toEqual(failsWith('provider_not_found'))
    await workspace.call('createProvider', { kind: 'twilio', providerId: 'tw', name: 'T' })
    await expect(update({ providerId: 'tw' })).rejects.toEqual(failsWith('provider_incorrect_type'))
    await expect(workspace.call('getTarget', { userId: 'bob', targetId: 't' })).rejects.toEqual(
      failsWith('user_target_not_found'),
    )
    await workspace.call('deleteTarget', { userId: 'ann', targetId: 't' })
    await expect(workspace.call('getTarget', { userId: 'ann', targetId: 't' })).rejects.toEqual(
      failsWith('user_target_not_found'),
    )
  })

  it('subscribes a target once to a topic, with what it is now', async () => {
    const [ann = ''] = await addPeople(workspace, ['Ann'])
    await addTopic(workspace, 'news', [])
    const subscribe = (more: object = {}) =>
      workspace.call('createSubscriber', {
        ...{ subscriberId: 's', topicId: 'news', targetId: ann },
        ...more,
      })
    expect(await subscribe()).toMatchObject({
      ...{ $id: 's', topicId: 'news', targetId: ann, userName: 'Ann', providerType: 'email' },
      target: { $id: ann, identifier: 'ann@example.com', expired: false },
    })
    await expect(subscribe({ subscriberId: 's2' })).rejects.toEqual(
      failsWith('subscriber_already_exists'),
    )
    await expect(subscribe({ topicId: 'none' })).rejects.toEqual(failsWith('topic_not_found'))
    await expect(subscribe({ targetId: 'none' })).rejects.toEqual(
      failsWith('user_target_not_found'),
    )
    await addTopic(workspace, 'other', [])
    await expect(
      workspace.call('getSubscriber', { topicId: 'other', subscriberId: 's' }),
    ).rejects.toEqual(failsWith('subscriber_not_found'))
    const { userId } = await workspace.call('getSubscriber', { topicId: 'news', subscriberId: 's' })
    await workspace.call('updateUserName', { userId, name: 'Anna' })
    const page = await workspace.call('listSubscribers', { topicId: 'news' })
    expect(page).toMatchObject({ total: 1, subscribers: [{ userName: 'Anna' }] })
    await workspace.call('deleteSubscriber', { topicId: 'news', subscriberId: 's' })
    expect(await totals('news')).toEqual([0, 0, 0])
  })

  it('tells which resources changed, once for a burst', async () => {
    const ids = await addPeople(workspace, ['Ann', 'Bob', 'Cy'])
    await waitFor(
      () => Promise.resolve(workspace.events.length),
      (count) => count > 0,
    )
    await new Promise((resolve) => setTimeout(resolve, 60))
    workspace.events.length = 0
    await addTopic(workspace, 'news', ids)
    await new Promise((resolve) => setTimeout(resolve, 60))
    const changed = workspace.events.flatMap(({ name, payload }) =>
      name === 'resource.changed' ? [payload] : [],
    )
    expect(changed.map(({ resource }) => resource).sort()).toEqual(['subscribers', 'topics'])
    expect(changed.find(({ resource }) => resource === 'topics')).toEqual({
      ...{ resource: 'topics', id: 'news' },
    })
    expect(changed.find(({ resource }) => resource === 'subscribers')).toEqual({
      resource: 'subscribers',
    })
  })

  it('keeps the counters of topics equal to their subscribers whatever happens', async () => {
    const step = fc.record({
      action: fc.constantFrom(
        'subscribe',
        'unsubscribe',
        'deleteTarget',
        'deleteUser',
        'deleteTopic',
      ),
      user: fc.integer({ min: 0, max: 3 }),
      topic: fc.constantFrom('a', 'b'),
      channel: fc.constantFrom('email', 'push'),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 25 }), async (steps) => {
        await resetAudience()
        for (const { action, user, topic, channel } of steps)
          await perform(action, `u${user}`, topic, channel)
        for (const topicId of ['a', 'b']) {
          const page = await workspace.call('listSubscribers', { topicId }).catch(() => undefined)
          if (!page) continue
          const count = (type: string): number =>
            page.subscribers.filter(({ providerType }) => providerType === type).length
          expect(await totals(topicId)).toEqual([count('email'), count('sms'), count('push')])
        }
      }),
      { numRuns: 25 },
    )
  })

  const resetAudience = async (): Promise<void> => {
    const { users } = await workspace.call('listUsers', {})
    for (const { $id } of users) await workspace.call('deleteUser', { userId: $id })
    const { topics } = await workspace.call('listTopics', {})
    for (const { $id } of topics) await workspace.call('deleteTopic', { topicId: $id })
    for (const topicId of ['a', 'b'])
      await workspace.call('createTopic', { topicId, name: topicId })
    for (let index = 0; index < 4; index++) {
      const userId = `u${index}`
      await workspace.call('createUser', { userId })
      const identifier = `${userId}@example.com`
      await workspace.call('createTarget', {
        ...{ userId, targetId: `${userId}-email`, providerType: 'email', identifier },
      })
      await addDevice(userId, `${userId}-push`)
    }
  }

  /** One step; what is gone already is no mistake here. */
  const perform = async (action: string, userId: string, topicId: string, channel: string) => {
    const targetId = `${userId}-${channel}`
    const subscriberId = `${topicId}-${targetId}`
    const calls: Record<string, () => Promise<unknown>> = {
      subscribe: () => workspace.call('createSubscriber', { subscriberId, topicId, targetId }),
      unsubscribe: () => workspace.call('deleteSubscriber', { topicId, subscriberId }),
      deleteTarget: () => workspace.call('deleteTarget', { userId, targetId }),
      deleteUser: () => workspace.call('deleteUser', { userId }),
      deleteTopic: () => workspace.call('deleteTopic', { topicId }),
    }
    await calls[action]?.().catch((error: { code?: number }) => {
      if (error.code === undefined || error.code >= 500) throw error as Error
    })
  }
})
