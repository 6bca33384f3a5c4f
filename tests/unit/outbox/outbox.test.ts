import { expect, test } from 'vitest'
import type { EmailContent } from '@contract/drafts'
import { eventually } from '../../support/eventually'
import { openOutboxStudio } from '../../support/outbox-studio'

const later = (ms: number): string => new Date(Date.now() + ms).toISOString()

test('what was queued without a server waits for its release and goes out in order, once each', async () => {
  const { project, call, queue, list, until, onServer } = await openOutboxStudio()
  await project.goAway()
  const first = await queue('One')
  await queue('Two')
  const third = await queue('Three')
  await call('moveOutbox', { draftId: third, place: 0 })
  await project.comeBack()
  await call('tryServer', {})

  expect(await onServer()).toEqual([])
  expect((await list()).map(({ state }) => state)).toEqual(['waiting', 'waiting', 'waiting'])

  await call('releaseOutbox', { draftIds: [first] })
  await until(['waiting', 'waiting'])
  expect(await onServer()).toEqual(['One'])

  await call('releaseOutbox', {})
  await until([])
  expect(await onServer()).toEqual(['One', 'Three', 'Two'])
  expect(await call('listDrafts', {})).toEqual({ drafts: [] })
})

test('what was released without a server goes out by itself once it answers', async () => {
  const { project, call, queue, list, until, onServer, events } = await openOutboxStudio()
  const draftId = await queue('One')
  await queue('Two', { as: 'send' })
  await project.goAway()
  await call('releaseOutbox', {})
  await eventually(async () =>
    expect(await list()).toMatchObject([
      { state: 'released', attempts: 1, problem: { type: 'desktop_connection_failed' } },
      { state: 'released', attempts: 0 },
    ]),
  )

  expect(await call('getAppState', {})).toMatchObject({ server: { state: 'offline' } })
  await project.comeBack()
  await call('tryServer', {})

  await until([])
  expect(await onServer()).toEqual(['One', 'Two'])
  expect(events()).toContainEqual({
    name: 'outbox.settled',
    payload: { draftId, messageId: expect.any(String), state: 'done', problem: null },
  })
})

test('it is all there after a restart, and goes on', async () => {
  const { project, call, queue, list, until, onServer, restart } = await openOutboxStudio()
  await project.goAway()
  await call('tryServer', {})
  await queue('Waits')
  const released = await queue('Released')
  await call('releaseOutbox', { draftIds: [released] })
  await restart()

  await until(['waiting', 'released'])
  expect((await list()).map(({ draft }) => (draft.content as EmailContent).subject)).toEqual([
    ...['Waits', 'Released'],
  ])
  await project.comeBack()
  await call('tryServer', {})
  await until(['waiting'])
  expect(await onServer()).toEqual(['Released'])
})

test('an edit after the release takes it back', async () => {
  const { project, call, queue, entry, until, onServer } = await openOutboxStudio()
  await project.goAway()
  await call('tryServer', {})
  const draftId = await queue('Released')
  await call('releaseOutbox', {})
  const { content } = await call('getDraft', { draftId })
  await call('saveDraft', { draftId, content })
  expect(await entry(draftId)).toMatchObject({ state: 'released' })

  await call('saveDraft', { draftId, content: { ...content, subject: 'Other' } as EmailContent })
  await project.comeBack()
  await call('tryServer', {})

  await until(['waiting'])
  expect(await entry(draftId)).toMatchObject({ problem: { type: 'desktop_release_outdated' } })
  expect(await onServer()).toEqual([])
  await call('releaseOutbox', { draftIds: [draftId] })
  await until([])
  expect(await onServer()).toEqual(['Other'])
})

test('a message that a colleague changed needs the person; what stands behind it goes out', async () => {
  const { project, call, queue, entry, until, onServer } = await openOutboxStudio()
  await project.engine.call('createEmail', {
    ...{ messageId: 'm', subject: 'Hello', content: 'Text', draft: true },
  })
  const { id: draftId, content } = await call('editMessage', { messageId: 'm' })
  await call('saveDraft', { draftId, content: { ...content, subject: 'Mine' } as EmailContent })
  await call('queueDraft', { draftId, as: 'keep' })
  await queue('Other')
  await project.engine.call('updateEmail', { messageId: 'm', content: 'Theirs' })
  await call('releaseOutbox', {})

  await until(['needsYou'])
  expect(await entry(draftId)).toMatchObject({ problem: { type: 'desktop_draft_behind' } })
  expect(await onServer()).toEqual(['Hello', 'Other'])

  const { updatedAt, fields } = await call('compareDraft', { draftId })
  const merged = Object.fromEntries(fields.map((field) => [field.name, field.merged]))
  await call('mergeDraft', {
    ...{ draftId, updatedAt: updatedAt ?? '' },
    content: { ...content, ...merged } as EmailContent,
  })
  expect(await entry(draftId)).toMatchObject({ state: 'waiting', problem: null })
  await call('releaseOutbox', {})
  await until([])
  expect(await project.engine.call('getMessage', { messageId: 'm' })).toMatchObject({
    data: { subject: 'Mine', content: 'Theirs' },
  })
})

test.each([
  ['deleted', 'message_not_found'],
  ['sent', /^message_already_/],
])(
  'a message that was %s meanwhile is said, and the draft can become a new one',
  async (what, type) => {
    const { project, call, until, entry } = await openOutboxStudio()
    await project.engine.call('createEmail', {
      ...{ messageId: 'm', subject: 'Hello', content: 'Text', topics: ['news'], draft: true },
    })
    const { id: draftId, content } = await call('editMessage', { messageId: 'm' })
    await call('saveDraft', { draftId, content: { ...content, subject: 'Mine' } as EmailContent })
    await call('queueDraft', { draftId, as: 'keep' })
    if (what === 'sent') await project.engine.call('updateEmail', { messageId: 'm', draft: false })
    else await project.engine.call('deleteMessage', { messageId: 'm' })
    await call('releaseOutbox', {})

    await until(['needsYou'])
    expect((await entry(draftId))?.problem?.type).toMatch(type)
    const { messageId } = await call('detachDraft', { draftId })
    await call('releaseOutbox', {})
    await until([])
    expect(await project.engine.call('getMessage', { messageId })).toMatchObject({
      data: { subject: 'Mine' },
    })
  },
)

test('a locked profile keeps what would be sent, and the person releases it again', async () => {
  const { call, profileId, queue, entry, until, onServer } = await openOutboxStudio({
    ...{ environment: 'production', locked: true },
  })
  const draftId = await queue('Sent', { as: 'send' })
  await queue('Kept')
  await call('releaseOutbox', {})

  await until(['waiting'])
  expect(await entry(draftId)).toMatchObject({ problem: { type: 'desktop_sending_locked' } })
  expect(await onServer()).toEqual(['Kept'])
  await call('unlockSending', { profileId })
  expect(await entry(draftId)).toMatchObject({ state: 'waiting' })
  await call('releaseOutbox', {})
  await until([])
  expect(await onServer()).toEqual(['Kept', 'Sent'])
})

test('above the ceiling of the profile a number has to be confirmed', async () => {
  const { call, profileId, queue, entry, until, project } = await openOutboxStudio()
  await call('updateProfile', { profileId, ceiling: 1 })
  for (const userId of ['ada', 'bob']) {
    await project.engine.call('createUser', { userId, email: `${userId}@example.org` })
    const targetId = `${userId}-mail`
    await project.engine.call('createTarget', {
      ...{ userId, targetId, providerType: 'email', identifier: `${userId}@example.com` },
    })
    await project.engine.call('createSubscriber', {
      topicId: 'news',
      subscriberId: userId,
      targetId,
    })
  }
  const draftId = await queue('Many', { as: 'send' })
  await call('releaseOutbox', {})
  await until(['needsYou'])
  expect(await entry(draftId)).toMatchObject({ problem: { type: 'desktop_ceiling_exceeded' } })

  await call('queueDraft', { draftId, as: 'send', confirmedPeople: 2 })
  await call('releaseOutbox', {})
  await until([])
})

test('a time that passed while it waited is never made up for without a word', async () => {
  const { project, call, queue, entry, until, onServer, clock } = await openOutboxStudio()
  await project.goAway()
  const scheduledAt = later(3_600_000)
  const draftId = await queue('Late', { as: 'send', scheduledAt })
  const other = await queue('Later', { as: 'send', scheduledAt: later(3 * 3_600_000) })
  await call('releaseOutbox', {})
  await project.comeBack()
  clock.aheadMs = 2 * 3_600_000
  await call('tryServer', {})

  await until(['needsYou'])
  expect(await entry(draftId)).toMatchObject({ problem: { type: 'desktop_time_passed' } })
  expect(await onServer()).toEqual(['Later'])
  expect(await entry(other)).toBeUndefined()
  await call('releaseOutbox', { draftIds: [draftId], atOnce: true })
  await until([])
  expect(await onServer()).toEqual(['Later', 'Late'])
})

test('a refusal is not tried again', async () => {
  const { call, queue, entry, until } = await openOutboxStudio()
  const draftId = await queue('Text')
  const { content } = await call('getDraft', { draftId })
  const wrong = { ...content, attachments: ['nowhere:nothing'] } as EmailContent
  await call('saveDraft', { draftId, content: wrong })
  await call('releaseOutbox', {})

  await until(['failed'])
  expect(await entry(draftId)).toMatchObject({ attempts: 1, retryAt: null })
})

test('it waits while another profile is open, which is told', async () => {
  const { project, call, profileId, queue, until, onServer } = await openOutboxStudio()
  await project.goAway()
  await queue('One')
  await call('releaseOutbox', {})
  await call('createLocalProfile', { name: 'Here' })
  await project.comeBack()
  expect(await call('listOutbox', {})).toMatchObject({
    ...{ entries: [], elsewhere: [{ profileId, count: 1 }] },
  })
  await expect(call('releaseOutbox', {})).rejects.toMatchObject({ type: 'desktop_not_available' })
  await call('connectProfile', { name: 'Twin', environment: 'staging', ...project.address })

  expect(await call('listOutbox', {})).toEqual({
    entries: [],
    elsewhere: [{ profileId, count: 1 }],
  })
  expect(await onServer()).toEqual([])
  await call('selectProfile', { profileId })
  await until([])
  expect(await onServer()).toEqual(['One'])
})

test('it can be held again, taken out, and goes with its draft', async () => {
  const { project, call, queue, list, entry } = await openOutboxStudio()
  await project.goAway()
  await call('tryServer', {})
  const held = await queue('Held')
  const taken = await queue('Taken out')
  const deleted = await queue('Deleted')
  await call('releaseOutbox', {})

  await call('holdOutbox', { draftId: held })
  expect(await entry(held)).toMatchObject({ state: 'waiting', releasedAt: null, problem: null })
  await call('leaveOutbox', { draftId: taken })
  await call('deleteDrafts', { draftIds: [deleted] })
  expect((await list()).map(({ draft }) => draft.id)).toEqual([held])
  expect((await call('listDrafts', {})).drafts.map(({ id }) => id).sort()).toEqual(
    [held, taken].sort(),
  )
  await expect(call('holdOutbox', { draftId: taken })).rejects.toMatchObject({
    type: 'desktop_not_queued',
  })
})

test('what cannot go out is not queued', async () => {
  const { call } = await openOutboxStudio()
  const { id: draftId } = await call('createDraft', {})

  await expect(call('queueDraft', { draftId, as: 'keep' })).rejects.toMatchObject({
    param: 'subject',
  })
})

test('drafts that move to another profile leave the outbox behind', async () => {
  const { project, call, profileId, queue, list, onServer } = await openOutboxStudio()
  await project.goAway()
  await queue('One')
  await call('releaseOutbox', {})
  const { id: draftsTo } = await call('connectProfile', {
    ...{ name: 'Twin', environment: 'staging', ...project.address },
  })
  await call('removeProfile', { profileId, draftsTo })
  await project.comeBack()
  await call('tryServer', {})

  expect(await list()).toEqual([])
  expect((await call('listDrafts', {})).drafts).toHaveLength(1)
  expect(await onServer()).toEqual([])
})

test('a draft that was deleted while it waited comes back without being handed over', async () => {
  const { project, call, queue, list, onServer } = await openOutboxStudio()
  await project.goAway()
  const draftId = await queue('One')
  await call('releaseOutbox', {})
  await eventually(async () =>
    expect(await list()).toMatchObject([{ state: 'released', attempts: 1 }]),
  )
  await call('deleteDrafts', { draftIds: [draftId] })
  expect(await list()).toEqual([])

  await call('undeleteDrafts', { draftIds: [draftId] })
  await project.comeBack()
  await call('tryServer', {})

  expect(await list()).toEqual([])
  expect((await call('listDrafts', {})).drafts.map(({ id }) => id)).toEqual([draftId])
  expect(await onServer()).toEqual([])
})
