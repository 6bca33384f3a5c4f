import type { ExplainedRecipient } from '@contract/explanations'
import type { CallInput } from '@contract/index'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  addPeople,
  addSmtp,
  addTopic,
  openWorkspace,
  waitUntilOver,
  type Workspace,
} from '../../support/workspace'

type Part = CallInput<'listExplainedRecipients'>['part']
type Audience = Partial<Omit<CallInput<'explainRecipients'>, 'providerType'>>

describe('explaining who gets a message', () => {
  let workspace: Workspace

  beforeEach(() => {
    workspace = openWorkspace({ sandbox: true })
  })
  afterEach(() => workspace.end())

  const explain = (audience: Audience) =>
    workspace.call('explainRecipients', { providerType: 'email', ...audience })
  const listAll = async (
    explanationId: number,
    part: Part,
    search?: string,
  ): Promise<ExplainedRecipient[]> => {
    const all: ExplainedRecipient[] = []
    for (;;) {
      const after = all.at(-1)?.position
      const page = { explanationId, part, search, limit: 2, ...(after !== undefined && { after }) }
      const { recipients, hasMore } = await workspace.call('listExplainedRecipients', page)
      all.push(...recipients)
      if (!hasMore) return all
    }
  }

  it('names everyone once, with every place that lists them and the provider that sends', async () => {
    await addSmtp(workspace, 1, { providerId: 'first', name: 'First' })
    const [ann = '', bob = ''] = await addPeople(workspace, ['Ann', 'Bob'])
    await addTopic(workspace, 'news', [ann, bob])
    await addTopic(workspace, 'offers', [ann])
    const { userId } = await workspace
      .call('listUsers', { search: 'Ann' })
      .then(({ users }) => ({ userId: users[0]?.$id ?? '' }))

    const { explanationId, numbers } = await explain({
      ...{ topics: ['news', 'offers', 'news'], users: [userId], targets: [ann] },
    })
    const people = await listAll(explanationId, 'people')

    expect(numbers).toMatchObject({ listed: 5, duplicates: 3, leftOut: 0, people: 2, repeated: 1 })
    expect(numbers.providers).toEqual([{ providerId: 'first', name: 'First', total: 2 }])
    expect(people.map(({ identifier, userName }) => [identifier, userName])).toEqual([
      ['ann@example.com', 'Ann'],
      ['bob@example.com', 'Bob'],
    ])
    expect(people[0]).toMatchObject({ targetId: ann, userId, expired: false, exclusion: null })
    expect(people[0]?.sources).toEqual([
      { kind: 'topic', id: 'news', name: 'news' },
      { kind: 'topic', id: 'offers', name: 'offers' },
      { kind: 'user', id: userId, name: 'Ann' },
      { kind: 'target', id: ann, name: 'ann@example.com' },
    ])
    expect(await listAll(explanationId, 'repeated')).toEqual([people[0]])
    expect(await listAll(explanationId, 'people', 'BOB')).toEqual([people[1]])
    expect(await listAll(explanationId, 'people', 'nobody')).toEqual([])
  })

  it('says why a listing leads to nobody', async () => {
    await addSmtp(workspace, 1)
    const [ann = ''] = await addPeople(workspace, ['Ann'])
    await workspace.call('createUser', { userId: 'silent', name: 'Silent' })
    await workspace.call('createUser', { userId: 'caller', name: 'Caller', phone: '+15551234567' })
    const caller = await workspace.call('getUser', { userId: 'caller' })
    const phone = caller.targets[0]?.$id ?? ''
    await addTopic(workspace, 'mixed', [ann, phone])
    await addTopic(workspace, 'empty', [])

    const { explanationId, numbers } = await explain({
      topics: ['mixed', 'empty', 'no-topic'],
      users: ['silent', 'caller', 'no-user'],
      targets: [phone, 'no-target'],
    })
    const leftOut = await listAll(explanationId, 'leftOut')

    expect(
      leftOut.map(({ exclusion, sources, userName }) => [exclusion, sources[0]?.id, userName]),
    ).toEqual([
      ['other_channel', 'mixed', 'Caller'],
      ['unknown_topic', 'no-topic', ''],
      ['no_target', 'silent', 'Silent'],
      ['no_target', 'caller', 'Caller'],
      ['unknown_user', 'no-user', ''],
      ['other_channel', phone, 'Caller'],
      ['unknown_target', 'no-target', ''],
    ])
    expect(numbers).toMatchObject({ listed: 8, duplicates: 0, leftOut: 7, people: 1 })
    expect(leftOut.every(({ provider }) => provider === null)).toBe(true)
  })

  it('says through which provider and why, and leaves everyone out without one', async () => {
    await workspace.call('createUser', { userId: 'u', name: 'Many' })
    const targets = { plain: undefined, own: 'second', off: 'third', gone: 'deleted' }
    await addSmtp(workspace, 1, { providerId: 'first', name: 'First' })
    await addSmtp(workspace, 1, { providerId: 'second', name: 'Second' })
    await addSmtp(workspace, 1, { providerId: 'third', name: 'Third', enabled: false })
    await addSmtp(workspace, 1, { providerId: 'deleted', name: 'Deleted' })
    for (const [name, providerId] of Object.entries(targets))
      await workspace.call('createTarget', {
        ...{ userId: 'u', targetId: name, providerType: 'email' as const },
        ...{ identifier: `${name}@example.com`, ...(providerId && { providerId }) },
      })
    await workspace.call('deleteProvider', { providerId: 'deleted' })

    const { explanationId } = await explain({ users: ['u'] })
    const chosen = (await listAll(explanationId, 'people')).map(({ targetId, provider }) => [
      ...[targetId, provider?.providerId, provider?.choice, provider?.instead],
    ])
    expect(chosen).toEqual([
      ['plain', 'first', 'default', null],
      ['own', 'second', 'own', null],
      ['off', 'first', 'fallback', 'Third'],
      ['gone', 'first', 'fallback', 'deleted'],
    ])

    for (const providerId of ['first', 'second'])
      await workspace.call('deleteProvider', { providerId })
    const without = await explain({ users: ['u'] })
    expect(without.numbers).toMatchObject({ listed: 4, leftOut: 4, people: 0, providers: [] })
    expect((await listAll(without.explanationId, 'leftOut'))[0]?.exclusion).toBe('no_provider')
  })

  it('keeps the pages of the latest, and says when one is gone', async () => {
    const first = await explain({})
    for (let count = 0; count < 3; count++) await explain({})
    await expect(listAll(first.explanationId, 'people')).rejects.toMatchObject({
      type: 'desktop_explanation_gone',
    })
  })

  it('finds exactly those to whom sending then sends', async () => {
    await addSmtp(workspace, 1, { providerId: 'first' })
    await addSmtp(workspace, 1, { providerId: 'second' })
    const ids: string[] = []
    const users = Array.from({ length: 12 }, (_, index) => `u${index}`)
    for (const userId of users) {
      await workspace.call('createUser', { userId, name: userId })
      for (const [index, providerId] of (['', 'first', 'second'] as const).entries()) {
        if (Number(userId.slice(1)) % (index + 1) > 0) continue
        const targetId = `${userId}-${index}`
        await workspace.call('createTarget', {
          ...{ userId, targetId, providerType: 'email' as const },
          ...{ identifier: `${targetId}@example.com`, ...(providerId && { providerId }) },
        })
        ids.push(targetId)
      }
    }
    await addTopic(workspace, 'a', ids.slice(0, 9))
    await addTopic(workspace, 'b', ids.slice(5, 14))
    const some = (all: readonly string[]) => fc.subarray([...all])
    const audiences = fc.record({
      topics: some(['a', 'b', 'no-topic']),
      users: some([...users, 'no-user']),
      targets: some(ids),
    })

    let round = 0
    await fc.assert(
      fc.asyncProperty(audiences, async (audience) => {
        fc.pre(audience.topics.length + audience.users.length + audience.targets.length > 0)
        const messageId = `m${round++}`
        const { explanationId, numbers } = await explain(audience)
        const explained = await listAll(explanationId, 'people')
        const counted = await workspace.call('countRecipients', {
          ...{ providerType: 'email', ...audience },
        })
        await workspace.call('createEmail', { messageId, subject: 's', content: 'c', ...audience })
        await waitUntilOver(workspace, messageId)
        const { deliveries } = await workspace.call('listDeliveries', { messageId, limit: 500 })

        const sent = deliveries.map(({ targetId, providerId }) => `${targetId} ${providerId}`)
        expect(
          explained.map(({ targetId, provider }) => `${targetId} ${provider?.providerId}`),
        ).toEqual(sent)
        expect(numbers).toMatchObject({ people: counted.total, duplicates: counted.duplicates })
        expect(numbers.listed - numbers.duplicates - numbers.leftOut).toBe(numbers.people)
      }),
      { numRuns: 25 },
    )
  })
})
