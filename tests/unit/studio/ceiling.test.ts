import type { CallInput } from '@contract/index'
import { describe, expect, test, vi } from 'vitest'
import { emailOf } from '../../support/email-of'
import { createInProcessLauncher } from '../../support/launch-in-process'
import { openTestStudio, type TestStudio } from '../../support/open-test-studio'
import { startRemoteProject } from '../../support/remote-project'
import { startSmtp } from '../../support/smtp-sink'
import { temporaryFolder } from '../../support/temporary-folder'

const ceiling = 2
const people = ['ada', 'grace', 'linus']
const later = '2099-12-24T07:00:00.000+00:00'
const refused = (message: string) => ({
  ...{ code: 403, type: 'desktop_ceiling_exceeded' },
  message: expect.stringContaining(message),
})

const open = () =>
  openTestStudio({
    dataFolder: temporaryFolder(),
    launchEngine: createInProcessLauncher(() => undefined),
  })

/** Three people in a topic, one of them subscribed by two topics. */
const addAudience = async ({ call }: TestStudio) => {
  for (const topicId of ['news', 'more']) await call('createTopic', { topicId, name: topicId })
  for (const userId of people) {
    const user = await call('createUser', { userId, email: `${userId}@example.test` })
    const targetId = user.targets[0]?.$id ?? ''
    await call('createSubscriber', { topicId: 'news', subscriberId: userId, targetId })
    if (userId === 'ada')
      await call('createSubscriber', { topicId: 'more', subscriberId: 'again', targetId })
  }
}

const openLocal = async (sandbox = false) => {
  const studio = await open()
  const { id: profileId } = await studio.call('createLocalProfile', { name: 'Here' })
  await studio.call('updateProfile', { profileId, sandbox, ceiling })
  await addAudience(studio)
  return { ...studio, profileId }
}

const openRemote = async (environment: 'production' | 'staging' = 'staging') => {
  const project = await startRemoteProject()
  const studio = await open()
  const access = { name: 'Shop', environment, ...project.address }
  const { id: profileId } = await studio.call('connectProfile', access)
  await studio.call('updateProfile', { profileId, ceiling })
  await addAudience(studio)
  return { ...studio, profileId, project }
}

/** The address of each of the three. */
const targetsOf = async (call: TestStudio['call']) => {
  const users = await Promise.all(people.map((userId) => call('getUser', { userId })))
  return users.map(({ targets }) => targets[0]?.$id ?? '') as [string, string, string]
}

/** A draft that is complete, for these topics. */
const addDraft = async ({ call }: Pick<TestStudio, 'call'>, topics: string[]) => {
  const draft = await call('createDraft', {})
  const content = { ...emailOf(draft), subject: 'Hello', content: 'Text', topics }
  await call('saveDraft', { draftId: draft.id, content })
  return draft.id
}
const email = (more: Partial<CallInput<'createEmail'>> = {}): CallInput<'createEmail'> => ({
  ...{ messageId: 'unique()', subject: 'Hello', content: 'Text', topics: ['news'] },
  ...more,
})

describe('a local workspace with a ceiling', () => {
  test('sends a draft to more people only when their number was confirmed', async () => {
    const studio = await openLocal()
    const { call } = studio
    const draftId = await addDraft(studio, ['news', 'more'])

    await expect(call('sendDraft', { draftId })).rejects.toMatchObject(
      refused('reaches 3 people, and the ceiling of this profile is 2'),
    )
    await expect(call('sendDraft', { draftId, confirmedPeople: 2 })).rejects.toMatchObject(
      refused('reaches 3 people'),
    )
    expect((await call('listMessages', {})).total).toBe(0)
    expect(await call('getDraft', { draftId })).toMatchObject({ id: draftId })

    const { messageId } = await call('sendDraft', { draftId, confirmedPeople: 3 })
    expect(await call('getMessage', { messageId })).toMatchObject({ topics: ['news', 'more'] })
  })

  test('lets through what stays below, and drafts of any size', async () => {
    const studio = await openLocal()
    const { call } = studio
    await call('sendDraft', { draftId: await addDraft(studio, ['more']) })
    await call('sendDraft', { draftId: await addDraft(studio, ['news']), as: 'keep' })
    await call('createEmail', email({ draft: true }))

    expect((await call('listMessages', {})).total).toBe(3)
  })

  test.each([
    ['now', {}],
    ['at a time', { scheduledAt: later }],
  ])('refuses a message that goes out %s', async (_, more) => {
    const { call } = await openLocal()
    await expect(call('createEmail', email(more))).rejects.toMatchObject(refused('3 people'))
  })

  test('refuses what turns a draft or a scheduled message into one for too many', async () => {
    const { call } = await openLocal()
    await call('createEmail', email({ messageId: 'kept', draft: true }))
    await call('createEmail', email({ messageId: 'small', topics: ['more'], scheduledAt: later }))
    const change = (input: CallInput<'updateEmail'>) => call('updateEmail', input)

    await expect(change({ messageId: 'kept', draft: false })).rejects.toMatchObject(refused('3'))
    await expect(change({ messageId: 'kept', scheduledAt: later })).rejects.toMatchObject(
      refused('3'),
    )
    await expect(change({ messageId: 'small', topics: ['news'] })).rejects.toMatchObject(
      refused('3'),
    )
    await change({ messageId: 'small', subject: 'Other' })
    await change({ messageId: 'kept', topics: ['more'] })
    await change({ messageId: 'kept', draft: false })
  })

  test('retries more people only when confirmed, and counts those who are tried', async () => {
    const addresses = people.map((name) => `${name}@example.test`)
    const smtp = await startSmtp({ refuse: addresses })
    const { call, profileId } = await openLocal()
    await call('createProvider', {
      ...{ kind: 'smtp', providerId: 'post', name: 'Post', host: '127.0.0.1', port: smtp.port },
      ...{ fromEmail: 'hello@example.test', enabled: true },
    })
    await call('updateProfile', { profileId, ceiling: 3 })
    await call('createEmail', email({ messageId: 'hello' }))
    const isOver = async () =>
      expect(await call('getMessage', { messageId: 'hello' })).toMatchObject({ status: 'failed' })
    await vi.waitFor(isOver, 10_000)
    await call('updateProfile', { profileId, ceiling })
    const retry = { messageId: 'hello', states: ['failed'] } satisfies CallInput<'retryDeliveries'>

    await expect(call('retryDeliveries', retry)).rejects.toMatchObject(refused('3 people'))
    expect(await call('retryDeliveries', { ...retry, confirmedPeople: 3 })).toEqual({ total: 3 })
    await vi.waitFor(isOver, 10_000)
    await smtp.close()
  })

  test('takes the ceiling away with 0, and has none in a sandbox', async () => {
    const { call, profileId } = await openLocal(true)
    await call('createEmail', email())
    await call('updateProfile', { profileId, sandbox: false })
    await expect(call('createEmail', email())).rejects.toMatchObject(refused('3 people'))

    expect(await call('updateProfile', { profileId, ceiling: 0 })).toMatchObject({ ceiling: null })
    await call('createEmail', email())
  })

  test('counts exactly', async () => {
    const { call } = await openLocal()
    const audience = { providerType: 'email', topics: ['news', 'more'], users: ['ada'] } as const
    expect(
      await call('countPeople', { ...audience, topics: [...audience.topics], users: ['ada'] }),
    ).toEqual({ total: 3, copies: 0, isExact: true, problem: null })
  })

  test('counts those in copy who are no recipients, once each', async () => {
    const { call } = await openLocal()
    const [ada, grace, linus] = await targetsOf(call)
    const copied = { topics: ['more'], cc: [ada, grace], bcc: [linus] }
    const copies = [ada, grace, grace, linus, 'gone']

    expect(
      await call('countPeople', { providerType: 'email', topics: ['more'], copies }),
    ).toMatchObject({ total: 3, copies: 2 })
    await expect(call('createEmail', email(copied))).rejects.toMatchObject(
      refused('3 people, 2 of them in copy'),
    )
    await call('createEmail', email({ ...copied, cc: [ada] }))
  })

  test('refuses to put too many in copy of what waits for its time', async () => {
    const { call } = await openLocal()
    const [, grace, linus] = await targetsOf(call)
    const scheduled = { messageId: 'small', topics: ['more'], cc: [grace], scheduledAt: later }
    await call('createEmail', email(scheduled))

    await expect(call('updateEmail', { messageId: 'small', bcc: [linus] })).rejects.toMatchObject(
      refused('3 people, 2 of them in copy'),
    )
    await call('updateEmail', { messageId: 'small', cc: [], bcc: [linus] })
  })
})

describe('a project with a ceiling', () => {
  test('counts what its server tells as the most that it can be', async () => {
    const studio = await openRemote()
    const { call } = studio
    const { targets } = await call('getUser', { userId: 'linus' })
    const audience = { topics: ['news', 'more'], users: ['ada'], targets: [targets[0]?.$id ?? ''] }

    expect(await call('countPeople', { providerType: 'email', ...audience })).toEqual({
      ...{ total: 6, copies: 0, isExact: false, problem: null },
    })
    expect(await call('countPeople', { providerType: 'sms', topics: ['news'] })).toMatchObject({
      total: 0,
    })
    const draftId = await addDraft(studio, ['news', 'more'])
    await expect(call('sendDraft', { draftId })).rejects.toMatchObject(
      refused('reaches at most 4 people'),
    )
    await call('sendDraft', { draftId, confirmedPeople: 4 })
  })

  test('counts those in copy whom it does not find among the users and targets', async () => {
    const { call } = await openRemote()
    const [ada, grace, linus] = await targetsOf(call)
    const audience = { topics: ['more'], users: ['ada'], targets: [grace] }
    const copies = [ada, grace, linus, linus]

    expect(await call('countPeople', { providerType: 'email', ...audience, copies })).toEqual({
      ...{ total: 4, copies: 1, isExact: false, problem: null },
    })
    await expect(
      call('createEmail', email({ ...audience, cc: [ada, grace], bcc: [linus] })),
    ).rejects.toMatchObject(refused('at most 4 people, 1 of them in copy'))
    await call('createEmail', email({ messageId: 'small', topics: ['more'], cc: [linus] }))
    const more = { messageId: 'small', scheduledAt: later, cc: [grace, linus] }
    await expect(call('updateEmail', more)).rejects.toMatchObject(refused('at most 3 people'))
  })

  test('wants a number all the same when nobody can tell it', async () => {
    const { call, project } = await openRemote()
    await project.goAway()
    await expect(call('createEmail', email())).rejects.toMatchObject(
      refused('Nobody can tell how many people this reaches'),
    )
    const answer = await call('countPeople', { providerType: 'email', topics: ['news'] })
    expect(answer).toMatchObject({ total: null, isExact: false })
    expect(answer.problem).not.toBe('')
  })
})

test('a locked production profile does not publish drafts either', async () => {
  const studio = await openRemote('production')
  const { call, profileId } = studio
  await call('updateProfile', { profileId, locked: true, ceiling: 0 })
  const draftId = await addDraft(studio, ['news'])

  await expect(call('sendDraft', { draftId })).rejects.toMatchObject({
    type: 'desktop_sending_locked',
  })
  await call('unlockSending', { profileId })
  await call('sendDraft', { draftId })
})
