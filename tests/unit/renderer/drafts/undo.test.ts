import type { UndoStack } from '@contract/draft-steps'
import type { EmailContent, PushContent } from '@contract/drafts'
import { emptyStack, patchedStack, stackPart } from '@contract/undo-stack'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { canRedo, canUndo, recordEdit, redoStep, undoStep } from '@/drafts/undo'

const start: EmailContent = {
  ...{ kind: 'email', subject: '', content: '', html: true, topics: [], users: [] },
  ...{ targets: [], cc: [], bcc: [], attachments: [], messageId: '', scheduledAt: null },
}

/** A draft in which somebody writes; each edit comes so many milliseconds after the last. */
const writer = <Content extends EmailContent | PushContent>(first: Content) => {
  let content = first
  let undo: UndoStack = emptyStack
  let at = 1_000_000
  const step = (by: typeof undoStep) => {
    const done = by(undo, content)
    if (!done) return undefined
    // A step keeps the channel.
    content = done.content as Content
    undo = done.undo
    return done.changes.map(({ name }) => name)
  }
  return {
    edit: (part: Partial<Content>, afterMs = 100) => {
      at += afterMs
      const after = { ...content, ...part }
      undo = recordEdit(undo, { before: content, after }, at)
      content = after
    },
    undo: () => step(undoStep),
    redo: () => step(redoStep),
    content: () => content,
    stack: () => undo,
    steps: () => undo.steps.map(({ changes }) => changes),
  }
}
/** Types or deletes letter by letter. */
const type = (one: ReturnType<typeof writer<EmailContent>>, texts: readonly string[]) => {
  for (const subject of texts) one.edit({ subject })
}

describe('typing', () => {
  it('is one step until a pause', () => {
    const one = writer(start)
    type(one, ['H', 'He', 'Hel', 'Hell', 'Hello'])
    one.edit({ subject: 'Hello!' }, 701)

    expect(one.undo()).toEqual(['subject'])
    expect(one.content().subject).toBe('Hello')
    one.undo()
    expect(one.content().subject).toBe('')
    expect(one.undo()).toBeUndefined()
  })

  it.each([
    ['doubled letters at the end', ['a', 'aa', 'aaa'], 1],
    ['before the same letters', ['abab', 'aabab', 'ababab'], 2],
    ['a jump of the caret', ['b', 'bc', 'abc'], 2],
    ['backspace after typing', ['a', 'ab', 'a'], 2],
    ['a pasted text', ['a', 'a pasted'], 2],
    ['an emoji', ['a', 'a😀', 'a😀b'], 1],
    ['an input method', ['k', 'か', 'かn', 'かん', '漢'], 1],
  ])('%s', (_, texts, steps) => {
    const one = writer(start)
    type(one, texts)

    expect(one.steps()).toHaveLength(steps)
  })

  it.each([
    ['backwards', ['abcc', 'abc', 'ab', 'a', ''], [{ at: 0, removed: 'abcc' }]],
    ['forwards', ['xabc', 'abc', 'bc', 'c'], [{ at: 0, removed: 'xab' }]],
    ['over a selection, then on', ['x', 'xy'], [{ at: 0, removed: 'old', inserted: 'xy' }]],
  ])('%s is one step', (_, texts, expected) => {
    const [first = '', ...rest] = texts
    const isOver = expected[0]?.removed === 'old'
    const one = writer({ ...start, subject: isOver ? 'old' : first })
    type(one, isOver ? texts : rest)

    expect(one.steps()).toMatchObject([expected])
  })

  it('in another field is another step, and both are taken back in order', () => {
    const one = writer(start)
    one.edit({ subject: 'A' })
    one.edit({ content: 'b' })
    one.edit({ subject: 'AB' })
    one.edit({ topics: ['news'] })
    one.edit({ html: false })

    expect([one.undo(), one.undo(), one.undo(), one.undo()]).toEqual([
      ['html'], ['topics'], ['subject'], ['content'],
    ]) // prettier-ignore
    expect(one.content()).toEqual({ ...start, subject: 'A' })
  })

  it('in a pair of a push message is one step for each of its parts', () => {
    const push = writer<PushContent>({
      ...{ kind: 'push', topics: [], users: [], targets: [], messageId: '', scheduledAt: null },
      ...{ title: '', body: '', data: [{ name: '', value: '', type: 'text' }], action: '' },
      ...{ image: '', icon: '', sound: '', color: '', tag: '', badge: '' },
      ...{ contentAvailable: false, critical: false, priority: 'high' },
    })
    for (const name of ['b', 'be', 'bed']) push.edit({ data: [{ name, value: '', type: 'text' }] })
    for (const value of ['1', '12']) push.edit({ data: [{ name: 'bed', value, type: 'text' }] })
    push.edit({ data: [{ name: 'bed', value: '12', type: 'json' }] })

    expect(push.steps()).toHaveLength(3)
    push.undo()
    push.undo()
    expect(push.content().data).toEqual([{ name: 'bed', value: '', type: 'text' }])
  })
})

describe('redoing', () => {
  it('does again what was taken back, and is over with a new edit', () => {
    const one = writer(start)
    type(one, ['A'])
    one.undo()
    expect([canUndo(one.stack()), canRedo(one.stack())]).toEqual([false, true])
    expect(one.redo()).toEqual(['subject'])
    expect(one.content().subject).toBe('A')
    one.undo()

    one.edit({ subject: 'B' })

    expect(one.redo()).toBeUndefined()
    one.undo()
    expect(one.content().subject).toBe('')
  })

  it('is not joined by what is typed after it', () => {
    const one = writer(start)
    type(one, ['A'])
    one.undo()
    one.redo()
    one.edit({ content: 'x' })
    one.undo()
    type(one, ['AB'])

    one.undo()
    expect(one.content()).toEqual({ ...start, subject: 'A' })
  })
})

it('a step that does not fit what is written any more changes nothing and is forgotten', () => {
  const one = writer(start)
  type(one, ['A'])

  const done = undoStep(one.stack(), { ...start, subject: 'Something else' })

  expect(done).toMatchObject({ content: { subject: 'Something else' }, changes: [] })
  expect(done && canUndo(done.undo)).toBe(false)
})

it('remembers 200 steps of a text of a million letters in little room', () => {
  const long = 'x'.repeat(999_000)
  const one = writer({ ...start, content: long })
  for (let turn = 1; turn <= 250; turn += 1) {
    one.edit({ content: long + 'y'.repeat(turn) }, 1_000)
  }

  expect(one.steps()).toHaveLength(200)
  expect(JSON.stringify(one.stack()).length).toBeLessThan(30_000)
  while (one.undo());
  expect(one.content().content).toBe(long + 'y'.repeat(50))
})

const fragment = fc.string({ unit: fc.constantFrom('a', 'b', '\n', '😀'), maxLength: 6 })
const ids = fc.uniqueArray(fc.constantFrom('a', 'b', 'c'), { maxLength: 3 })
const edits = fc.array(
  fc.record({
    part: fc.oneof<fc.Arbitrary<Partial<EmailContent>>[]>(
      fc.record({ subject: fragment }),
      fc.record({ content: fragment }),
      fc.record({ topics: ids, users: ids }),
      fc.record({ html: fc.boolean() }),
      fc.record({ scheduledAt: fc.constantFrom(null, '2026-12-24T07:00:00.000Z') }),
    ),
    afterMs: fc.constantFrom(50, 400, 900),
  }),
  { maxLength: 40 },
)

describe('whatever is written', () => {
  it('undoing all of it leads to the start, and redoing all of it to the end', () => {
    fc.assert(
      fc.property(edits, (all) => {
        const one = writer(start)
        for (const { part, afterMs } of all) one.edit(part, afterMs)
        const end = one.content()

        while (one.undo());
        expect(one.content()).toEqual(start)
        while (one.redo());
        expect(one.content()).toEqual(end)
      }),
    )
  })

  it('joining loses no state that a pause would have kept at its ends', () => {
    fc.assert(
      fc.property(edits, fc.nat(40), (all, turns) => {
        const one = writer(start)
        const seen = [start]
        for (const { part, afterMs } of all) {
          one.edit(part, afterMs)
          seen.push(one.content())
        }
        for (let turn = 0; turn < turns && one.undo(); turn += 1)
          expect(seen).toContainEqual(one.content())
      }),
    )
  })

  it('saving only what became of the steps keeps all of them', () => {
    const acts = fc.array(
      fc.oneof(
        edits.map((all) => ({ all })),
        fc.constant('undo' as const),
        fc.constant('redo' as const),
      ),
      { maxLength: 12 },
    )
    fc.assert(
      fc.property(acts, (all) => {
        const one = writer(start)
        let known: UndoStack = emptyStack
        let saved: UndoStack = emptyStack
        for (const act of all) {
          if (act === 'undo') one.undo()
          else if (act === 'redo') one.redo()
          else for (const { part, afterMs } of act.all) one.edit(part, afterMs)
          saved = patchedStack(saved, structuredClone(stackPart(known, one.stack())))
          known = one.stack()
          expect(saved).toEqual(known)
        }
      }),
    )
  })
})
