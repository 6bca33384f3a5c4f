import type { DraftComparison, DraftField, EmailContent } from '@contract/drafts'
import type { CallInput } from '@contract/index'
import { expect, test } from 'vitest'
import { openTestStudio } from '../../support/open-test-studio'
import { createRecordedEngines } from '../../support/recorded-engine'
import { startRemoteProject } from '../../support/remote-project'
import { temporaryFolder } from '../../support/temporary-folder'

const later = (hours: number): string => new Date(Date.now() + hours * 3_600_000).toISOString()

/** A colleague's project with a message that is a draft there, and a draft here that changes it. */
const setUp = async (given: Partial<CallInput<'createEmail'>> = {}, aheadMs = 0) => {
  const project = await startRemoteProject()
  const { engine } = project
  for (const topicId of ['a', 'b', 'c', 'd'])
    await engine.call('createTopic', { topicId, name: topicId })
  await engine.call('createBucket', { bucketId: 'files', name: 'Files' })
  for (const fileId of ['one', 'two', 'three']) {
    const file = { name: `${fileId}.txt`, mimeType: 'text/plain', base64: 'eA==' }
    await engine.call('createFile', { bucketId: 'files', fileId, file })
  }
  await engine.call('createEmail', {
    ...{ messageId: 'm', subject: 'Hello', content: 'Text', topics: ['a', 'b'], draft: true },
    ...given,
  })
  const { launchEngine } = createRecordedEngines()
  const { call } = await openTestStudio({
    ...{ dataFolder: temporaryFolder(), launchEngine },
    clock: () => new Date(Date.now() + aheadMs),
  })
  await call('connectProfile', { name: 'Shop', environment: 'staging', ...project.address })
  const draft = await call('editMessage', { messageId: 'm' })
  const { id: draftId } = draft

  const mine = async (part: Partial<EmailContent>): Promise<void> => {
    const { content } = await call('getDraft', { draftId })
    await call('saveDraft', { draftId, content: { ...content, ...part } as EmailContent })
  }
  const theirs = (part: object): Promise<unknown> =>
    engine.call('updateEmail', { messageId: 'm', ...part })
  const compare = (): Promise<DraftComparison> => call('compareDraft', { draftId })
  const publish = () => call('sendDraft', { draftId, as: 'keep' })
  /** Takes what the merge proposes, with these decisions, and publishes. */
  const decide = async (decisions: Partial<EmailContent> = {}): Promise<void> => {
    const { fields, updatedAt } = await compare()
    const { content } = await call('getDraft', { draftId })
    const merged = Object.fromEntries(fields.map(({ name, merged: value }) => [name, value]))
    const decided = { ...content, ...merged, ...decisions } as EmailContent
    await call('mergeDraft', { draftId, updatedAt: updatedAt ?? '', content: decided })
    await publish()
  }
  const stored = () => engine.call('getMessage', { messageId: 'm' })
  return { project, call, draftId, mine, theirs, compare, publish, decide, stored }
}
const field = ({ fields }: DraftComparison, name: string): DraftField | undefined =>
  fields.find((candidate) => candidate.name === name)

test('unchanged on the server: it is written', async () => {
  const { mine, compare, publish, stored } = await setUp()
  await mine({ subject: 'Mine' })

  expect(await compare()).toMatchObject({ state: 'same' })
  await publish()
  expect(await stored()).toMatchObject({ status: 'draft', data: { subject: 'Mine' } })
})

test('different fields changed: both changes are kept', async () => {
  const { mine, theirs, publish, decide, stored } = await setUp()
  await mine({ subject: 'Mine' })
  await theirs({ content: 'Theirs' })

  await expect(publish()).rejects.toMatchObject({ type: 'desktop_draft_behind' })
  await decide()
  expect(await stored()).toMatchObject({ data: { subject: 'Mine', content: 'Theirs' } })
})

test('the same field changed: nothing is written before a person decides', async () => {
  const { mine, theirs, compare, publish, decide, stored } = await setUp()
  await mine({ subject: 'Mine' })
  await theirs({ subject: 'Theirs' })

  expect(field(await compare(), 'subject')).toMatchObject({
    ...{ base: 'Hello', mine: 'Mine', theirs: 'Theirs', change: 'conflict' },
  })
  await expect(publish()).rejects.toMatchObject({ type: 'desktop_draft_behind' })
  expect(await stored()).toMatchObject({ data: { subject: 'Theirs' } })
  await decide({ subject: 'Both' })
  expect(await stored()).toMatchObject({ data: { subject: 'Both' } })
})

test('changed again while a person decides: the decision is not written over it', async () => {
  const { call, draftId, mine, theirs, compare, stored } = await setUp()
  await mine({ subject: 'Mine' })
  await theirs({ content: 'Theirs' })
  const { updatedAt } = await compare()
  await new Promise((resolve) => setTimeout(resolve, 5))
  await theirs({ content: 'Theirs again' })
  const { content } = await call('getDraft', { draftId })

  await expect(
    call('mergeDraft', { draftId, updatedAt: updatedAt ?? '', content }),
  ).rejects.toMatchObject({ type: 'desktop_draft_behind' })
  expect(await stored()).toMatchObject({ data: { subject: 'Hello', content: 'Theirs again' } })
})

test('deleted: it is said, and the draft can become a new one', async () => {
  const { project, call, draftId, mine, compare, publish, stored } = await setUp()
  await mine({ subject: 'Mine' })
  await project.engine.call('deleteMessage', { messageId: 'm' })

  expect(await compare()).toMatchObject({ state: 'gone' })
  await expect(publish()).rejects.toMatchObject({ type: 'message_not_found' })
  expect(await call('detachDraft', { draftId })).toMatchObject({ updates: null })
  const { messageId } = await publish()
  expect(await project.engine.call('getMessage', { messageId })).toMatchObject({
    data: { subject: 'Mine' },
  })
  await expect(stored()).rejects.toMatchObject({ type: 'message_not_found' })
})

test('sent: it is said, nothing is written, and the draft can become a new one', async () => {
  const { call, draftId, mine, theirs, compare, publish } = await setUp()
  await mine({ subject: 'Mine' })
  await theirs({ draft: false })

  expect((await compare()).state).toMatch(/^(processing|sent|failed)$/)
  await expect(publish()).rejects.toMatchObject({
    type: expect.stringMatching(/^message_already_(processing|sent|failed)$/),
  })
  const { messageId } = await call('detachDraft', { draftId })
  expect(messageId).not.toBe('m')
})

test('scheduled: their time is kept beside my text', async () => {
  const { mine, theirs, compare } = await setUp()
  const at = later(2)
  await mine({ subject: 'Mine' })
  await theirs({ scheduledAt: at })

  const comparison = await compare()
  expect(field(comparison, 'scheduledAt')).toMatchObject({ merged: at, change: 'theirs' })
  expect(field(comparison, 'subject')).toMatchObject({ merged: 'Mine', change: 'mine' })
})

test('both moved the time: a person decides', async () => {
  const { mine, theirs, compare } = await setUp({ draft: false, scheduledAt: later(1) })
  await mine({ scheduledAt: later(2) })
  await theirs({ scheduledAt: later(3) })

  expect(field(await compare(), 'scheduledAt')).toMatchObject({ change: 'conflict' })
})

test.each([
  ['add/add', ['a', 'b', 'c'], ['a', 'b', 'd'], ['a', 'b', 'c', 'd']],
  ['add/remove', ['a', 'b', 'c'], ['b'], ['b', 'c']],
  ['remove/remove', ['a'], ['b'], []],
])('topics, %s: merged by element', async (_, own, other, expected) => {
  const { mine, theirs, decide, stored } = await setUp()
  await mine({ topics: own })
  await theirs({ topics: other })

  await decide()
  expect((await stored()) as { topics: string[] }).toMatchObject({ topics: expected })
})

test('attachments of both sides are kept', async () => {
  const { mine, theirs, decide, stored } = await setUp({ attachments: ['files:one'] })
  await mine({ attachments: ['files:one', 'files:two'] })
  await theirs({ attachments: ['files:three'] })

  await decide()
  expect(await stored()).toMatchObject({
    data: {
      attachments: [
        { bucketId: 'files', fileId: 'two' },
        { bucketId: 'files', fileId: 'three' },
      ],
    },
  })
})

test('offline twice: the draft waits unchanged and is compared when the server is back', async () => {
  const { project, call, draftId, mine, theirs, compare, publish, decide, stored } = await setUp()
  await mine({ subject: 'Mine' })
  for (const content of ['Theirs', 'Theirs again']) {
    await project.goAway()
    await expect(publish()).rejects.toMatchObject({ type: 'desktop_connection_failed' })
    await expect(compare()).rejects.toMatchObject({ type: 'desktop_connection_failed' })
    await theirs({ content })
    await project.comeBack()
  }

  expect(await call('getDraft', { draftId })).toMatchObject({ content: { subject: 'Mine' } })
  await decide()
  expect(await stored()).toMatchObject({ data: { subject: 'Mine', content: 'Theirs again' } })
})

test('opened twice: there is one draft for the message', async () => {
  const { call, draftId } = await setUp()

  expect((await call('editMessage', { messageId: 'm' })).id).toBe(draftId)
})

test.each([
  ['a day ahead', 86_400_000],
  ['a day behind', -86_400_000],
])(
  'a clock here that is %s of the server’s: nothing is taken for older or newer',
  async (_, aheadMs) => {
    const same = await setUp({}, aheadMs)
    await same.mine({ subject: 'Mine' })
    expect(await same.compare()).toMatchObject({ state: 'same' })
    await same.publish()
    expect(await same.stored()).toMatchObject({ data: { subject: 'Mine' } })

    const other = await setUp({}, aheadMs)
    await other.mine({ subject: 'Mine' })
    await other.theirs({ content: 'Theirs' })
    await expect(other.publish()).rejects.toMatchObject({ type: 'desktop_draft_behind' })
    await other.decide()
    expect(await other.stored()).toMatchObject({ data: { subject: 'Mine', content: 'Theirs' } })
  },
)

test('a server whose clock is behind is not taken for unchanged', async () => {
  const { project, call } = await setUp()
  const { engine } = project
  await engine.call('createEmail', { messageId: 'n', subject: 'S', content: 'C', draft: true })
  const { id } = await call('editMessage', { messageId: 'n' })
  await engine.call('updateEmail', { messageId: 'n', subject: 'Theirs' })

  // Times are compared for being the same, never for being later.
  expect(await call('compareDraft', { draftId: id })).toMatchObject({ state: 'changed' })
})
