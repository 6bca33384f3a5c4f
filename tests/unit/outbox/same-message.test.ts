import { expect, test } from 'vitest'
import { emailOf } from '../../support/email-of'
import { openOutboxStudio } from '../../support/outbox-studio'

/* Several changes of one message while its server is away. */

/** A draft of the project that was read before its server went away. */
const openAway = async () => {
  const studio = await openOutboxStudio()
  const { project, call } = studio
  await project.engine.call('createEmail', {
    ...{ messageId: 'trains', subject: 'Night trains', content: 'Every evening', draft: true },
    topics: ['news'],
  })
  await call('getMessage', { messageId: 'trains' })
  await project.goAway()
  const edit = async (part: object): Promise<string> => {
    const draft = await call('editMessage', { messageId: 'trains' })
    await call('saveDraft', { draftId: draft.id, content: { ...emailOf(draft), ...part } })
    return draft.id
  }
  const release = async (draftId: string): Promise<void> => {
    await call('queueDraft', { draftId, as: 'keep' })
    await call('releaseOutbox', { draftIds: [draftId], atOnce: false })
  }
  const comeBack = async (): Promise<void> => {
    await project.comeBack()
    await call('tryServer', {})
  }
  const stored = async () => {
    const { data } = (await project.engine.call('getMessage', { messageId: 'trains' })) as {
      readonly data: { readonly subject: string; readonly content: string }
    }
    return { subject: data.subject, content: data.content }
  }
  return { ...studio, edit, release, comeBack, stored }
}

/** Another draft of the same message: the first one was deleted, and came back after all. */
const openTwoDrafts = async () => {
  const studio = await openAway()
  const first = await studio.edit({ subject: 'First' })
  await studio.call('deleteDrafts', { draftIds: [first] })
  const second = await studio.edit({ content: 'Second' })
  await studio.call('undeleteDrafts', { draftIds: [first] })
  expect(second).not.toBe(first)
  return { ...studio, first, second }
}

test('what is written after the release waits for another one, and the newest text goes out once', async () => {
  const { edit, release, entry, comeBack, until, stored, onServer } = await openAway()
  const draftId = await edit({ subject: 'First' })
  await release(draftId)

  expect(await edit({ subject: 'First and second' })).toBe(draftId)
  expect(await entry(draftId)).toMatchObject({
    ...{ state: 'waiting', releasedAt: null },
    problem: { type: 'desktop_release_outdated' },
  })
  await release(draftId)
  expect(await entry(draftId)).toMatchObject({ state: 'released', problem: null })
  await comeBack()
  await until([])

  expect(await stored()).toEqual({ subject: 'First and second', content: 'Every evening' })
  expect(await onServer()).toHaveLength(1)
})

test('of two drafts of one message the later follows the earlier, and overwrites nothing of it', async () => {
  const { first, second, release, comeBack, until, entry, stored, call } = await openTwoDrafts()
  await release(first)
  await release(second)
  await comeBack()
  await until(['needsYou'])

  expect(await stored()).toEqual({ subject: 'First', content: 'Every evening' })
  expect(await entry(second)).toMatchObject({ problem: { type: 'desktop_draft_behind' } })
  const { updatedAt, fields } = await call('compareDraft', { draftId: second })
  const merged = Object.fromEntries(fields.map(({ name, merged: value }) => [name, value]))
  const content = { ...emailOf(await call('getDraft', { draftId: second })), ...merged }
  await call('mergeDraft', { draftId: second, updatedAt: updatedAt ?? '', content })
  await release(second)
  await until([])

  expect(await stored()).toEqual({ subject: 'First', content: 'Second' })
})

test('the later does not overtake the earlier that nobody has released', async () => {
  const { call, first, second, release, queue, comeBack, until, stored, onServer } =
    await openTwoDrafts()
  await call('queueDraft', { draftId: first, as: 'keep' })
  await release(second)
  const other = await queue('Day trains')
  await release(other)
  await comeBack()
  await until(['waiting', 'released'])

  expect(await onServer()).toEqual(['Night trains', 'Day trains'])
  await release(first)
  await until(['needsYou'])
  expect(await stored()).toEqual({ subject: 'First', content: 'Every evening' })
})
