import type { ExplainedRecipient } from '@contract/explanations'
import type { CallInput } from '@contract/index'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { importFile } from '../../support/csv-import'
import {
  addPeople,
  addSmtp,
  addTopic,
  openWorkspace,
  waitUntilOver,
  type Workspace,
} from '../../support/workspace'

type Part = CallInput<'listExplainedRecipients'>['part']
/** One way for an address to come in. */
interface Step {
  readonly by: 'user' | 'target' | 'changed target' | 'changed user' | 'import'
  readonly who: number
  readonly address: string
}
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

  /** Everything of a listing that decides: whose provider is used, and why others are left out. */
  const addMixedAudience = async () => {
    await addSmtp(workspace, 1, { providerId: 'first' })
    await addSmtp(workspace, 1, { providerId: 'second' })
    await addSmtp(workspace, 1, { providerId: 'off', enabled: false })
    await addSmtp(workspace, 1, { providerId: 'gone' })
    await workspace.call('createProvider', {
      ...{ kind: 'twilio', providerId: 'texts', name: 'Texts', from: '+15005550006' },
      ...{ accountSid: 'AC1', authToken: 'secret', enabled: true },
    })
    const names = ['', 'first', 'second', 'off', 'gone', 'texts'] as const
    const users = Array.from({ length: 12 }, (_, index) => `u${index}`)
    const ids: string[] = []
    for (const [at, userId] of users.entries()) {
      await workspace.call('createUser', { userId, name: userId })
      for (const [index, providerId] of names.entries()) {
        if (at % (index + 1) > 0) continue
        const targetId = `${userId}-${index}`
        const identifier = `${targetId.toUpperCase()}@Example.com`
        const target = { userId, targetId, providerType: 'email' as const, identifier }
        await workspace.call('createTarget', providerId ? { ...target, providerId } : target)
        ids.push(targetId)
      }
      if (at % 3 > 0) continue
      const phone = { providerType: 'sms' as const, identifier: `+1555000${1000 + at}` }
      await workspace.call('createTarget', { userId, targetId: `${userId}-sms`, ...phone })
      ids.push(`${userId}-sms`)
    }
    await workspace.call('deleteProvider', { providerId: 'gone' })
    await addTopic(workspace, 'a', ids.slice(0, 14))
    await addTopic(workspace, 'b', ids.slice(9, 24))
    return { users, ids }
  }

  it('finds exactly those to whom sending then sends', async () => {
    const { users, ids } = await addMixedAudience()
    const some = (all: readonly string[]) => fc.subarray([...all])
    const audiences = fc.record({
      topics: some(['a', 'b', 'no-topic']),
      users: some([...users, 'no-user']),
      // The API takes no target of another channel here.
      targets: some(ids.filter((id) => !id.endsWith('sms'))),
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
        for (const { targetId, providerId } of deliveries)
          expect(providerId).toBe(targetId.endsWith('-2') ? 'second' : 'first')
        const addresses = deliveries.map(({ identifier }) => identifier.toLowerCase())
        expect(new Set(addresses).size).toBe(deliveries.length)
        expect(deliveries.every(({ targetId }) => !targetId.endsWith('sms'))).toBe(true)
        expect(numbers).toMatchObject({ people: counted.total, duplicates: counted.duplicates })
        expect(numbers.providers).toEqual(counted.providers)
        expect(numbers.listed - numbers.duplicates - numbers.leftOut).toBe(numbers.people)
      }),
      { numRuns: 25 },
    )
  })

  it('sends a test through the same provider as a campaign', async () => {
    await addMixedAudience()
    const { explanationId, numbers } = await explain({ users: ['u0'] })
    expect(numbers.people).toBe(6)
    const content = { providerType: 'email' as const, subject: 's', content: 'c' }
    for (const { identifier, provider } of await listAll(explanationId, 'people')) {
      await workspace.call('sendTest', { content, identifier })
      const { mails } = await workspace.call('listSandboxMails', { limit: 1 })
      expect(mails[0]).toMatchObject({ identifier, providerId: provider?.providerId })
    }
  })

  it('keeps to one target for an address, whatever its case and however it comes in', async () => {
    await addSmtp(workspace, 1)
    const address = fc
      .tuple(fc.constantFrom('ann', 'bob', 'cy'), fc.integer({ min: 0, max: 7 }))
      .map(([name, bits]) =>
        [...`${name}@example.com`]
          .map((letter, at) => ((bits >> at) & 1 ? letter.toUpperCase() : letter))
          .join(''),
      )
    const step: fc.Arbitrary<Step> = fc.record({
      by: fc.constantFrom('user', 'target', 'changed target', 'changed user', 'import'),
      who: fc.integer({ min: 0, max: 2 }),
      address,
    })
    let round = 0
    const perform = async ({ by, who, address: email }: Step) => {
      const userId = `u${round}-${who}`
      const targetId = `${userId}-extra`
      const target = { userId, targetId, identifier: email }
      const calls: Record<Step['by'], () => Promise<unknown>> = {
        user: () => workspace.call('createUser', { userId, email }),
        target: () => workspace.call('createTarget', { ...target, providerType: 'email' }),
        'changed target': () => workspace.call('updateTarget', target),
        'changed user': () => workspace.call('updateUserEmail', { userId, email }),
        import: () =>
          importFile(workspace, email, {
            kind: 'users',
            hasHeader: false,
            mapping: { email: [0] },
          }),
      }
      await calls[by]().catch((error: { code?: number }) => {
        if (error.code === undefined || error.code >= 500) throw error as Error
      })
    }

    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 12 }), async (steps) => {
        const messageId = `m${round++}`
        for (const each of steps) await perform(each)
        const { users: everybody } = await workspace.call('listUsers', {})
        const users = everybody.map(({ $id }) => $id)
        fc.pre(everybody.some(({ targets }) => targets.length > 0))
        await workspace.call('createEmail', { messageId, subject: 's', content: 'c', users })
        await waitUntilOver(workspace, messageId)
        const { deliveries } = await workspace.call('listDeliveries', { messageId, limit: 500 })
        const addresses = deliveries.map(({ identifier }) => identifier.toLowerCase())
        expect(addresses.length).toBeGreaterThan(0)
        expect(new Set(addresses).size).toBe(addresses.length)
        for (const userId of users) await workspace.call('deleteUser', { userId })
      }),
      { numRuns: 12 },
    )
  })
})
