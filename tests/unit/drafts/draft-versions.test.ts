import { expect, test } from 'vitest'
import { openDrafts } from '../../support/local-drafts'

const minute = 60_000

test('what stood before a pause and every few minutes of writing is kept', async () => {
  const { drafts, id, text, clock } = await openDrafts()
  drafts.save('one', id, text({ subject: 'A' }))
  clock.at += 3 * minute
  drafts.save('one', id, text({ subject: 'AB' }))
  clock.at += minute
  drafts.save('one', id, text({ subject: 'ABC' }))
  for (let turn = 0; turn < 4; turn += 1) {
    clock.at += minute
    drafts.save('one', id, text({ subject: `ABC ${turn}` }))
  }

  expect(drafts.versions('one', id).map(({ reason, changed }) => [reason, changed])).toEqual([
    ['writing', ['subject']],
    ['session', []],
  ])
  expect(drafts.versions('one', id)[1]?.at).toBe('2026-11-22T10:00:00.000Z')
})

test('a save point is kept once, and of an empty draft there is nothing to keep', async () => {
  const { drafts, id, text } = await openDrafts()
  expect(drafts.keepVersion('one', id)).toBe(false)
  drafts.save('one', id, text({ subject: 'A' }))

  expect(drafts.keepVersion('one', id)).toBe(true)
  expect(drafts.keepVersion('one', id)).toBe(false)
  expect(drafts.versions('one', id)).toMatchObject([{ reason: 'savepoint', changed: [] }])
})

test('a restored version keeps what stood before and can be undone', async () => {
  const { drafts, id, text } = await openDrafts()
  drafts.save('one', id, text({ subject: 'Old', topics: ['news'] }))
  drafts.keepVersion('one', id)
  drafts.save('one', id, text({ subject: 'New' }))
  const [version] = drafts.versions('one', id)

  const { draft, undo } = drafts.restore('one', id, version?.id ?? 0)

  expect(draft.content).toMatchObject({ subject: 'Old', topics: ['news'] })
  expect(drafts.versions('one', id).map(({ reason }) => reason)).toEqual(['restore', 'savepoint'])
  expect(undo.position).toBe(3)
  expect(undo.steps.at(-1)?.changes).toEqual([
    { name: 'topics', at: 0, removed: [], inserted: ['news'] },
    { name: 'subject', at: 0, removed: 'New', inserted: 'Old' },
  ])
  expect(() => drafts.restore('one', id, 999)).toThrow('no such version')
})

test('versions belong to their draft alone', async () => {
  const { drafts, owner, id, text } = await openDrafts()
  drafts.save('one', id, text({ subject: 'A' }))
  drafts.keepVersion('one', id)
  const [version] = drafts.versions('one', id)
  const other = await drafts.create(owner, 'email')

  expect(() => drafts.version('one', other.id, version?.id ?? 0)).toThrow('no such version')
  expect(() => drafts.versions('two', id)).toThrow('There is no draft')
})

test('what is about to be handed over is kept, should that fail', async () => {
  const { drafts, owner, id, text } = await openDrafts()
  drafts.save('one', id, text({ subject: 'A', content: 'b', topics: ['news'] }))

  await expect(drafts.send(owner, id, 'send')).rejects.toThrow('there is no server')

  expect(drafts.versions('one', id)).toMatchObject([{ reason: 'release' }])
})

test('a deleted draft comes back with its steps and versions, and is gone for good after an hour', async () => {
  const { drafts, owner, id, text, clock, count } = await openDrafts()
  drafts.save('one', id, text({ subject: 'A' }))
  drafts.keepVersion('one', id)
  const opened = drafts.open('one', id)

  drafts.delete('one', [id])
  expect(drafts.list('one')).toEqual([])
  expect(() => drafts.get('one', id)).toThrow('There is no draft')
  const refused = [{ draftId: id, problem: { type: 'desktop_draft_not_found' } }]
  expect(drafts.undelete('two', [id])).toMatchObject(refused)
  expect(drafts.undelete('one', [id])).toEqual([])

  expect(drafts.open('one', id)).toEqual(opened)
  expect(drafts.versions('one', id)).toHaveLength(1)
  drafts.delete('one', [id])
  clock.at += 61 * minute
  const other = await drafts.create(owner, 'email')
  drafts.delete('one', [other.id])
  expect(drafts.undelete('one', [id])).toMatchObject(refused)
  expect([count('draft_steps'), count('draft_versions')]).toEqual([0, 0])
})
