import { applyChanges, changesBetween, inverse, textSpan } from '@contract/draft-changes'
import { draftChange } from '@contract/draft-steps'
import type { DraftContent, EmailContent, PushContent } from '@contract/drafts'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

const text = fc.string({ unit: fc.constantFrom('a', 'b', '\n', 'é', '😀', '👩‍🚀'), maxLength: 12 })
const ids = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'e'))
const common = {
  ...{ topics: ids, users: ids, targets: ids, messageId: text },
  scheduledAt: fc.constantFrom(null, '2026-12-24T07:00:00.000Z', '2026-12-25T07:00:00.000Z'),
}
const email = fc.record<EmailContent>({
  ...{ kind: fc.constant('email' as const), ...common, subject: text, content: text },
  ...{ html: fc.boolean(), cc: ids, bcc: ids, attachments: ids },
})
const pair = fc.record({ name: text, value: text, type: fc.constantFrom('text', 'json') })
const push = fc.record<PushContent>({
  ...{ kind: fc.constant('push' as const), ...common, title: text, body: text, action: text },
  ...{ data: fc.array(pair, { maxLength: 4 }), image: text, icon: text, sound: text, color: text },
  ...{ tag: text, badge: text, contentAvailable: fc.boolean(), critical: fc.boolean() },
  priority: fc.constantFrom('normal', 'high'),
})
const pairOfOne = fc.oneof(fc.tuple(email, email), fc.tuple(push, push)) as fc.Arbitrary<
  [DraftContent, DraftContent]
>

describe('changesBetween', () => {
  it('leads from one version to the other and back, whatever they say', () => {
    fc.assert(
      fc.property(pairOfOne, ([before, after]) => {
        const changes = changesBetween(before, after)

        expect(applyChanges(before, changes)).toEqual(after)
        expect(applyChanges(after, inverse(changes))).toEqual(before)
        for (const change of changes) draftChange.parse(change)
      }),
    )
  })

  it('says nothing of what is the same', () => {
    fc.assert(
      fc.property(email, (one) => {
        expect(changesBetween(one, structuredClone(one))).toEqual([])
      }),
    )
  })
})

describe('textSpan', () => {
  it.each([
    ['Hello', 'Hello!', { at: 5, removed: '', inserted: '!' }],
    ['aa', 'aaa', { at: 2, removed: '', inserted: 'a' }],
    ['Night train', 'Night trains', { at: 11, removed: '', inserted: 's' }],
    ['one two three', 'one 2 three', { at: 4, removed: 'two', inserted: '2' }],
    // The two faces share their first half.
    ['😀', '😁', { at: 0, removed: '😀', inserted: '😁' }],
    ['x', 'x', { at: 1, removed: '', inserted: '' }],
  ])('%s → %s', (was, now, span) => {
    expect(textSpan(was, now)).toEqual(span)
  })

  it('never cuts a character in two', () => {
    fc.assert(
      fc.property(text, text, (was, now) => {
        const { removed, inserted } = textSpan(was, now)
        expect([removed.isWellFormed(), inserted.isWellFormed()]).toEqual([true, true])
      }),
    )
  })
})

describe('applyChanges', () => {
  const content: EmailContent = {
    ...{ kind: 'email', subject: 'Hello', content: '', html: true, topics: ['a'], users: [] },
    ...{ targets: [], cc: [], bcc: [], attachments: [], messageId: '', scheduledAt: null },
  }

  it.each([
    ['another text', { name: 'subject', at: 0, removed: 'Bye', inserted: '' }],
    ['a place behind the end', { name: 'subject', at: 9, removed: '', inserted: '!' }],
    ['a list for a text', { name: 'subject', at: 0, removed: [], inserted: ['a'] }],
    ['a text for a list', { name: 'topics', at: 0, removed: '', inserted: 'a' }],
    ['another item', { name: 'topics', at: 0, removed: ['b'], inserted: [] }],
    ['an item behind the end', { name: 'topics', at: 2, removed: [], inserted: ['b'] }],
    ['another value', { name: 'html', before: false, after: true }],
    ['an unknown field', { name: 'nothing', before: false, after: true }],
    ['a field of the prototype', { name: 'toString', at: 0, removed: '', inserted: 'a' }],
  ])('changes nothing where it meets %s', (_, change) => {
    expect(applyChanges(content, [change])).toBeUndefined()
  })
})
