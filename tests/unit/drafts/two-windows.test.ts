import type { EmailContent } from '@contract/drafts'
import { temporaryFolder } from '../../support/temporary-folder'
import { createInProcessLauncher } from '../../support/launch-in-process'
import { openTestStudio } from '../../support/open-test-studio'
import { expect, test } from 'vitest'

/** Two windows on one draft; each knows what it read or saved last. */
const openWindows = async () => {
  const { call, events } = await openTestStudio({
    dataFolder: temporaryFolder(),
    launchEngine: createInProcessLauncher(() => undefined),
  })
  await call('createLocalProfile', { name: 'Local', environment: 'local' })
  const { id: draftId } = await call('createDraft', { kind: 'email' })
  const openWindow = async () => {
    const { draft } = await call('openDraft', { draftId })
    let base = draft.content as EmailContent
    let { revision } = draft
    return {
      /** Saves as the composer does: the base goes along once somebody else was there. */
      save: async (part: Partial<EmailContent>) => {
        const input = { draftId, content: { ...base, ...part }, revision }
        const saved = await call('saveDraft', input).catch((error: { type?: string }) => {
          if (error.type !== 'desktop_draft_changed') throw error
          return call('saveDraft', { ...input, base })
        })
        base = saved.content as EmailContent
        revision = saved.revision
        return saved
      },
    }
  }
  const first = await openWindow()
  const second = await openWindow()
  const written = async () => (await call('getDraft', { draftId })).content
  return { call, events, draftId, first, second, written }
}

test('what two windows write in different fields stands, all of it', async () => {
  const { first, second, written } = await openWindows()
  await first.save({ subject: 'From the first', topics: ['a', 'b'] })

  const saved = await second.save({ content: '<p>From the second</p>', topics: ['c'] })

  expect(saved.merged?.conflicts).toEqual([])
  expect(await written()).toMatchObject({
    subject: 'From the first',
    content: '<p>From the second</p>',
    topics: ['c', 'a', 'b'],
  })
})

test('of one field that both wrote the newer text stands, and the other is a version', async () => {
  const { call, draftId, first, second, written } = await openWindows()
  await first.save({ subject: 'Older', content: 'Kept' })

  const saved = await second.save({ subject: 'Newer' })

  expect(saved.merged?.conflicts).toMatchObject([{ name: 'subject', base: '', other: 'Older' }])
  expect(await written()).toMatchObject({ subject: 'Newer', content: 'Kept' })
  const { versions } = await call('listDraftVersions', { draftId })
  expect(versions).toMatchObject([{ reason: 'conflict' }])
  const versionId = versions[0]?.id ?? 0
  const { content } = await call('getDraftVersion', { draftId, versionId })
  expect(content).toMatchObject({ subject: 'Older' })
})

/** Two texts of one field, of which the second stands. */
const openConflict = async () => {
  const windows = await openWindows()
  const { call, draftId, first, second } = windows
  await first.save({ subject: 'First', content: 'One', users: ['ada'] })
  await second.save({ subject: 'Second', content: 'Two' })
  const open = () => call('openDraft', { draftId })
  const decide = async (choices: Record<string, 'standing' | 'other'>) =>
    await call('decideDraft', { draftId, revision: (await open()).draft.revision, choices })
  return { ...windows, open, decide }
}

test('two texts of one field are told to every window until a person has chosen', async () => {
  const { open, decide, call, draftId } = await openConflict()
  expect((await open()).conflicts.map(({ name }) => name)).toEqual(['subject', 'content'])

  const decided = await decide({ subject: 'other', content: 'standing' })

  expect(decided.conflicts).toEqual([])
  expect(decided.draft.content).toMatchObject({ subject: 'First', content: 'Two' })
  expect((await open()).conflicts).toEqual([])
  const { versions } = await call('listDraftVersions', { draftId })
  const said = versions.map(({ id: versionId }) => call('getDraftVersion', { draftId, versionId }))
  expect((await Promise.all(said)).map(({ content }) => content)).toMatchObject([
    { subject: 'Second', content: 'Two' },
    { subject: 'First', content: 'One' },
  ])
  expect(decided.undo.steps.at(-1)?.changes.map(({ name }) => name)).toEqual(['subject'])
})

test('a draft with two texts in one field neither goes out nor away with the other text', async () => {
  const { call, draftId, decide } = await openConflict()

  await expect(call('sendDraft', { draftId, as: 'keep' })).rejects.toMatchObject({
    type: 'desktop_draft_undecided',
  })
  await decide({ subject: 'standing', content: 'standing' })

  await expect(call('sendDraft', { draftId, as: 'keep' })).resolves.toHaveProperty('messageId')
})

test('nobody decides about a text that was not on the screen', async () => {
  const { call, draftId, second, open } = await openConflict()
  const { revision } = (await open()).draft
  await second.save({ subject: 'Second, longer' })

  const decided = call('decideDraft', { draftId, revision, choices: { subject: 'other' } })

  await expect(decided).rejects.toMatchObject({ type: 'desktop_draft_changed' })
  expect((await open()).conflicts).toHaveLength(2)
})

test('whoever writes the other text has decided', async () => {
  const { second, open } = await openConflict()

  await second.save({ subject: 'First', content: 'One' })

  expect((await open()).conflicts).toEqual([])
})

test('what was put together is one step that can be undone, after those of the other window', async () => {
  const { first, second } = await openWindows()
  await first.save({ subject: 'First' })

  const { merged } = await second.save({ content: 'Second' })

  expect(merged?.undo.steps.map(({ changes }) => changes)).toEqual([
    [{ name: 'subject', at: 0, removed: '', inserted: 'First' }],
    [{ name: 'content', at: 0, removed: '', inserted: 'Second' }],
  ])
  expect(merged?.undo.position).toBe(2)
})

test('nobody is asked for the base who saves what is the newest', async () => {
  const { call, draftId, first, second } = await openWindows()
  await first.save({ subject: 'One' })
  await first.save({ subject: 'Two' })
  const { content } = await call('getDraft', { draftId })

  await expect(call('saveDraft', { draftId, content, revision: 1 })).rejects.toMatchObject({
    type: 'desktop_draft_changed',
  })
  expect((await second.save({})).content).toMatchObject({ subject: 'Two' })
})

test('everybody is told of a change with the revision it made', async () => {
  const { events, draftId, first } = await openWindows()
  const before = events.length

  await first.save({ subject: 'One' })

  expect(events.slice(before)).toContainEqual({
    name: 'resource.changed',
    payload: { resource: 'drafts', id: draftId, revision: 2 },
  })
})
