import type { UndoPart } from '@contract/draft-steps'
import { expect, test } from 'vitest'
import { openDrafts } from '../../support/local-drafts'

const step = (number: number, inserted: string) => ({
  ...{ number, at: 1_000 },
  changes: [{ name: 'subject', at: 0, removed: '', inserted }],
})
const part = (from: number, texts: readonly string[], more: Partial<UndoPart> = {}): UndoPart => ({
  ...{ first: 0, from, position: from + texts.length },
  steps: texts.map((text, index) => step(from + index, text)),
  ...more,
})

test('steps are saved with the text they belong to', async () => {
  const { drafts, id, text } = await openDrafts()
  drafts.save('one', id, text({ subject: 'a' }), { revision: 1, undo: part(0, ['a']) })
  drafts.save('one', id, text({ subject: 'cba' }), { revision: 2, undo: part(1, ['b', 'c']) })
  drafts.save('one', id, text({ subject: 'ba' }), {
    ...{ revision: 3, undo: part(3, [], { position: 2 }) },
  })

  const { draft, undo } = drafts.open('one', id)

  expect(draft).toMatchObject({ revision: 4, content: { subject: 'ba' } })
  expect(undo).toEqual({ steps: [step(0, 'a'), step(1, 'b'), step(2, 'c')], position: 2 })
})

test('a step in place of an undone one drops what could be redone', async () => {
  const { drafts, id, text } = await openDrafts()
  drafts.save('one', id, text({ subject: 'cba' }), { undo: part(0, ['a', 'b', 'c']) })

  drafts.save('one', id, text({ subject: 'xa' }), { undo: part(1, ['x']) })

  expect(drafts.open('one', id).undo.steps).toEqual([step(0, 'a'), step(1, 'x')])
})

test('a text saved without its steps is one step, and no more than 200 are kept', async () => {
  const { drafts, id, text } = await openDrafts()
  for (let turn = 1; turn <= 205; turn += 1) {
    drafts.save('one', id, text({ subject: 'x'.repeat(turn) }))
  }

  const { undo } = drafts.open('one', id)

  expect(undo.steps).toHaveLength(200)
  expect([undo.steps[0]?.number, undo.position]).toEqual([5, 205])
})

test('steps with gaps are refused, and nothing of the save is written', async () => {
  const { drafts, id, text } = await openDrafts()
  const steps = [step(0, 'a'), step(2, 'b')]

  expect(() =>
    drafts.save('one', id, text({ subject: 'ab' }), { undo: { ...part(0, []), steps } }),
  ).toThrow('gaps')
  expect(drafts.get('one', id).content).toMatchObject({ subject: '' })
})

test('steps whose predecessors are not known stand alone', async () => {
  const { drafts, id, text } = await openDrafts()
  drafts.save('one', id, text({ subject: 'a' }), { undo: part(0, ['a']) })

  drafts.save('one', id, text({ subject: 'b' }), { undo: part(7, ['b']) })

  expect(drafts.open('one', id).undo).toEqual({ steps: [step(7, 'b')], position: 8 })
})

test('a few large changes leave no room for the oldest', async () => {
  const { drafts, id, text } = await openDrafts()
  for (let turn = 0; turn < 8; turn += 1) {
    drafts.save('one', id, text({ content: String(turn).repeat(900_000) }))
  }

  const { undo } = drafts.open('one', id)

  expect(undo.steps.map(({ number }) => number)).toEqual([6, 7])
})
