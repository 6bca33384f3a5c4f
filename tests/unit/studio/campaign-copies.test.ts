import type { CallInput } from '@contract/index'
import { createMemoryStore } from '@main/secrets/memory'
import { expect, test } from 'vitest'
import { emailOf } from '../../support/email-of'
import { createInProcessLauncher } from '../../support/launch-in-process'
import { openTestStudio, type TestStudio } from '../../support/open-test-studio'
import { startRemoteProject } from '../../support/remote-project'
import { temporaryFolder } from '../../support/temporary-folder'

type Call = TestStudio['call']

/** A studio with a project and a workspace; the one that was added last is open. */
const setUp = async () => {
  const project = await startRemoteProject()
  const studio = await openTestStudio({
    dataFolder: temporaryFolder(),
    secrets: createMemoryStore('memory', null),
    launchEngine: createInProcessLauncher(() => undefined),
  })
  const { call } = studio
  const access = { name: 'Shop', environment: 'staging', ...project.address } as const
  const remote = await call('connectProfile', access)
  const local = await call('createLocalProfile', { name: 'Here' })
  return { ...studio, project, local: local.id, remote: remote.id }
}
const open = (call: Call, profileId: string) => call('selectProfile', { profileId })

const pdf = { name: 'programme.pdf', mimeType: 'application/pdf', base64: 'JVBERi0xLjQK' }
const scheduledAt = '2099-12-24T07:00:00.000+00:00'

/** Two topics, two people and a file, and a scheduled mail that names them all. */
const addCampaign = async (call: Call) => {
  await call('createTopic', { topicId: 'news', name: 'Newsletter' })
  await call('createTopic', { topicId: 'rare', name: 'Rarely' })
  await call('createUser', { userId: 'ada', name: 'Ada', email: 'ada@example.test' })
  const linus = await call('createUser', { userId: 'linus', email: 'linus@example.test' })
  await call('createTarget', {
    ...{ userId: 'ada', targetId: 'ada-work', providerType: 'email' },
    identifier: 'ada@work.test',
  })
  await call('createBucket', { bucketId: 'papers', name: 'Papers' })
  await call('createFile', { bucketId: 'papers', fileId: 'programme', file: pdf })
  const targetId = linus.targets[0]?.$id ?? ''
  await call('createEmail', {
    ...{ messageId: 'hello', subject: 'Night train', content: '<p>Hi</p>', html: true },
    ...{ topics: ['news', 'rare'], users: ['ada', 'linus'], targets: [targetId] },
    ...{ cc: ['ada-work'], attachments: ['papers:programme'], scheduledAt },
  })
  return targetId
}
/** Of all that, somebody else has one topic by name, one person and one address. */
const addThere = async (call: Call) => {
  await call('createTopic', { topicId: 'letters', name: 'Newsletter' })
  await call('createTopic', { topicId: 'other', name: 'Something else' })
  await call('createUser', { userId: 'ada', name: 'Ada L.', email: 'ada@example.test' })
  await call('createTarget', {
    ...{ userId: 'ada', targetId: 'ada-work', providerType: 'email' },
    identifier: 'ada@work.test',
  })
}

const directions = [
  ['from a project to a workspace', 'remote', 'local'],
  ['from a workspace to a project', 'local', 'remote'],
] as const

test.each(directions)('a message becomes a draft %s', async (_, source, goal) => {
  const { call, ...profiles } = await setUp()
  const toProfileId = profiles[goal]
  await open(call, toProfileId)
  await addThere(call)
  await open(call, profiles[source])
  const targetId = await addCampaign(call)
  const wish = { kind: 'message', id: 'hello', toProfileId } as const

  const plan = await call('planCampaignCopy', wish)
  const { draftId } = await call('copyCampaign', wish)

  expect(plan).toMatchObject({ channel: 'email', hasTime: true })
  expect(plan.topics).toEqual([
    { id: 'letters', name: 'Newsletter' },
    { id: 'other', name: 'Something else' },
  ])
  expect(plan.references).toEqual([
    row('topics', 'news', 'Newsletter', 'letters', 'Newsletter', 'name'),
    row('topics', 'rare', 'Rarely', null, '', 'missing'),
    row('users', 'ada', 'Ada', 'ada', 'Ada L.', 'same'),
    row('users', 'linus', 'linus@example.test', null, '', 'missing'),
    row('targets', targetId, 'linus@example.test', null, '', 'missing'),
    row('cc', 'ada-work', 'ada@work.test', 'ada-work', 'ada@work.test', 'same'),
    row('attachments', 'papers:programme', pdf.name, 'papers:programme', 'papers', 'file'),
  ])
  expect((await call('listDrafts', {})).drafts).toEqual([])
  await open(call, toProfileId)
  expect(emailOf(await call('getDraft', { draftId }))).toMatchObject({
    ...{ subject: 'Night train', content: '<p>Hi</p>', html: true, scheduledAt: null },
    ...{ topics: ['letters'], users: ['ada'], targets: [], cc: ['ada-work'] },
    ...{ attachments: ['papers:programme'], messageId: '' },
  })
  const file = { bucketId: 'papers', fileId: 'programme' }
  expect(await call('getFileDownload', file)).toMatchObject({ base64: pdf.base64 })
  expect((await call('listMessages', {})).total).toBe(0)
})

const row = (...[part, id, name, toId, toName, how]: readonly (string | null)[]) => ({
  ...{ part, id, name, toId, toName, how },
})

test('a person chooses another topic and leaves things out', async () => {
  const { call, local, remote } = await setUp()
  await open(call, remote)
  await addThere(call)
  await open(call, local)
  await addCampaign(call)
  const decisions: CallInput<'copyCampaign'>['decisions'] = [
    { part: 'topics', id: 'news', toId: null },
    { part: 'topics', id: 'rare', toId: 'other' },
    { part: 'users', id: 'ada', toId: null },
    { part: 'attachments', id: 'papers:programme', toId: null },
  ]
  const wish = { kind: 'message', id: 'hello', toProfileId: remote, decisions } as const

  const { draftId } = await call('copyCampaign', { ...wish, decisions: [...decisions] })
  await open(call, remote)

  expect(emailOf(await call('getDraft', { draftId }))).toMatchObject({
    ...{ topics: ['other'], users: [], cc: ['ada-work'], attachments: [] },
  })
  expect((await call('listBuckets', {})).total).toBe(0)
})

test('a draft goes as it is written, and a file that is there is not copied again', async () => {
  const { call, local, remote } = await setUp()
  await open(call, local)
  await addCampaign(call)
  const draft = await call('createDraft', {})
  const content = { ...emailOf(draft), subject: 'Draft', attachments: ['papers:programme'] }
  await call('saveDraft', { draftId: draft.id, content })
  const wish = { kind: 'draft', id: draft.id, toProfileId: remote } as const

  await call('copyCampaign', wish)
  const again = await call('planCampaignCopy', wish)
  await call('copyCampaign', wish)

  expect(again.references).toMatchObject([{ id: 'papers:programme', how: 'same' }])
  expect((await call('listDrafts', {})).drafts).toHaveLength(1)
  await open(call, remote)
  expect((await call('listDrafts', {})).drafts).toHaveLength(2)
  expect((await call('listFiles', { bucketId: 'papers' })).total).toBe(1)
})

test('what is gone here is named, and what is not there is refused', async () => {
  const { call, local, remote } = await setUp()
  await open(call, local)
  await addCampaign(call)
  const draft = await call('createDraft', {})
  const content = {
    ...emailOf(draft),
    ...{ topics: ['gone'], attachments: ['papers:lost'], bcc: ['nobody'] },
  }
  await call('saveDraft', { draftId: draft.id, content })
  const wish = { kind: 'draft', id: draft.id, toProfileId: remote } as const

  expect((await call('planCampaignCopy', wish)).references).toMatchObject([
    { part: 'topics', name: 'gone', toId: null, how: 'gone' },
    { part: 'bcc', name: 'nobody', toId: null, how: 'gone' },
    { part: 'attachments', name: 'papers:lost', toId: null, how: 'gone' },
  ])
  const chosen = [{ part: 'topics', id: 'gone', toId: 'invented' } as const]
  await expect(call('copyCampaign', { ...wish, decisions: chosen })).rejects.toMatchObject({
    ...{ type: 'topic_not_found', message: expect.stringContaining('nothing was copied') },
  })
  const invented = [{ part: 'bcc', id: 'nobody', toId: 'invented' } as const]
  await expect(call('copyCampaign', { ...wish, decisions: invented })).rejects.toMatchObject({
    type: 'general_argument_invalid',
  })
  await open(call, remote)
  expect((await call('listDrafts', {})).drafts).toEqual([])
})
